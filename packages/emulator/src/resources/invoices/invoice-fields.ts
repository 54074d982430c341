// What an invoice says on paper and to its payment, when it is made and while it is a draft.
import type Stripe from 'stripe';
import { shippingBy, type ShippingCost } from '../../billing-cycle/shipping-cost.ts';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { connectParams, refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Tx } from '../../kernel/tx.ts';
import { invoiceOptionsAfter } from '../payment_intents/billed-options.ts';
import { chosenShippingRate, shippingTerms } from '../shipping_rates/chosen-shipping-rate.ts';

type Params = Pick<
  Stripe.InvoiceUpdateParams,
  | 'account_tax_ids'
  | 'custom_fields'
  | 'number'
  | 'payment_settings'
  | 'rendering'
  | 'shipping_cost'
  | 'shipping_details'
>;
type Stored = Pick<
  Stripe.Invoice,
  | 'account_tax_ids'
  | 'custom_fields'
  | 'id'
  | 'number'
  | 'payment_settings'
  | 'rendering'
  | 'shipping_cost'
  | 'shipping_details'
>;

const uncovered = [
  ...connectParams,
  'automatic_tax[liability][account]',
  'issuer[account]',
  'payment_settings[default_mandate]',
];

/** Refuses what an invoice would not act on. */
export function refuseUncoveredOfInvoice(params: object): void {
  refuseUncovered(params, uncovered);
}

function checkNumber(tx: Tx, { id }: Stored, number: string | null | undefined): void {
  if (!number) return;
  const other = tx.list('invoice', { number }).find((invoice) => invoice.id !== id);
  if (!other) return;
  throw invalidRequest({ message: `The number ${number} is already used by another invoice.`, param: 'number' });
}

function checkCustomFields(fields: Params['custom_fields']): void {
  if (!fields || fields.length <= 4) return;
  throw invalidRequest({ message: 'An invoice can have at most 4 custom fields.', param: 'custom_fields' });
}

/** How the invoice is printed: the template must be one that is in use. */
function renderingAfter(
  tx: Tx,
  stored: Stripe.Invoice['rendering'],
  given: Params['rendering'],
): Stripe.Invoice['rendering'] {
  if (!given) return stored;
  const template =
    given.template === undefined
      ? null
      : tx.get('invoice_rendering_template', given.template, { param: 'rendering[template]' });
  if (template?.status === 'archived') {
    throw invalidRequest({ message: 'The template is archived and cannot be used.', param: 'rendering[template]' });
  }
  return {
    amount_tax_display: written(given.amount_tax_display, stored?.amount_tax_display ?? null),
    pdf: given.pdf ? { page_size: given.pdf.page_size ?? 'auto' } : (stored?.pdf ?? null),
    template: template?.id ?? stored?.template ?? null,
    template_version: written(given.template_version, template?.version ?? stored?.template_version ?? null),
  };
}

function shippingAfter(
  stored: Stripe.Invoice['shipping_details'],
  given: Params['shipping_details'],
): Stripe.Invoice['shipping_details'] {
  if (given === undefined) return stored;
  if (!given) return null;
  const { city = null, country = null, line1 = null, line2 = null } = given.address;
  const { postal_code = null, state = null } = given.address;
  return {
    address: { city, country, line1, line2, postal_code, state },
    name: given.name,
    phone: given.phone || null,
  };
}

function costAfter(
  tx: Tx,
  { stored, given, currency }: { stored: ShippingCost | null; given: Params['shipping_cost']; currency: string },
): ShippingCost | null {
  if (given === undefined) return stored;
  if (!given) return null;
  const rate = chosenShippingRate(tx, { given, param: 'shipping_cost' });
  shippingTerms(rate, { currency, param: 'shipping_cost' });
  return shippingBy(rate.id);
}

/** These fields after a write. */
export function writtenFields(
  tx: Tx,
  { stored, params, currency }: { stored: Stored; params: Params; currency: string },
): Omit<Stored, 'id'> {
  checkNumber(tx, stored, params.number);
  checkCustomFields(params.custom_fields);
  const { payment_method_options: options, payment_method_types: types } = params.payment_settings ?? {};
  return {
    account_tax_ids: written(params.account_tax_ids, stored.account_tax_ids),
    custom_fields: written(params.custom_fields, stored.custom_fields),
    number: written(params.number, stored.number),
    payment_settings: {
      ...stored.payment_settings,
      payment_method_options: invoiceOptionsAfter(options, stored.payment_settings.payment_method_options),
      payment_method_types: written(types, stored.payment_settings.payment_method_types),
    },
    rendering: renderingAfter(tx, stored.rendering, params.rendering),
    shipping_cost: costAfter(tx, { stored: stored.shipping_cost, given: params.shipping_cost, currency }),
    shipping_details: shippingAfter(stored.shipping_details, params.shipping_details),
  };
}
