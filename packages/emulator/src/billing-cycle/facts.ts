// What Stripe knows about subscriptions and invoices without showing it. Kept beside them under the same id.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import type { Debit, DiscountShare } from './prorate.ts';
import type { UpdatePlan } from './planned-change.ts';
import type { BilledUsage } from './usage-parts.ts';

declare module '../kernel/objects.ts' {
  interface StripeObjects {
    _subscription: SubscriptionFacts;
    _invoice: InvoiceFacts;
  }
}

export interface SubscriptionFacts {
  id: string;
  object: '_subscription';
  /** The wished day of the month of `billing_cycle_anchor_config`. */
  anchorDay: number | null;
  /** By item: what was debited for time that is not over, as far as it was not credited since. */
  debits: Record<string, Debit[]>;
  customer: string;
  /** By item: since when its price measures, where another did so before in the running period. */
  measuredSince: Record<string, number>;
  /** When `customer.subscription.trial_will_end` is to be sent. */
  remindAt: number | null;
  /** The trial end that it was sent for. */
  remindedFor: number | null;
  /** By item: usage that a threshold billed before its period is over. */
  billedUsage: Record<string, BilledUsage>;
  /** When `invoice.upcoming` is to be sent. */
  announceAt: number | null;
  /** The change that waits for its invoice to be paid (`pending_update`). */
  pending: { plan: UpdatePlan; invoice: string; debits: Record<string, Debit[]> } | null;
  /** The way out of a pause that waits for its invoice. */
  resuming: Resuming | null;
}

/** What a line of an invoice was worked out from. */
export interface LineFacts {
  taxRates: string[] | null;
  taxBehavior: 'inclusive' | 'exclusive' | 'unspecified' | null;
  product: string | null;
  /** What discounts take off the line whatever the invoice's discounts are: a proration that shows it. */
  taken?: readonly DiscountShare[];
  /** The taxes of a line, where somebody else worked them out (`tax_amounts`). */
  taxes: Stripe.InvoiceLineItem.Tax[] | null;
}

/** Something that the due date of an invoice brings while it is open. */
export interface DueNotice {
  at: number;
  what: 'will_be_due' | 'past_due' | 'overdue';
}

export interface InvoiceFacts {
  id: string;
  object: '_invoice';
  lines: Record<string, LineFacts>;
  /** The payment method that a bank declined for good; it is not charged again. */
  hardDeclined: string | null;
  /** True while this program itself confirms the invoice's payment, so that followers leave the outcome to it. */
  isCollecting: boolean;
  /** What the due date of an invoice that is sent still brings, soonest first. */
  dueNotices: DueNotice[];
  /** Who sent the debit that a bank has not answered yet; null when none is under way. */
  debitedBy: 'automatic' | 'manual' | null;
  /** Days that the customer has to pay, counted from finalization (`send_invoice`). */
  daysUntilDue: number | null;
}

/** A resumption whose invoice is not settled yet. */
export interface Resuming {
  invoice: string;
  /** A failed attempt resumes too, and leaves the subscription past due. */
  onAttempt: boolean;
  /** When the invoice is voided if nobody tried to pay it; null once somebody did. */
  expiresAt: number | null;
}

export function subscriptionFacts(tx: Tx, id: string): SubscriptionFacts {
  return tx.get('_subscription', id);
}

export function newSubscriptionFacts(id: string, customer: string): SubscriptionFacts {
  return {
    id,
    object: '_subscription',
    customer,
    anchorDay: null,
    debits: {},
    measuredSince: {},
    remindAt: null,
    remindedFor: null,
    announceAt: null,
    billedUsage: {},
    pending: null,
    resuming: null,
  };
}

export function newInvoiceFacts(id: string): InvoiceFacts {
  return {
    id,
    object: '_invoice',
    lines: {},
    hardDeclined: null,
    isCollecting: false,
    dueNotices: [],
    debitedBy: null,
    daysUntilDue: null,
  };
}

export function invoiceFacts(tx: Tx, id: string): InvoiceFacts {
  return tx.find('_invoice', id) ?? newInvoiceFacts(id);
}

export function noteInvoice(tx: Tx, id: string, change: Partial<InvoiceFacts>): InvoiceFacts {
  if (tx.find('_invoice', id)) return tx.update('_invoice', id, change);
  return tx.insert('_invoice', { ...newInvoiceFacts(id), ...change });
}
