// What a change of a subscription will do, worked out before anything of it is done.
import type Stripe from 'stripe';
import type { DraftLine } from './draft-line.ts';
import type { Period } from './periods.ts';
import type { Debit, DiscountShare } from './prorate.ts';

/** An invoice item that a change makes: a credit for unused time, or a debit for the time that remains. */
export interface PlannedProration {
  kind: 'credit' | 'debit';
  item: string;
  amount: number;
  /** What of `amount` discounts take off, where the subscription shows that (`proration_discounts`); else it is net of them. */
  discountAmounts: readonly DiscountShare[];
  period: Period;
  price: string;
  product: string;
  unitAmount: string;
  quantity: number;
  description: string;
  taxRates: Stripe.TaxRate[] | null;
  taxBehavior: 'inclusive' | 'exclusive' | 'unspecified' | null;
  credited: Stripe.InvoiceItem.ProrationDetails.CreditedItems | null;
}

export interface UpdatePlan {
  items: Stripe.SubscriptionItem[];
  /** Fields of the subscription that change with the items. */
  fields: Partial<Stripe.Subscription>;
  prorations: PlannedProration[];
  /** What remains of the debits on record after the credits. */
  debits: Record<string, Debit[]>;
  /** What metered items were used that go, or begin a new period. */
  usage: DraftLine[];
  /** Lines of a period that begins now (or a trial's), billed at once. */
  periodLines: DraftLine[];
  invoicesNow: boolean;
  /** What waited before the change waits on: classic billing, with a new cycle that is invoiced by request. */
  leavesPending: boolean;
  /** The moment that prorations are worked out for. */
  at: number;
  /** Set when a trial ended with the change. */
  endsTrial: boolean;
}
