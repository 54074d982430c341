import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { previewPlanSwitch, switchPlanFromPortal } from '../../resources/subscriptions/from-portal.ts';
import type { PlanSwitch } from '../../resources/subscriptions/from-portal.ts';
import { periodEnd } from './subscription-view.ts';

/** What a change of plan bills. */
export interface SwitchPreview {
  /** Billed at once; null when the change waits for the next invoice. */
  now: Stripe.Invoice | null;
  next: { invoice: Stripe.Invoice; at: number | null };
}

/**
 * What a change of plan would bill: it is made, and the invoices looked at, so that preview and charge cannot differ. Only
 * for a look whose writes are undone.
 */
export function previewSwitch(tx: Tx, change: PlanSwitch & { promotionCode?: string }): SwitchPreview {
  const before = tx.get('subscription', change.subscription);
  const after = switchPlanFromPortal(tx, change);
  const billed = tx.find('invoice', after.latest_invoice);
  const { subscription, price, quantity } = change;
  const invoice = previewPlanSwitch(tx, {
    subscription,
    price,
    ...(quantity === undefined ? {} : { quantity }),
    prorationBehavior: 'none',
  });
  const isBilledNow = billed !== undefined && billed.id !== idOf(before.latest_invoice);
  return { now: isBilledNow ? { ...billed, amount_paid: 0 } : null, next: { invoice, at: periodEnd(after) } };
}
