// A session whose payment succeeded (or needed none) becomes what it was made for.
import type Stripe from 'stripe';
import { scheduleNotices } from '../../billing-cycle/notices.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { countCompleted } from '../payment_links/count-completed.ts';
import { attachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { addInvoiceItems } from '../subscriptions/add-invoice-items.ts';
import { draftSubscription } from '../subscriptions/draft-subscription.ts';
import { linesAtStart, startSubscription } from '../subscriptions/start-subscription.ts';
import { takeDiscounts, type DiscountChoice } from '../subscriptions/take-discounts.ts';
import { amountFields } from './amounts.ts';
import { payingCustomer, saveDetails } from './checkout-customer.ts';
import { boughtItems, type CheckoutFacts } from './facts.ts';
import { lineItemsOf } from './line-items.ts';
import { postPurchaseInvoice } from './post-purchase-invoice.ts';
import { subscriptionParams } from './subscription-params.ts';

type Session = Stripe.Checkout.Session;

/** Where the browser goes now; null for a page that stays: an embedded one, or the one of a payment link that says thanks itself. */
export function redirectTarget(tx: Tx, session: Session): string | null {
  if (tx.get('_checkout', session.id).confirmation) return null;
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
  const drafted = draftSubscription(tx, { id: tx.newId('sub'), customer, params, at, isAgreed: true });
  const { id, currency } = drafted.subscription;
  const discounts = takeDiscounts(tx, discountChoices(session), {
    customer: customer.id,
    param: 'discounts',
    owner: { customer: customer.id, subscription: id, checkout_session: session.id },
  });
  const draft = { ...drafted, subscription: { ...drafted.subscription, discounts } };
  const once = boughtItems(facts).filter((item) => tx.get('price', item.price).type === 'one_time');
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
    individual_name: facts.individualName,
    name: facts.businessName ?? facts.individualName ?? facts.name ?? customer?.name ?? null,
    phone: facts.phone ?? customer?.phone ?? null,
    tax_exempt: customer?.tax_exempt ?? 'none',
    tax_ids: taxIds.map(({ type, value }) => ({
      type: type as Stripe.Checkout.Session.CustomerDetails.TaxId.Type,
      value,
    })),
  };
}

function paymentStatus(
  tx: Tx,
  session: Session,
  { facts, amount }: { facts: CheckoutFacts; amount: number },
): Session['payment_status'] {
  if (session.mode === 'setup' || amount === 0) return 'no_payment_required';
  const intent = tx.find('payment_intent', facts.intent);
  if (!intent) return 'no_payment_required';
  // What is only authorized, or a bank has not answered, has not been paid yet.
  return intent.status === 'succeeded' ? 'paid' : 'unpaid';
}

/** Null for a guest of whom nothing was asked. */
function collected(facts: CheckoutFacts, customer: Stripe.Customer | null): Session['collected_information'] {
  const { businessName, individualName, shipping } = facts;
  if (!customer && businessName === null && individualName === null && shipping === null) return null;
  return { business_name: businessName, individual_name: individualName, shipping_details: shipping };
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
  const invoice = session.mode === 'payment' ? invoicePayment(tx, { session, facts, customer }) : null;
  tx.update('_checkout', session.id, { settledItems });
  const complete = tx.update('checkout.session', session.id, {
    ...sums,
    collected_information: collected(facts, customer),
    customer: customer?.id ?? null,
    customer_details: customerDetails(tx, { session, facts, customer }),
    invoice: invoice?.id ?? idOf(subscription?.latest_invoice),
    payment_status: paymentStatus(tx, session, { facts, amount: sums.amount_total ?? 0 }),
    status: 'complete',
    subscription: subscription?.id ?? null,
    url: null,
  });
  if (session.payment_link !== null) countCompleted(tx, session.payment_link);
  tx.emit('checkout.session.completed', complete);
  return complete;
}

/** The invoice that a payment was asked to leave. Without one there is nothing to show a discount on; it counts as redeemed all the same. */
function invoicePayment(
  tx: Tx,
  { session, facts, customer }: { session: Session; facts: CheckoutFacts; customer: Stripe.Customer | null },
): Stripe.Invoice | null {
  const id = customer?.id ?? null;
  const invoice = customer && session.invoice_creation?.enabled ? tx.newId('in') : null;
  const discounts = takeDiscounts(tx, discountChoices(session), {
    customer: id,
    param: 'discounts',
    owner: { customer: id, checkout_session: session.id, ...(invoice === null ? {} : { invoice }) },
  });
  if (!customer || invoice === null) return null;
  return postPurchaseInvoice(tx, { id: invoice, session, facts, customer, discounts });
}
