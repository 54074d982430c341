import { Component, effect, inject, viewChild } from '@angular/core';
import type { ElementRef } from '@angular/core';
import { ProblemNotice } from '@purser/angular/region';
import { Session } from '../session/session.ts';
import { SignIn } from '../session/sign-in.ts';
import { SandboxStore } from './sandbox-store.ts';

/** Signing in without a password, as a demo user or as somebody new. */
@Component({
  selector: 'app-sandbox-sign-in',
  templateUrl: './sandbox-sign-in.html',
  imports: [ProblemNotice],
})
export class SandboxSignIn {
  protected readonly store = inject(SandboxStore);
  protected readonly session = inject(Session);
  protected readonly signIn = inject(SignIn);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    effect(() => {
      const dialog = this.dialog().nativeElement;
      if (this.signIn.isAsking() && !dialog.open) dialog.showModal();
      if (!this.signIn.isAsking() && dialog.open) dialog.close();
    });
  }

  /** Escape and the Close button end in this event; so does `done`, which has nothing left to cancel. */
  protected closed(): void {
    if (this.signIn.isAsking()) this.signIn.cancel();
    this.store.dismissProblem();
  }

  protected logInAsNew(event: SubmitEvent, form: HTMLFormElement): void {
    event.preventDefault();
    const entries = new FormData(form);
    const read = (name: string) => String(entries.get(name) ?? '').trim();
    const email = read('email');
    const name = read('name');
    this.store.logIn({
      user_id: read('user_id'),
      ...(email === '' ? {} : { email }),
      ...(name === '' ? {} : { name }),
    });
  }
}
