// Everything that a page needs to show an open session. Reads only.
import type Stripe from 'stripe';
import { productName } from '../../billing-cycle/describe-line.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { formatAmount } from '../../money/currencies.ts';
import { priceAmount, priceTerms } from '../../money/price-amount.ts';
import type { AppliedDiscount } from '../../money/discounts.ts';
import { methodForCustomer } from '../../billing-cycle/method-for-invoice.ts';
import { sessionCustomer } from './checkout-customer.ts';
import { checkoutIntent } from './checkout-intent.ts';
import { customAmount } from './custom-amount.ts';
import type { CheckoutFacts, SessionItem } from './facts.ts';
import { itemLines, lineItemsOf } from './line-items.ts';
import { nextCharge } from './next-charge.ts';
import { estimateText } from './estimate-text.ts';
import { sessionDiscounts, sumSession, type SessionSum } from './sum-session.ts';

type Session = Stripe.Checkout.Session;

export interface SessionViewLine {
  id: string;
  description: string;
  quantity: number | null;
  amountSubtotal: number;
  amountTotal: number;
  /** Minor units for one; null for tiered prices. */
  unitAmount: number | null;
  /** What each full period costs before discounts and tax, also while a trial makes today's amount nothing. */
  periodAmount: number;
  interval: { unit: 'day' | 'week' | 'month' | 'year'; count: number } | null;
  isMetered: boolean;
  /** Between which numbers the person may choose; null where they may not. */
  adjustable: { minimum: number; maximum: number } | null;
  /** What the person pays for it as they like, in minor units; null where the price says. */
  customAmount: { chosen: number; minimum: number | null; maximum: number | null } | null;
  /** Whether the person added it, and may take it out again. */
  isOptional: boolean;
}

/** Something that the person may add. */
export interface OptionalItemView {
  index: number;
  description: string;
  quantity: number;
  amount: number;
  interval: SessionViewLine['interval'];
}

export interface ShippingOptionView {
  rate: string;
  name: string;
  amount: number;
  /** "5 to 7 business days"; null where the rate does not say. */
  estimate: string | null;
  isChosen: boolean;
}

export interface SessionView {
  session: Session;
  mode: 'payment' | 'setup' | 'subscription';
  currency: string;
  lines: SessionViewLine[];
  optionalItems: OptionalItemView[];
  shippingOptions: ShippingOptionView[];
  /** What shipping adds to the sum, before tax; null where nothing is shipped. */
  shipping: number | null;
  subtotal: number;
  discount: number;
  tax: number;
  /** Due today. */
  total: number;
  discounts: { name: string; code: string | null; amount: number; summary: string }[];
  taxes: { name: string; percentage: number; inclusive: boolean; amount: number }[];
  taxStatus: 'complete' | 'requires_location_inputs' | 'failed' | null;
  trialEnd: number | null;
  nextCharge: { at: number; amount: number; invoice: Stripe.Invoice } | null;
  collects: {
    email: boolean;
    address: boolean;
    paymentMethod: boolean;
    promotionCode: boolean;
    taxId: boolean;
    phone: boolean;
    shippingAddress: boolean;
  };
  /** Whether what pays may be charged again later. */
  isReused: boolean;
  email: string | null;
  customerName: string | null;
  address: Stripe.Address | null;
  shippingDetails: { name: string; address: Stripe.Address } | null;
  savedPaymentMethods: Stripe.PaymentMethod[];
  successUrl: string | null;
  cancelUrl: string | null;
  returnUrl: string | null;
}

const isMetered = (price: Stripe.Price | null): boolean => price?.recurring?.usage_type === 'metered';

function intervalOf(price: Stripe.Price | null): SessionViewLine['interval'] {
  const recurring = price?.recurring ?? null;
  return (
    recurring && {
      unit: recurring.interval as 'day' | 'week' | 'month' | 'year',
      count: recurring.interval_count,
    }
  );
}

/** The stored price counts: the one that a line item shows leaves its tiers out. */
function viewLine(tx: Tx, line: Stripe.LineItem, item: SessionItem | undefined): SessionViewLine {
  const price = tx.find('price', line.price) ?? line.price;
  const { currency } = line;
  const terms = price && priceTerms(price, currency);
  const custom = terms?.custom_unit_amount ?? null;
  return {
    id: line.id,
    description: price ? productName(tx, price) : (line.description ?? ''),
    quantity: line.quantity,
    amountSubtotal: line.amount_subtotal,
    amountTotal: line.amount_total,
    unitAmount: terms?.unit_amount ?? null,
    periodAmount: price && !isMetered(price) ? priceAmount(price, line.quantity ?? 0, { currency }) : 0,
    interval: intervalOf(price),
    isMetered: isMetered(price),
    adjustable: item?.adjustable?.enabled
      ? { minimum: item.adjustable.minimum ?? 0, maximum: item.adjustable.maximum ?? 99 }
      : null,
    customAmount:
      custom && price && item
        ? { chosen: customAmount(price, { item, currency }) ?? 0, minimum: custom.minimum, maximum: custom.maximum }
        : null,
    isOptional: item?.optional !== undefined,
  };
}

function viewLines(tx: Tx, session: Session, { facts, sum }: { facts: CheckoutFacts; sum: SessionSum | null }) {
  const lines = sum ? itemLines(tx, { items: facts.items, session, lines: sum.lines }) : lineItemsOf(tx, session);
  return lines.map((line) =>
    viewLine(
      tx,
      line,
      facts.items.find(({ id }) => id === line.id),
    ),
  );
}

function viewOptionalItems(tx: Tx, session: Session, facts: CheckoutFacts): OptionalItemView[] {
  const added = new Set(facts.items.map((item) => item.optional));
  return (session.optional_items ?? []).flatMap((offered, index): OptionalItemView[] => {
    const price = tx.find('price', offered.price);
    if (!price || added.has(index)) return [];
    const amount = priceAmount(price, offered.quantity, { currency: session.currency ?? price.currency });
    return [
      { index, description: productName(tx, price), quantity: offered.quantity, amount, interval: intervalOf(price) },
    ];
  });
}

function viewShippingOptions(tx: Tx, session: Session, facts: CheckoutFacts): ShippingOptionView[] {
  return session.shipping_options.map(({ shipping_amount: amount, shipping_rate: reference }) => {
    const rate = tx.get('shipping_rate', reference);
    return {
      rate: rate.id,
      name: rate.display_name ?? 'Shipping',
      amount,
      estimate: estimateText(rate.delivery_estimate),
      isChosen: rate.id === facts.shippingRate,
    };
  });
}

/** `20% off for 3 months`, `$5.00 off`, `10% off forever`. */
function discountSummary(coupon: Stripe.Coupon, currency: string): string {
  const off =
    coupon.percent_off === null
      ? formatAmount(coupon.amount_off ?? 0, coupon.currency ?? currency)
      : `${coupon.percent_off}%`;
  if (coupon.duration === 'forever') return `${off} off forever`;
  const months = coupon.duration_in_months;
  if (coupon.duration === 'repeating') return `${off} off for ${months} month${months === 1 ? '' : 's'}`;
  return `${off} off`;
}

function viewDiscounts(tx: Tx, session: Session, sum: SessionSum | null): SessionView['discounts'] {
  return sessionDiscounts(tx, session).map((discount: AppliedDiscount, index) => {
    const code = tx.find('promotion_code', idOf(session.discounts?.[index]?.promotion_code))?.code ?? null;
    const taken = sum?.invoice.total_discount_amounts?.find(({ discount: id }) => idOf(id) === discount.id);
    return {
      name: discount.coupon.name ?? code ?? discount.coupon.id,
      code,
      amount: taken?.amount ?? 0,
      summary: discountSummary(discount.coupon, session.currency ?? 'usd'),
    };
  });
}

function viewTaxes(tx: Tx, sum: SessionSum | null): SessionView['taxes'] {
  return (sum?.invoice.total_taxes ?? []).flatMap((tax) => {
    const rate = tx.find('tax_rate', tax.tax_rate_details?.tax_rate);
    if (!rate) return [];
    return [{ name: rate.display_name, percentage: rate.percentage, inclusive: rate.inclusive, amount: tax.amount }];
  });
}

/** A card is asked for unless nothing is due and the session says that it may be skipped. */
export function needsPaymentMethod(session: Session, amountDue: number): boolean {
  if (session.mode === 'setup' || amountDue > 0) return true;
  return session.mode === 'subscription' && session.payment_method_collection === 'always';
}

function savedMethods(tx: Tx, customer: Stripe.Customer): Stripe.PaymentMethod[] {
  if (customer.id === '') return [];
  const preferred = methodForCustomer(tx, { customer: customer.id });
  const methods = tx.list('payment_method', { customer: customer.id }).filter((method) => method.type === 'card');
  return methods.toSorted((one, other) => Number(other.id === preferred) - Number(one.id === preferred));
}

function knownShipping({ shipping }: Stripe.Customer): SessionView['shippingDetails'] {
  return shipping?.address?.line1 ? { name: shipping.name ?? '', address: shipping.address } : null;
}

/** What the page of a session shows now. */
export function sessionView(tx: Tx, session: Session): SessionView {
  const facts = tx.get('_checkout', session.id);
  const customer = sessionCustomer(tx, session, facts);
  const sum = session.mode === 'setup' || session.status !== 'open' ? null : sumSession(tx, session);
  const due = sum?.invoice.amount_due ?? 0;
  return {
    session,
    mode: session.mode as SessionView['mode'],
    currency: session.currency ?? 'usd',
    lines: viewLines(tx, session, { facts, sum }),
    optionalItems: viewOptionalItems(tx, session, facts),
    shippingOptions: viewShippingOptions(tx, session, facts),
    shipping: (sum?.shipping ?? session.shipping_cost)?.amount_subtotal ?? null,
    subtotal: sum?.invoice.subtotal ?? session.amount_subtotal ?? 0,
    discount: (sum?.invoice.total_discount_amounts ?? []).reduce((all, { amount }) => all + amount, 0),
    tax: (sum?.invoice.total_taxes ?? []).reduce((all, { amount }) => all + amount, 0),
    total: due,
    discounts: viewDiscounts(tx, session, sum),
    taxes: viewTaxes(tx, sum),
    taxStatus: (sum?.invoice.automatic_tax.status ?? null) as SessionView['taxStatus'],
    trialEnd: sum?.draft?.subscription.trial_end ?? null,
    nextCharge: sum ? nextCharge(tx, { session, facts, customer, sum }) : null,
    collects: {
      email: customer.email === null || customer.id === '',
      address:
        session.billing_address_collection === 'required' ||
        (session.automatic_tax.enabled && session.shipping_address_collection === null),
      paymentMethod: needsPaymentMethod(session, due),
      promotionCode: session.allow_promotion_codes === true,
      taxId: session.tax_id_collection?.enabled ?? false,
      phone: session.phone_number_collection?.enabled ?? false,
      shippingAddress: session.shipping_address_collection !== null,
    },
    isReused: session.mode !== 'payment' || checkoutIntent({ session, facts }).setup_future_usage === 'off_session',
    email: session.customer_email ?? customer.email,
    customerName: customer.name ?? null,
    address: facts.address ?? customer.address ?? null,
    shippingDetails: facts.shipping ?? knownShipping(customer),
    savedPaymentMethods: savedMethods(tx, customer),
    successUrl: session.success_url,
    cancelUrl: session.cancel_url,
    returnUrl: session.return_url ?? null,
  };
}
