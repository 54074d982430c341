// A Checkout Session as Stripe.js shows it to the page's own code.
import type { StripeCheckoutSession } from '@stripe/stripe-js';
import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { decimalsOf } from '../../money/currencies.ts';
import { offeredCards } from '../checkout/offered-cards.ts';
import { sessionView } from '../checkout/session-view.ts';
import type { SessionView } from '../checkout/session-view.ts';
import { sessionDiscounts } from '../checkout/sum-session.ts';
import { amountOf, sdkLineItems, sdkShippingOptions } from './sdk-order.ts';

type Sdk = StripeCheckoutSession;
type TaxId = NonNullable<Sdk['taxIdInfo']>['taxId'];

/** @see https://docs.stripe.com/js/custom_checkout/session_object */
export function sdkSession(tx: Tx, session: Stripe.Checkout.Session): Sdk {
  const view = sessionView(tx, session);
  const facts = tx.get('_checkout', session.id);
  const { currency } = view;
  const shippingOptions = sdkShippingOptions(tx, session);
  const chosen = shippingOptions.find(({ id }) => id === facts.shippingRate);
  const address = view.address?.country ? { ...view.address, country: view.address.country } : null;
  return {
    billingAddress: address && { name: view.customerName, address },
    businessName: facts.businessName,
    canConfirm: session.status === 'open' && missingDetail(view) === null,
    currency,
    currencyOptions: null,
    discountAmounts: discountAmounts(tx, session, view),
    email: view.email,
    id: session.id,
    lastPaymentError: lastPaymentError(tx, facts.intent),
    lineItems: sdkLineItems(tx, session),
    livemode: false,
    minorUnitsAmountDivisor: 10 ** decimalsOf(currency),
    nameCollection: session.name_collection
      ? { individualName: facts.individualName, businessName: facts.businessName }
      : null,
    optionalItems: null,
    phoneNumber: facts.phone,
    recurring: recurringOf(tx, session, view),
    savedPaymentMethods: offeredCards(view).map(savedPaymentMethod),
    shipping: chosen ? { shippingOption: chosen, taxAmounts: null } : null,
    shippingAddress: shippingAddress(view),
    shippingOptions,
    status: statusOf(session),
    surcharge: null,
    tax: { status: view.taxStatus === 'requires_location_inputs' ? 'requires_billing_address' : 'ready' },
    taxAmounts: view.taxes.map(({ name, percentage, inclusive, amount }) => ({
      ...amountOf(amount, currency),
      displayName: name,
      inclusive,
      percentage,
    })),
    taxIdInfo: facts.taxId ? { taxId: facts.taxId as TaxId, businessName: facts.businessName ?? '' } : null,
    total: totalOf(session, view),
  };
}

/** What the person must still say before the session can be paid; null when nothing. */
export function missingDetail(view: SessionView): string | null {
  if (view.email === null) return 'An email is required to complete this Checkout Session.';
  if (view.collects.shippingAddress && !view.shippingDetails) return 'A shipping address is required.';
  return view.taxStatus === 'requires_location_inputs' ? 'A billing address is required.' : null;
}

function shippingAddress({ shippingDetails }: SessionView): Sdk['shippingAddress'] {
  const country = shippingDetails?.address.country;
  return shippingDetails && country ? { ...shippingDetails, address: { ...shippingDetails.address, country } } : null;
}

function statusOf(session: Stripe.Checkout.Session): Sdk['status'] {
  if (session.status === 'complete') return { type: 'complete', paymentStatus: session.payment_status as 'paid' };
  return { type: session.status === 'expired' ? 'expired' : 'open' };
}

function totalOf(session: Stripe.Checkout.Session, view: SessionView): Sdk['total'] {
  const { currency, taxes } = view;
  const isOpen = session.status === 'open';
  const inclusive = taxes.filter((tax) => tax.inclusive).reduce((sum, tax) => sum + tax.amount, 0);
  const details = session.total_details;
  const tax = isOpen ? view.tax : (details?.amount_tax ?? 0);
  return {
    appliedBalance: amountOf(isOpen ? view.total - (session.amount_total ?? view.total) : 0, currency),
    balanceAppliedToNextInvoice: false,
    discount: amountOf(isOpen ? view.discount : (details?.amount_discount ?? 0), currency),
    shippingRate: amountOf(details?.amount_shipping ?? 0, currency),
    subtotal: amountOf(view.subtotal, currency),
    surcharge: amountOf(0, currency),
    taxExclusive: amountOf(tax - inclusive, currency),
    taxInclusive: amountOf(inclusive, currency),
    total: amountOf(isOpen ? view.total : (session.amount_total ?? 0), currency),
  };
}

function discountAmounts(tx: Tx, session: Stripe.Checkout.Session, view: SessionView): Sdk['discountAmounts'] {
  if (session.status !== 'open') return [];
  return sessionDiscounts(tx, session).map(({ coupon }, index) => {
    const shown = view.discounts[index];
    const months = coupon.duration_in_months ?? 0;
    const lasting = {
      forever: { type: 'forever' },
      repeating: { type: 'repeating', durationInMonths: months },
    } as const;
    return {
      ...amountOf(shown?.amount ?? 0, view.currency),
      displayName: shown?.name ?? coupon.id,
      percentOff: coupon.percent_off,
      promotionCode: shown?.code ?? null,
      recurring: coupon.duration === 'once' ? null : lasting[coupon.duration === 'forever' ? 'forever' : 'repeating'],
    };
  });
}

function recurringOf(tx: Tx, session: Stripe.Checkout.Session, view: SessionView): Sdk['recurring'] {
  const { currency, nextCharge } = view;
  const interval = view.lines.find((line) => line.interval)?.interval;
  if (!interval || !nextCharge) return null;
  const { invoice } = nextCharge;
  const taxes = (behavior: string) =>
    (invoice.total_taxes ?? [])
      .filter((tax) => tax.tax_behavior === behavior)
      .reduce((sum, tax) => sum + tax.amount, 0);
  const discount = (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const days = view.trialEnd === null ? 0 : Math.round((view.trialEnd - tx.now(session)) / 86_400);
  return {
    dueNext: {
      billingCycleAnchor: nextCharge.at,
      discount: amountOf(discount, currency),
      subtotal: amountOf(invoice.subtotal, currency),
      taxExclusive: amountOf(taxes('exclusive'), currency),
      taxInclusive: amountOf(taxes('inclusive'), currency),
      total: amountOf(nextCharge.amount, currency),
    },
    interval: interval.unit,
    intervalCount: interval.count,
    isProrated: false,
    trial: view.trialEnd === null ? null : { trialEnd: view.trialEnd, trialPeriodDays: days },
  };
}

function savedPaymentMethod(method: Stripe.PaymentMethod): NonNullable<Sdk['savedPaymentMethods']>[number] {
  const { brand = '', exp_month = 0, exp_year = 0, last4 = '' } = method.card ?? {};
  return {
    billingDetails: method.billing_details,
    card: { brand, expMonth: exp_month, expYear: exp_year, last4 },
    id: method.id,
    type: 'card',
  };
}

function lastPaymentError(tx: Tx, id: string | null): Sdk['lastPaymentError'] {
  const error = tx.find('payment_intent', id)?.last_payment_error ?? tx.find('setup_intent', id)?.last_setup_error;
  return error ? { message: error.message ?? 'Your card was declined.' } : null;
}
