import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { defaultSourceAfter } from '../sources/own-source.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { itemList } from './keep-items.ts';
import { invoiceSettings, paymentSettings } from './settings-fields.ts';
import { billingThresholds } from './thresholds.ts';
import { firstTrialSettings } from './trial.ts';

type CreateParams = Stripe.SubscriptionCreateParams;

/** The days until due belong to `send_invoice` and to nothing else. */
export function daysUntilDue(params: Pick<CreateParams, 'collection_method' | 'days_until_due'>): number | null {
  const sends = params.collection_method === 'send_invoice';
  if (!sends && params.days_until_due !== undefined) {
    throw invalidRequest({
      message: "You can only specify 'days_until_due' if invoice collection method is 'send_invoice'.",
    });
  }
  if (sends && params.days_until_due === undefined) {
    throw invalidRequest({
      code: 'parameter_missing',
      message: 'When `collection_method` is set to `send_invoice`, you must also set `days_until_due`.',
      param: 'days_until_due',
    });
  }
  return params.days_until_due ?? null;
}

/** What a subscription says of automatic tax, switched on or off. */
export function automaticTax(enabled: boolean): Stripe.Subscription.AutomaticTax {
  return { disabled_reason: null, enabled, liability: enabled ? { type: 'self' } : null };
}

function billingMode(given: CreateParams['billing_mode'], at: number): Stripe.Subscription.BillingMode {
  const type = given?.type ?? 'flexible';
  if (type !== 'flexible') return { flexible: null, type };
  const flexible = { proration_discounts: given?.flexible?.proration_discounts ?? ('included' as const) };
  return { flexible, type, updated_at: at };
}

function defaultMethod(tx: Tx, { params, customer }: { params: CreateParams; customer: string }): string | null {
  const method = params.default_payment_method;
  if (method === undefined) return null;
  return usablePaymentMethod(tx, method, { param: 'default_payment_method', customer }).id;
}

/** A subscription with everything that its parameters say by themselves; its items, periods and trial come after. */
export function blankSubscription(
  tx: Tx,
  {
    id,
    customer,
    params,
    at,
    currency,
  }: { id: string; customer: string; params: CreateParams; at: number; currency: string },
): Stripe.Subscription {
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: automaticTax(params.automatic_tax?.enabled ?? false),
    billing_cycle_anchor: at,
    billing_cycle_anchor_config: null,
    billing_mode: billingMode(params.billing_mode, at),
    billing_schedules: [],
    billing_thresholds: billingThresholds(null, params.billing_thresholds),
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: params.collection_method ?? 'charge_automatically',
    created: at,
    currency,
    customer,
    customer_account: null,
    days_until_due: daysUntilDue(params),
    default_payment_method: defaultMethod(tx, { params, customer }),
    default_source: defaultSourceAfter(tx, params.default_source, { stored: null, customer }),
    default_tax_rates: taxRatesOf(tx, { ids: params.default_tax_rates, param: 'default_tax_rates' }) ?? [],
    description: params.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: invoiceSettings(null, params.invoice_settings),
    items: itemList(id, []),
    latest_invoice: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: paymentSettings(null, params.payment_settings),
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: at,
    status: 'active',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: firstTrialSettings(params),
    trial_start: null,
  };
}
