import type { Type } from '@angular/core';
import { PricingPage } from '../pricing/pricing-page.ts';

export interface Route {
  readonly title: string;
  readonly load: () => Promise<Type<unknown>>;
}

// The pricing page is where people arrive, so it comes with the first load; the others when they are asked for.
const routes: Readonly<Record<string, Route>> = {
  '/pricing': { title: 'Pricing', load: () => Promise.resolve(PricingPage) },
  '/subscription/success': {
    title: 'Your order',
    load: () => import('../subscription/success-page.ts').then((page) => page.SuccessPage),
  },
  '/account': {
    title: 'Account',
    load: () => import('../account/account-page.ts').then((page) => page.AccountPage),
  },
  '/sandbox/mail': {
    title: 'Mailbox',
    load: () => import('../sandbox/mailbox-page.ts').then((page) => page.MailboxPage),
  },
};

const notFound: Route = {
  title: 'Page not found',
  load: () => import('../not-found/not-found-page.ts').then((page) => page.NotFoundPage),
};

export function isRoute(path: string): boolean {
  return Object.hasOwn(routes, path);
}

/** @param path With or without a slash at the end. */
export function routeAt(path: string): Route {
  const known = path.replace(/\/$/, '');
  return (isRoute(known) ? routes[known] : undefined) ?? notFound;
}
