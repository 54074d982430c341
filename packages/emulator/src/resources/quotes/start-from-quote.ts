// The subscription that an accepted quote starts, or the schedule that starts it later.
import type Stripe from 'stripe';
import { oneInterval } from '../../billing-cycle/periods.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { createSchedule } from '../subscription_schedules/create-schedule.ts';
import { makeSubscription } from '../subscriptions/create-subscription.ts';
import { isRecurring, type QuoteItem } from './facts.ts';
import { discountChoices } from './quote-discounts.ts';
import { recurringItems } from './quote-sums.ts';

type Quote = Stripe.Quote;
type SubscriptionParams = Stripe.SubscriptionCreateParams;

/** An item as subscriptions, their first invoices and phases are told of it. */
function itemParam(tx: Tx, item: QuoteItem) {
  return {
    price: item.price,
    ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
    ...(item.taxRates ? { tax_rates: item.taxRates } : {}),
    ...(item.discounts.length > 0 ? { discounts: discountChoices(tx, item.discounts) } : {}),
  };
}

function onceItems(tx: Tx, quote: Quote): QuoteItem[] {
  return tx.get('_quote', quote.id).items.filter((item) => !isRecurring(tx.get('price', item.price)));
}

/** What a subscription and the phase of a schedule are told in the same words. */
function sharedParams(tx: Tx, quote: Quote) {
  const { description } = quote.subscription_data;
  const rates = (quote.default_tax_rates ?? []).map((rate) => idOf(rate));
  return {
    items: recurringItems(tx, tx.get('_quote', quote.id).items).map((item) => itemParam(tx, item)),
    ...(quote.automatic_tax.enabled ? { automatic_tax: { enabled: true } } : {}),
    ...(description === null ? {} : { description }),
    ...(quote.discounts.length > 0 ? { discounts: discountChoices(tx, quote.discounts) } : {}),
    ...(rates.length > 0 ? { default_tax_rates: rates } : {}),
    metadata: (quote.subscription_data.metadata ?? {}) as Stripe.MetadataParam,
  };
}

function subscriptionParams(tx: Tx, quote: Quote): SubscriptionParams {
  const { custom_fields: fields, days_until_due: days, description, footer } = quote.invoice_settings;
  const { billing_mode: mode, trial_period_days: trial } = quote.subscription_data;
  return {
    ...sharedParams(tx, quote),
    billing_mode: mode as NonNullable<SubscriptionParams['billing_mode']>,
    collection_method: quote.collection_method,
    ...(days === null ? {} : { days_until_due: days }),
    ...(quote.currency === null ? {} : { currency: quote.currency }),
    invoice_settings: {
      ...(fields === null ? {} : { custom_fields: fields }),
      ...(description === null ? {} : { description }),
      ...(footer === null ? {} : { footer }),
    },
    ...(trial === null ? {} : { trial_period_days: trial }),
  };
}

/** Starts a subscription whose first invoice is a draft for an hour, so that nothing is charged in the moment of acceptance. */
export function subscriptionFromQuote(tx: Tx, quote: Quote): Stripe.Subscription {
  const customer = tx.get('customer', idOf(quote.customer) ?? '');
  const once = onceItems(tx, quote).map((item) => itemParam(tx, item));
  const params = { ...subscriptionParams(tx, quote), ...(once.length > 0 ? { add_invoice_items: once } : {}) };
  return makeSubscription(tx, { customer, params, payment: { isDraft: true } });
}

/** Makes the schedule of a quote that takes effect later; its one phase is the first interval. */
export function scheduleFromQuote(tx: Tx, quote: Quote): Stripe.SubscriptionSchedule {
  const start = quote.subscription_data.effective_date ?? tx.now(quote);
  const { days_until_due: days } = quote.invoice_settings;
  const { billing_mode: mode, trial_period_days: trial } = quote.subscription_data;
  const [first] = recurringItems(tx, tx.get('_quote', quote.id).items);
  const every = tx.get('price', first?.price ?? '').recurring;
  const once = onceItems(tx, quote);
  const phase: Stripe.SubscriptionScheduleCreateParams.Phase = {
    ...sharedParams(tx, quote),
    ...(every ? { end_date: oneInterval(start, every) } : {}),
    ...(once.length > 0 ? { add_invoice_items: once.map((item) => itemParam(tx, item)) } : {}),
    ...(quote.collection_method === 'send_invoice' ? { collection_method: 'send_invoice' } : {}),
    ...(days === null ? {} : { invoice_settings: { days_until_due: days } }),
    ...(trial === null ? {} : { trial_end: start + trial * 86_400 }),
  };
  const params: Stripe.SubscriptionScheduleCreateParams = {
    billing_mode: mode as NonNullable<SubscriptionParams['billing_mode']>,
    customer: idOf(quote.customer) ?? '',
    end_behavior: 'release',
    phases: [phase],
    start_date: start,
  };
  const request = { id: '', operation: 'POST /v1/subscription_schedules', path: '', isPublishable: false };
  return createSchedule(tx, { params, path: {} as Record<never, string>, request });
}
