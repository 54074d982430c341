import { Component, inject } from '@angular/core';
import { ProblemNotice } from '@purser/angular/region';
import { Address } from '../routing/address.ts';
import { Session } from '../session/session.ts';
import { SignIn } from '../session/sign-in.ts';
import { SandboxSignIn } from './sandbox-sign-in.ts';
import { SandboxStore } from './sandbox-store.ts';

/** Says that no real money moves, and holds what only a sandbox has: other people, another time, a mailbox. */
@Component({
  selector: 'app-sandbox-bar',
  templateUrl: './sandbox-bar.html',
  imports: [ProblemNotice, SandboxSignIn],
})
export class SandboxBar {
  protected readonly store = inject(SandboxStore);
  protected readonly address = inject(Address);
  protected readonly session = inject(Session);
  protected readonly signIn = inject(SignIn);
  protected readonly steps = [
    { label: 'Advance a day', span: { days: 1 } },
    { label: 'Advance a month', span: { months: 1 } },
    { label: 'Advance a year', span: { months: 12 } },
  ];

  protected shortDate(iso: string): string {
    return new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' }).format(new Date(iso));
  }
}
