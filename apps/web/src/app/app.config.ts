import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { DOCUMENT, inject, provideBrowserGlobalErrorListeners } from '@angular/core';
import type { ApplicationConfig } from '@angular/core';
import { provideBilling } from '@purser/angular';
import type { BillingOptions } from '@purser/angular';
import { Address } from './routing/address.ts';
import { SandboxClock } from './sandbox/sandbox-clock.ts';
import { sendToken } from './session/send-token.ts';
import { Session } from './session/session.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([sendToken])),
    provideBilling(billingOptions),
  ],
};

function billingOptions(): BillingOptions {
  const session = inject(Session);
  const clock = inject(SandboxClock);
  const address = inject(Address);
  const document = inject(DOCUMENT);
  return {
    viewer: () => session.token(),
    now: () => clock.now(),
    navigate: (url) => {
      // Ours begin with a slash, Stripe's with a scheme.
      if (url.startsWith('/')) address.go(url);
      else document.location.assign(url);
    },
  };
}
