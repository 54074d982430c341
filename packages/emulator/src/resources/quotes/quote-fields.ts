// The fields of a quote that its parameters write by themselves.
import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import { connectParams, refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Tx } from '../../kernel/tx.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { quoteDiscounts } from './quote-discounts.ts';

type Quote = Stripe.Quote;
type QuoteParams = Omit<Stripe.QuoteCreateParams, 'subscription_data' | 'line_items'> & {
  subscription_data?: Stripe.QuoteUpdateParams.SubscriptionData & {
    billing_mode?: Stripe.QuoteCreateParams.SubscriptionData.BillingMode;
  };
};

/** What only works between accounts. */
const uncovered = [...connectParams, 'automatic_tax[liability][account]', 'invoice_settings[issuer][account]'];

/** @throws StripeError unless the moment is still to come. */
export function checkExpiry(expiresAt: number | undefined, now: number): void {
  if (expiresAt === undefined || expiresAt > now) return;
  throw invalidRequest({ message: '`expires_at` must be in the future.', param: 'expires_at' });
}

function subscriptionTerms(
  stored: Stripe.Quote.SubscriptionData,
  given: QuoteParams['subscription_data'],
): Stripe.Quote.SubscriptionData {
  if (!given) return stored;
  const { effective_date: effective, trial_period_days: days, billing_mode: mode } = given;
  if (effective === 'current_period_end') {
    throw invalidRequest({
      message: '`current_period_end` is for quotes that update a subscription.',
      param: 'subscription_data[effective_date]',
    });
  }
  if (typeof days === 'number' && days < 1) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 1.',
      param: 'subscription_data[trial_period_days]',
    });
  }
  return {
    billing_mode: mode
      ? {
          ...(mode.type === 'flexible'
            ? { flexible: { proration_discounts: mode.flexible?.proration_discounts ?? 'included' } }
            : {}),
          type: mode.type,
        }
      : stored.billing_mode,
    description: written(given.description, stored.description),
    effective_date: written(effective, stored.effective_date),
    metadata: mergedMetadata(stored.metadata, given.metadata),
    trial_period_days: written(days, stored.trial_period_days),
  };
}

function invoiceSettings(tx: Tx, quote: Quote, params: QuoteParams, sends: boolean): Stripe.Quote.InvoiceSettings {
  const { invoice_settings: stored } = quote;
  const given = params.invoice_settings;
  const days = given?.days_until_due;
  if (!sends && days !== undefined) {
    throw invalidRequest({
      message: 'You may only specify `days_until_due` when `collection_method` is `send_invoice`.',
      param: 'invoice_settings[days_until_due]',
    });
  }
  return {
    custom_fields: written(given?.custom_fields, stored.custom_fields),
    days_until_due: sends ? (days ?? stored.days_until_due ?? accountSettings(tx).daysUntilDue) : null,
    description: written(given?.description, stored.description),
    footer: written(given?.footer, stored.footer),
    issuer: { type: 'self' },
  };
}

function customerOf(tx: Tx, quote: Quote, given: string | undefined): string | null {
  const known = idOf(quote.customer);
  if (given === undefined) return known;
  const { id, test_clock: clock } = tx.get('customer', given, { param: 'customer' });
  if (known !== null && known !== id) {
    throw invalidRequest({ message: 'You cannot change the customer of a quote.', param: 'customer' });
  }
  if (quote.test_clock !== null && idOf(clock) !== idOf(quote.test_clock)) {
    throw invalidRequest({ message: 'The customer does not live by the test clock of the quote.', param: 'customer' });
  }
  return id;
}

/**
 * A quote with what the parameters say; its sums come after.
 *
 * @throws StripeError for parameters that do not fit.
 */
export function withParams(tx: Tx, quote: Quote, params: QuoteParams): Quote {
  refuseUncovered(params, uncovered);
  checkExpiry(params.expires_at, tx.now(quote));
  const customer = customerOf(tx, quote, params.customer);
  const collection = params.collection_method ?? quote.collection_method;
  const automatic = params.automatic_tax?.enabled ?? quote.automatic_tax.enabled;
  const rates = taxRatesOf(tx, { ids: params.default_tax_rates, param: 'default_tax_rates' });
  return {
    ...quote,
    automatic_tax: {
      enabled: automatic,
      liability: automatic ? { type: 'self' } : null,
      provider: automatic ? 'stripe' : null,
      status: null,
    },
    collection_method: collection,
    customer,
    ...(params.default_tax_rates === undefined ? {} : { default_tax_rates: rates?.map(({ id }) => id) ?? [] }),
    description: written(params.description, quote.description),
    ...(params.discounts === undefined
      ? {}
      : { discounts: quoteDiscounts(tx, params.discounts || [], { customer, param: 'discounts' }) }),
    expires_at: params.expires_at ?? quote.expires_at,
    footer: written(params.footer, quote.footer),
    header: written(params.header, quote.header),
    invoice_settings: invoiceSettings(tx, quote, params, collection === 'send_invoice'),
    metadata: mergedMetadata(quote.metadata, params.metadata),
    subscription_data: subscriptionTerms(quote.subscription_data, params.subscription_data),
    test_clock: quote.test_clock ?? idOf(tx.find('customer', customer)?.test_clock),
  };
}
