import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

type Given = Stripe.CustomerUpdateParams['invoice_settings'];

/** How a customer's invoices are made; the default payment method must be the customer's own. */
export function invoiceSettingsAfter(
  tx: Tx,
  customer: Pick<Stripe.Customer, 'id'> & { invoice_settings: Stripe.Customer.InvoiceSettings },
  given: Given,
): Stripe.Customer.InvoiceSettings {
  const stored = customer.invoice_settings;
  if (!given) return stored;
  return {
    custom_fields: written(given.custom_fields, stored.custom_fields),
    default_payment_method: defaultMethodAfter(tx, customer.id, given.default_payment_method, stored),
    footer: written(given.footer, stored.footer),
    rendering_options: renderingAfter(given.rendering_options, stored.rendering_options),
  };
}

function defaultMethodAfter(
  tx: Tx,
  customer: string,
  given: string | undefined,
  stored: Stripe.Customer.InvoiceSettings,
): string | null {
  if (given === undefined) return idOf(stored.default_payment_method);
  if (given === '') return null;
  const param = 'invoice_settings[default_payment_method]';
  const method = tx.get('payment_method', given, { param });
  if (idOf(method.customer) === customer) return method.id;
  const message = `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached to the customer.`;
  throw invalidRequest({ code: 'resource_missing', param, message });
}

function renderingAfter(
  given: NonNullable<Given>['rendering_options'],
  stored: Stripe.Customer.InvoiceSettings.RenderingOptions | null,
): Stripe.Customer.InvoiceSettings.RenderingOptions | null {
  if (given === undefined) return stored;
  if (given === '' || given === null) return null;
  return {
    amount_tax_display: written(given.amount_tax_display, stored?.amount_tax_display ?? null),
    template: given.template ?? stored?.template ?? null,
  };
}
