import { DOCUMENT, InjectionToken, LOCALE_ID, inject, makeEnvironmentProviders } from '@angular/core';
import type { EnvironmentProviders } from '@angular/core';
import type { Message, MessageKey } from './messages.ts';

export interface BillingOptions {
  /** Where Purser's API is mounted, without a slash at the end. `/api` when left out. */
  readonly apiUrl?: string;
  /** The person's JWT, sent with every billing request. Leave out when an interceptor or a cookie says who asks. */
  readonly token?: () => string | null | Promise<string | null>;
  /**
   * Who is looking: any text that changes with the person, null when nobody is signed in. Read it from a signal, and
   * what is on screen follows a change of person. Leave out when the page cannot know; a 401 then means nobody.
   */
  readonly viewer?: () => string | null;
  /** Leaves for another address: Stripe's pages (absolute) or `paths` (as given). Loads the address when left out. */
  readonly navigate?: (url: string) => void;
  /** What time it is, for "3 days left". A sandbox whose clock moves gives its own. */
  readonly now?: () => Date;
  /** BCP 47, such as `en-US`. Angular's `LOCALE_ID` when left out. */
  readonly locale?: string;
  /** Replaces single messages, or all of them for another language. */
  readonly messages?: Partial<Record<MessageKey, Message>>;
  /** Where the host application has these pages. `/pricing` and `/account` when left out. */
  readonly paths?: { readonly pricing?: string; readonly account?: string };
}

export interface BillingSettings {
  readonly apiUrl: string;
  readonly token: (() => string | null | Promise<string | null>) | null;
  readonly viewer: () => string | null;
  readonly navigate: (url: string) => void;
  readonly now: () => Date;
  readonly locale: string;
  readonly messages: Partial<Record<MessageKey, Message>>;
  readonly paths: { readonly pricing: string; readonly account: string };
}

export const BILLING = new InjectionToken<BillingSettings>('Purser billing settings', {
  factory: () => settingsFrom({}),
});

/**
 * Sets the library up. Works without, for an application that serves the API under `/api` and signs in by cookie.
 *
 * @param options A function is called inside an injection context, so that it may `inject` the host's services.
 */
export function provideBilling(options: BillingOptions | (() => BillingOptions)): EnvironmentProviders {
  const useFactory = () => settingsFrom(typeof options === 'function' ? options() : options);
  return makeEnvironmentProviders([{ provide: BILLING, useFactory }]);
}

function settingsFrom(options: BillingOptions): BillingSettings {
  const document = inject(DOCUMENT);
  return {
    apiUrl: options.apiUrl ?? '/api',
    token: options.token ?? null,
    viewer: options.viewer ?? (() => 'unknown'),
    navigate: options.navigate ?? ((url) => document.location.assign(url)),
    now: options.now ?? (() => new Date()),
    locale: options.locale ?? inject(LOCALE_ID),
    messages: options.messages ?? {},
    paths: { pricing: '/pricing', account: '/account', ...options.paths },
  };
}
