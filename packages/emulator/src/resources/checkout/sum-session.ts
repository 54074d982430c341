// What a session comes to: the invoice that completing it would make now, and what each of its lines has to do with it.
import type Stripe from 'stripe';
import { composeInvoice } from '../../billing-cycle/compose-invoice.ts';
import type { DraftLine } from '../../billing-cycle/draft-line.ts';
import type { TaxPlace } from '../../billing-cycle/amount-invoice.ts';
import { shippingBy, withoutShippingTaxes } from '../../billing-cycle/shipping-cost.ts';
import { composeSubscriptionInvoice } from '../../billing-cycle/subscription-invoice.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { AppliedDiscount } from '../../money/discounts.ts';
import { addedLine } from '../subscriptions/add-invoice-items.ts';
import { draftSubscription, type SubscriptionDraft } from '../subscriptions/draft-subscription.ts';
import { linesAtStart } from '../subscriptions/start-subscription.ts';
import { usableCoupon } from '../coupons/check-coupon.ts';
import { sessionCustomer } from './checkout-customer.ts';
import { customAmount } from './custom-amount.ts';
import { boughtItems, type CheckoutFacts, type SessionItem } from './facts.ts';
import { subscriptionParams } from './subscription-params.ts';

type Session = Stripe.Checkout.Session;

export interface SessionSum {
  /** Not stored. Its `amount_due` is what is paid today. */
  invoice: Stripe.Invoice;
  /** The subscription that would be made; null in payment mode. */
  draft: SubscriptionDraft | null;
  /** The invoice's lines of each of the session's items. */
  lines: Map<string, Stripe.InvoiceLineItem[]>;
  shipping: Stripe.Checkout.Session.ShippingCost | null;
}

/** The session's discounts; none is redeemed before it completes. */
export function sessionDiscounts(tx: Tx, session: Session): AppliedDiscount[] {
  return (session.discounts ?? []).map(({ coupon, promotion_code: code }, index) => {
    const promotion = tx.find('promotion_code', idOf(code));
    const reference = idOf(coupon) ?? idOf(promotion?.promotion.coupon) ?? '';
    const customer = idOf(session.customer);
    return { id: `di_preview_${index}`, coupon: usableCoupon(tx, reference, { param: 'discounts', customer }) };
  });
}

/** Where the session is taxed: where the goods go, else where the person said they live, else where the customer does. */
export function sessionPlace(facts: CheckoutFacts): TaxPlace {
  const { taxId } = facts;
  const address = facts.shipping?.address ?? facts.address;
  return {
    ...(address
      ? { location: { country: address.country ?? '', state: address.state, postal_code: address.postal_code } }
      : {}),
    ...(taxId ? { taxIds: [taxId.type as Stripe.TaxId.Type] } : {}),
  };
}

function onceLine(tx: Tx, { item, session, at }: { item: SessionItem; session: Session; at: number }): DraftLine {
  const price = tx.get('price', item.price);
  const taxRates = item.taxRates?.map((id) => tx.get('tax_rate', id)) ?? null;
  const currency = session.currency ?? price.currency;
  const to = { customer: '', subscription: '', currency, period: { start: at, end: at } };
  const line = addedLine(tx, { price, quantity: item.quantity ?? 1, to, taxRates });
  const chosen = customAmount(price, { item, currency });
  const amounts = chosen === null ? {} : { amount: chosen, unitAmount: String(chosen) };
  // The line is found again by the session's own item.
  const details = {
    invoice_item: item.id,
    proration: false,
    proration_details: { credited_items: null },
    subscription: null,
  };
  return { ...line, ...amounts, subscription: null, parent: { ...line.parent, invoice_item_details: details } };
}

/** The lines of what is bought once. */
export function onceLines(
  tx: Tx,
  { session, facts, at }: { session: Session; facts: CheckoutFacts; at: number },
): DraftLine[] {
  const once = boughtItems(facts).filter((item) => !isRecurring(tx, item));
  return once.map((item) => onceLine(tx, { item, session, at }));
}

function isRecurring(tx: Tx, item: SessionItem): boolean {
  return tx.get('price', item.price).type === 'recurring';
}

function keyed(
  tx: Tx,
  { facts, invoice, draft }: { facts: CheckoutFacts; invoice: Stripe.Invoice; draft: SubscriptionDraft | null },
): SessionSum['lines'] {
  const recurring = boughtItems(facts).filter((item) => isRecurring(tx, item));
  const byItem = new Map<string, string>(
    (draft?.items ?? []).map((item, index) => [item.id, recurring[index]?.id ?? '']),
  );
  return Map.groupBy(invoice.lines.data, (line) => {
    const subscriptionItem = line.parent?.subscription_item_details?.subscription_item;
    return subscriptionItem
      ? (byItem.get(subscriptionItem) ?? '')
      : (line.parent?.invoice_item_details?.invoice_item ?? '');
  });
}

function summed(
  tx: Tx,
  { facts, invoice, draft }: { facts: CheckoutFacts; invoice: Stripe.Invoice; draft: SubscriptionDraft | null },
): SessionSum {
  const { shipping_cost: shipping } = withoutShippingTaxes(invoice);
  return { invoice, draft, lines: keyed(tx, { facts, invoice, draft }), shipping };
}

/** What the session comes to now. Stores nothing. */
export function sumSession(tx: Tx, session: Session): SessionSum {
  const facts = tx.get('_checkout', session.id);
  const customer = sessionCustomer(tx, session, facts);
  const at = tx.now(session);
  const discounts = sessionDiscounts(tx, session);
  const place = sessionPlace(facts);
  const automatic = session.automatic_tax;
  const once = onceLines(tx, { session, facts, at });
  if (session.mode !== 'subscription') {
    const { invoice } = composeInvoice(tx, {
      id: tx.newId('in'),
      customer,
      subscription: null,
      reason: 'manual',
      lines: once,
      currency: session.currency ?? 'usd',
      at,
      period: { start: at, end: at },
      discounts,
      place,
      fields: {
        automatic_tax: { ...automatic, disabled_reason: null } as Stripe.Invoice.AutomaticTax,
        shipping_cost: shippingBy(facts.shippingRate),
      },
    });
    return summed(tx, { facts, invoice, draft: null });
  }
  const params = subscriptionParams(tx, { session, facts });
  const draft = draftSubscription(tx, { id: tx.newId('sub'), customer, params, at, isAgreed: true });
  const { invoice } = composeSubscriptionInvoice(tx, {
    subscription: draft.subscription,
    customer,
    reason: 'subscription_create',
    lines: [...once, ...linesAtStart(tx, draft, params)],
    at,
    period: { start: at, end: at },
    discounts,
    place,
  });
  return summed(tx, { facts, invoice, draft });
}
