// Options of payment methods in the `payment_settings` of subscriptions and invoices, and what the payments get of them.
import type Stripe from 'stripe';
import { refuseUncoveredOptions, type CoveredOptions } from './method-options.ts';

type OfSubscription = Stripe.Subscription.PaymentSettings.PaymentMethodOptions;
type OfInvoice = Stripe.Invoice.PaymentSettings.PaymentMethodOptions;
type GivenToSubscription = Stripe.SubscriptionUpdateParams.PaymentSettings.PaymentMethodOptions;
type GivenToInvoice = Stripe.InvoiceUpdateParams.PaymentSettings.PaymentMethodOptions;
type OfIntent = Stripe.PaymentIntentCreateParams.PaymentMethodOptions;

const within = 'payment_settings[payment_method_options]';

const coveredOfInvoice: CoveredOptions = {
  card: ['request_three_d_secure'],
  sepa_debit: [],
  us_bank_account: ['verification_method'],
};
const coveredOfSubscription: CoveredOptions = {
  ...coveredOfInvoice,
  card: ['mandate_options', 'network', 'request_three_d_secure'],
};

/** Every method that Stripe always names, without options. */
const unsaid = {
  acss_debit: null,
  bancontact: null,
  card: null,
  customer_balance: null,
  konbini: null,
  payto: null,
  pix: null,
  sepa_debit: null,
  upi: null,
  us_bank_account: null,
};

/** A method's options after a write: what is not said stays, and `''` takes them all away. */
function optionsOfType<Kept extends object, Given extends object>(
  given: Given | '' | null | undefined,
  { stored, write }: { stored: Kept | null; write: (given: Given) => Kept },
): Kept | null {
  if (given === undefined) return stored;
  return given ? write(given) : null;
}

/** What subscriptions and invoices keep of the bank debits' options. */
function debitOptions(
  given: Pick<GivenToInvoice, 'sepa_debit' | 'us_bank_account'>,
  stored: Pick<OfInvoice, 'sepa_debit' | 'us_bank_account'> | null,
): Pick<OfInvoice, 'sepa_debit' | 'us_bank_account'> {
  const account = stored?.us_bank_account ?? null;
  return {
    sepa_debit: optionsOfType(given.sepa_debit, { stored: stored?.sepa_debit ?? null, write: () => ({}) }),
    us_bank_account: optionsOfType(given.us_bank_account, {
      stored: account,
      write: ({ verification_method }) => ({
        ...account,
        ...(verification_method === undefined ? {} : { verification_method }),
      }),
    }),
  };
}

/**
 * A subscription's options after a write.
 *
 * @throws StripeError naming an option, or a method, that the emulator does not act on.
 */
export function subscriptionOptionsAfter(
  given: GivenToSubscription | undefined,
  stored: OfSubscription | null,
): OfSubscription | null {
  if (!given) return stored;
  refuseUncoveredOptions(given, { covered: coveredOfSubscription, within });
  const before = stored?.card ?? null;
  const card = optionsOfType(given.card, {
    stored: before,
    write: ({
      mandate_options: mandate,
      network,
      request_three_d_secure: asked,
    }): Stripe.Subscription.PaymentSettings.PaymentMethodOptions.Card => ({
      ...before,
      ...(mandate ? { mandate_options: { amount: null, amount_type: null, description: null, ...mandate } } : {}),
      network: network ?? before?.network ?? null,
      request_three_d_secure: asked ?? before?.request_three_d_secure ?? null,
    }),
  });
  return { ...unsaid, card, ...debitOptions(given, stored) };
}

/**
 * An invoice's options after a write.
 *
 * @throws StripeError naming an option, or a method, that the emulator does not act on.
 */
export function invoiceOptionsAfter(given: GivenToInvoice | undefined, stored: OfInvoice | null): OfInvoice | null {
  if (!given) return stored;
  refuseUncoveredOptions(given, { covered: coveredOfInvoice, within });
  const before = stored?.card ?? null;
  const card = optionsOfType(given.card, {
    stored: before,
    write: ({ request_three_d_secure: asked }): Stripe.Invoice.PaymentSettings.PaymentMethodOptions.Card => ({
      request_three_d_secure: asked ?? before?.request_three_d_secure ?? null,
    }),
  });
  return { ...unsaid, card, ...debitOptions(given, stored) };
}

/** What an invoice takes over of its subscription's options: a card's network and mandate stay with the subscription. */
export function invoiceOptionsOf(options: OfSubscription | null): OfInvoice | null {
  if (!options) return null;
  const { card, sepa_debit, us_bank_account } = options;
  return {
    ...unsaid,
    card: card && { request_three_d_secure: card.request_three_d_secure },
    sepa_debit,
    us_bank_account,
  };
}

/** The mandate that a card's bank is asked for: the sum is the subscription's setting, the rhythm that of its first price. */
function mandateOf(
  subscription: Stripe.Subscription,
): Stripe.PaymentIntentCreateParams.PaymentMethodOptions.Card.MandateOptions | undefined {
  const options = subscription.payment_settings?.payment_method_options?.card?.mandate_options;
  const recurring = subscription.items.data[0]?.price.recurring;
  if (!options?.amount || !options.amount_type || !recurring) return undefined;
  return {
    amount: options.amount,
    amount_type: options.amount_type,
    ...(options.description === null ? {} : { description: options.description }),
    interval: recurring.interval,
    interval_count: recurring.interval_count,
    reference: subscription.id,
    start_date: subscription.start_date,
  };
}

/** What the payment of an invoice is told: the invoice's options, and what only its subscription knows. */
export function paymentOptionsOf(
  invoice: Pick<Stripe.Invoice, 'payment_settings'>,
  subscription: Stripe.Subscription | undefined,
): OfIntent {
  const { card, us_bank_account: account } = invoice.payment_settings.payment_method_options ?? unsaid;
  const network = subscription?.payment_settings?.payment_method_options?.card?.network ?? null;
  const mandate = subscription && mandateOf(subscription);
  const asked = card?.request_three_d_secure ?? null;
  return {
    card: {
      ...(asked === null ? {} : { request_three_d_secure: asked }),
      ...(network === null ? {} : { network }),
      ...(mandate === undefined ? {} : { mandate_options: mandate }),
    },
    ...(account?.verification_method ? { us_bank_account: { verification_method: account.verification_method } } : {}),
  };
}
