import { Component, computed, inject, signal } from '@angular/core';
import { CatalogStore, formatDate } from '@purser/angular';
import type { SandboxMail } from '@purser/contract';
import { Region, RegionEmpty, RegionLoading, RegionReady } from '@purser/angular/region';
import { MailFrame } from './mail-frame.ts';
import { SandboxStore } from './sandbox-store.ts';

/** Every mail that the sandbox has written, newest first. */
@Component({
  selector: 'app-mailbox-page',
  templateUrl: './mailbox-page.html',
  imports: [MailFrame, Region, RegionEmpty, RegionLoading, RegionReady],
  host: { class: 'page page--wide' },
})
export class MailboxPage {
  protected readonly mailbox = inject(SandboxStore).mailbox;
  protected readonly catalog = inject(CatalogStore).catalog;
  readonly #chosen = signal<SandboxMail | null>(null);
  protected readonly shown = computed(() => {
    const mail = this.mailbox.value()?.mail ?? [];
    const chosen = this.#chosen();
    return mail.find((each) => each.sent_at === chosen?.sent_at && each.subject === chosen.subject) ?? mail[0] ?? null;
  });

  constructor() {
    // Mail may have come since the store was last looked at.
    if (this.mailbox.state() !== 'loading') this.mailbox.reload();
  }

  protected choose(mail: SandboxMail): void {
    this.#chosen.set(mail);
  }

  protected date(iso: string): string {
    return formatDate(new Date(iso), 'en-US');
  }
}
