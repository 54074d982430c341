// A session whose payment succeeded (or needed none) becomes what it was made for.
import type Stripe from 'stripe';
import { scheduleNotices } from '../../billing-cycle/notices.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { attachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { addInvoiceItems } from '../subscriptions/add-invoice-items.ts';
import { draftSubscription } from '../subscriptions/draft-subscription.ts';
import { linesAtStart, startSubscription } from '../subscriptions/start-subscription.ts';
import { takeDiscounts, type DiscountChoice } from '../subscriptions/take-discounts.ts';
import { amountFields } from './amounts.ts';
import { payingCustomer, saveDetails } from './checkout-customer.ts';
import type { CheckoutFacts } from './facts.ts';
import { lineItemsOf } from './line-items.ts';
import { subscriptionParams } from './subscription-params.ts';

type Session = Stripe.Checkout.Session;

/** Where the browser goes now; null for an embedded page that stays. */
export function redirectTarget(session: Session): string | null {
  const target = session.success_url ?? session.return_url ?? null;
  return target && target.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

/** The choices that the session's discounts stand for. */
function discountChoices(session: Session): DiscountChoice[] {
  return (session.discounts ?? []).flatMap(({ coupon, promotion_code: code }): DiscountChoice[] => {
    const promotion = idOf(code);
    if (promotion !== null) return [{ promotion_code: promotion }];
    const id = idOf(coupon);
    return id === null ? [] : [{ coupon: id }];
  });
}

function methodOf(tx: Tx, intent: string | null): string | null {
  const made = tx.find('payment_intent', intent) ?? tx.find('setup_intent', intent);
  return idOf(made?.payment_method);
}

function startFromSession(
  tx: Tx,
  options: { session: Session; facts: CheckoutFacts; customer: Stripe.Customer; method: string | null },
): Stripe.Subscription {
  const { session, facts, customer, method } = options;
  const at = tx.now(customer);
  const params = {
    ...subscriptionParams(tx, { session, facts }),
    ...(method === null ? {} : { default_payment_method: method }),
  };
  const drafted = draftSubscription(tx, { id: tx.newId('sub'), customer, params, at });
  const { id, currency } = drafted.subscription;
  const discounts = takeDiscounts(tx, discountChoices(session), {
    customer: customer.id,
    param: 'discounts',
    owner: { customer: customer.id, subscription: id, checkout_session: session.id },
  });
  const draft = { ...drafted, subscription: { ...drafted.subscription, discounts } };
  const once = facts.items.filter((item) => tx.get('price', item.price).type === 'one_time');
  const added = addInvoiceItems(tx, {
    items: once.map((item) => ({
      price: item.price,
      quantity: item.quantity ?? 1,
      ...(item.taxRates ? { tax_rates: item.taxRates } : {}),
    })),
    to: { customer: customer.id, subscription: id, currency, period: { start: at, end: at } },
  });
  const paidWith = tx.find('payment_intent', facts.intent) ?? null;
  const lines = [...added, ...linesAtStart(tx, draft, params)];
  return scheduleNotices(tx, startSubscription(tx, { draft, customer, lines, payment: { paidWith } }));
}

function customerDetails(
  tx: Tx,
  options: { session: Session; facts: CheckoutFacts; customer: Stripe.Customer | null },
): Stripe.Checkout.Session.CustomerDetails {
  const { facts, customer } = options;
  const taxIds = customer ? tx.list('tax_id', { customer: customer.id }).toReversed() : [];
  return {
    address: facts.address ?? customer?.address ?? null,
    business_name: facts.businessName,
    email: facts.email ?? customer?.email ?? null,
    individual_name: null,
    name: facts.businessName ?? facts.name ?? customer?.name ?? null,
    phone: facts.phone ?? customer?.phone ?? null,
    tax_exempt: customer?.tax_exempt ?? 'none',
    tax_ids: taxIds.map(({ type, value }) => ({
      type: type as Stripe.Checkout.Session.CustomerDetails.TaxId.Type,
      value,
    })),
  };
}

function paymentStatus(
  session: Session,
  { facts, amount }: { facts: CheckoutFacts; amount: number },
): Session['payment_status'] {
  if (session.mode === 'setup' || amount === 0) return 'no_payment_required';
  return facts.intent?.startsWith('pi_') ? 'paid' : 'no_payment_required';
}

/** Completes an open session; its customer, subscription and paid invoice exist from here on. */
export function completeSession(tx: Tx, session: Session): Session {
  const facts = tx.get('_checkout', session.id);
  const settledItems = lineItemsOf(tx, session);
  const sums = amountFields(tx, session);
  const payer = payingCustomer(tx, session, facts);
  const customer = payer && saveDetails(tx, { session, facts, customer: payer });
  const method = methodOf(tx, facts.intent);
  if (customer && method !== null && session.mode !== 'payment') {
    attachPaymentMethod(tx, { paymentMethod: method, customer: customer.id });
  }
  const subscription =
    session.mode === 'subscription' && customer ? startFromSession(tx, { session, facts, customer, method }) : null;
  if (session.mode === 'payment') redeemInPayment(tx, { session, customer });
  tx.update('_checkout', session.id, { settledItems });
  const complete = tx.update('checkout.session', session.id, {
    ...sums,
    collected_information: {
      business_name: facts.businessName,
      individual_name: null,
      shipping_details: null,
    },
    customer: customer?.id ?? null,
    customer_details: customerDetails(tx, { session, facts, customer }),
    invoice: idOf(subscription?.latest_invoice),
    payment_status: paymentStatus(session, { facts, amount: sums.amount_total ?? 0 }),
    status: 'complete',
    subscription: subscription?.id ?? null,
    url: null,
  });
  tx.emit('checkout.session.completed', complete);
  return complete;
}

/** A payment has no invoice to show its discount on; the code counts as redeemed all the same. */
function redeemInPayment(tx: Tx, { session, customer }: { session: Session; customer: Stripe.Customer | null }): void {
  const id = customer?.id ?? null;
  takeDiscounts(tx, discountChoices(session), {
    customer: id,
    param: 'discounts',
    owner: { customer: id, checkout_session: session.id },
  });
}
