// What a schedule says of its subscription besides phases: `default_settings`, and the same settings of one phase.
import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { automaticTax } from '../subscriptions/blank-subscription.ts';
import { refuseConnect } from '../subscriptions/refuse-connect.ts';
import { billingThresholds } from '../subscriptions/thresholds.ts';

type DefaultSettings = Stripe.SubscriptionSchedule.DefaultSettings;
type GivenSettings = Stripe.SubscriptionScheduleUpdateParams.DefaultSettings;
type Phase = Stripe.SubscriptionSchedule.Phase;
type GivenPhase = Stripe.SubscriptionScheduleUpdateParams.Phase;
type InvoiceSettings = DefaultSettings['invoice_settings'];

const blankInvoiceSettings: InvoiceSettings = {
  account_tax_ids: null,
  custom_fields: null,
  days_until_due: null,
  description: null,
  footer: null,
  issuer: { type: 'self' },
};

export const blankSettings: DefaultSettings = {
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: 'automatic',
  billing_thresholds: null,
  collection_method: 'charge_automatically',
  default_payment_method: null,
  description: null,
  invoice_settings: blankInvoiceSettings,
  on_behalf_of: null,
  transfer_data: null,
};

function writtenInvoiceSettings(
  given: GivenSettings['invoice_settings'] | GivenPhase['invoice_settings'],
  stored: InvoiceSettings,
): InvoiceSettings {
  return {
    account_tax_ids: written(given?.account_tax_ids, stored.account_tax_ids),
    custom_fields: written(given?.custom_fields, stored.custom_fields),
    days_until_due: given?.days_until_due ?? stored.days_until_due,
    description: written(given?.description, stored.description),
    footer: written(given?.footer, stored.footer),
    issuer: { type: 'self' },
  };
}

function checkedMethod(
  tx: Tx,
  { method, customer, within }: { method: string | undefined; customer: string; within: string },
): string | null {
  if (!method) return null;
  return usablePaymentMethod(tx, method, { param: `${within}[default_payment_method]`, customer }).id;
}

/** An invoice that is sent needs to say when it is due. */
function checkDaysUntilDue(sends: boolean, { days, within }: { days: number | null; within: string }): void {
  const param = `${within}[invoice_settings][days_until_due]`;
  if (sends && days === null) {
    const message = 'When `collection_method` is set to `send_invoice`, you must also set `days_until_due`.';
    throw invalidRequest({ code: 'parameter_missing', message, param });
  }
  if (!sends && days !== null) {
    const message = 'You may only specify `days_until_due` when `collection_method` is `send_invoice`.';
    throw invalidRequest({ message, param });
  }
}

/** A schedule's `default_settings` after a write. */
export function writtenSettings(
  tx: Tx,
  { given, stored, customer }: { given: GivenSettings | undefined; stored: DefaultSettings; customer: string },
): DefaultSettings {
  if (!given) return stored;
  const within = 'default_settings';
  refuseConnect({ ...given, transfer_data: given.transfer_data ?? null }, within);
  const method = checkedMethod(tx, { method: given.default_payment_method, customer, within });
  const settings: DefaultSettings = {
    ...stored,
    ...(given.automatic_tax ? { automatic_tax: automaticTax(given.automatic_tax.enabled) } : {}),
    billing_cycle_anchor: given.billing_cycle_anchor ?? stored.billing_cycle_anchor,
    billing_thresholds: billingThresholds(
      stored.billing_thresholds,
      given.billing_thresholds,
      `${within}[billing_thresholds]`,
    ),
    collection_method: given.collection_method ?? stored.collection_method,
    default_payment_method: method ?? stored.default_payment_method,
    description: written(given.description, stored.description),
    invoice_settings: writtenInvoiceSettings(given.invoice_settings, stored.invoice_settings),
  };
  const sends = settings.collection_method === 'send_invoice';
  checkDaysUntilDue(sends, { days: settings.invoice_settings.days_until_due, within });
  return settings;
}

/** The settings that a running subscription has, as a schedule's defaults. */
export function settingsOfSubscription(subscription: Stripe.Subscription): DefaultSettings {
  const { account_tax_ids, custom_fields, description, footer } = subscription.invoice_settings;
  const days = subscription.days_until_due;
  return {
    ...blankSettings,
    automatic_tax: automaticTax(subscription.automatic_tax.enabled),
    billing_thresholds: subscription.billing_thresholds,
    collection_method: subscription.collection_method,
    default_payment_method: subscription.default_payment_method,
    description: subscription.description,
    invoice_settings: {
      account_tax_ids,
      custom_fields,
      days_until_due: days,
      description,
      footer,
      issuer: { type: 'self' },
    },
  };
}

type PhaseSettings = Pick<
  Phase,
  | 'automatic_tax'
  | 'billing_cycle_anchor'
  | 'billing_thresholds'
  | 'collection_method'
  | 'default_payment_method'
  | 'description'
  | 'invoice_settings'
>;

/** What one phase sets for itself; null where the schedule's defaults count. */
export function phaseSettings(
  tx: Tx,
  { param, within, customer }: { param: GivenPhase; within: string; customer: string },
): PhaseSettings {
  refuseConnect({ ...param, transfer_data: param.transfer_data ?? null }, within);
  return {
    ...(param.automatic_tax ? { automatic_tax: automaticTax(param.automatic_tax.enabled) } : {}),
    billing_cycle_anchor: param.billing_cycle_anchor ?? null,
    billing_thresholds: billingThresholds(null, param.billing_thresholds, `${within}[billing_thresholds]`),
    collection_method: param.collection_method ?? null,
    default_payment_method: checkedMethod(tx, { method: param.default_payment_method, customer, within }),
    description: written(param.description, null),
    invoice_settings: param.invoice_settings
      ? writtenInvoiceSettings(param.invoice_settings, blankInvoiceSettings)
      : null,
  };
}

/** A phase's settings where it has its own, the schedule's where it has not. */
export function settingsInPhase(defaults: DefaultSettings, phase: PhaseSettings): DefaultSettings {
  const own = phase.invoice_settings;
  const common = defaults.invoice_settings;
  const method = phase.collection_method ?? defaults.collection_method ?? 'charge_automatically';
  const days = method === 'send_invoice' ? (own?.days_until_due ?? common.days_until_due) : null;
  return {
    ...defaults,
    automatic_tax: phase.automatic_tax ?? defaults.automatic_tax ?? automaticTax(false),
    billing_cycle_anchor: phase.billing_cycle_anchor ?? defaults.billing_cycle_anchor,
    billing_thresholds: phase.billing_thresholds ?? defaults.billing_thresholds,
    collection_method: method,
    default_payment_method: phase.default_payment_method ?? defaults.default_payment_method,
    description: phase.description ?? defaults.description,
    invoice_settings: {
      account_tax_ids: own?.account_tax_ids ?? common.account_tax_ids,
      custom_fields: own?.custom_fields ?? common.custom_fields,
      days_until_due: days,
      description: own?.description ?? common.description,
      footer: own?.footer ?? common.footer,
      issuer: { type: 'self' },
    },
  };
}

/** @throws StripeError when a phase sends invoices and nobody says when they are due. */
export function checkPhaseSettings(defaults: DefaultSettings, phases: readonly Phase[]): void {
  for (const [index, phase] of phases.entries()) {
    const settings = settingsInPhase(defaults, phase);
    const sends = settings.collection_method === 'send_invoice';
    checkDaysUntilDue(sends, { days: settings.invoice_settings.days_until_due, within: `phases[${index}]` });
  }
}
