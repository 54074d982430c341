import { returnSecondPayments } from '../checkout/index.ts';
import { expireEntitlements } from '../entitlements/index.ts';
import { drainInbox, LookPace } from '../inbox/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { deliverDueMail } from '../notifications/index.ts';

export interface WorkOptions {
  /** How long a worker holds what it took; after that another may take it. */
  leaseMs?: number;
  /** Looks at Stripe at the same time. */
  looksAtOnce?: number;
  /** Looks begun in a second; left out, a third of what Stripe allows the account, and no limit for the emulator. */
  looksPerSecond?: number;
}

/** One kind of work: does what is due and says how much that was. Zero lets the worker sleep. */
export interface Work {
  readonly name: string;
  readonly round: () => Promise<number>;
}

/** All that is done outside of requests. The name is also the signal that wakes it. */
export function allWork(billing: Billing, options: WorkOptions): readonly Work[] {
  const { leaseMs = 30_000, looksAtOnce = 8, looksPerSecond = defaultRate(billing) } = options;
  const pace = new LookPace({ atOnce: looksAtOnce, perSecond: looksPerSecond });
  return [
    { name: 'inbox', round: () => drainInbox(billing, { pace, leaseMs, batch: 100 }) },
    { name: 'returns', round: () => returnSecondPayments(billing) },
    { name: 'entitlements', round: () => expireEntitlements(billing) },
    { name: 'mail', round: () => deliverDueMail(billing) },
  ];
}

/** Stripe allows 100 requests a second in live mode and 25 in a sandbox; a look is one to three requests. */
function defaultRate({ settings }: Billing): number {
  if (settings.stripe.apiBase !== null) return Number.POSITIVE_INFINITY;
  return settings.stripe.livemode ? 30 : 8;
}
