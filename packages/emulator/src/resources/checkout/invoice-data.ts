import type Stripe from 'stripe';
import { mergedMetadata } from '../../kernel/metadata.ts';

/**
 * What sessions and payment links keep of how the invoice of a payment shall look. Issuer is always the account itself.
 *
 * @param options.isIssuerNamed Sessions name it as soon as there will be an invoice, payment links only if they were told.
 */
export function invoiceDataOf(
  given: Stripe.PaymentLinkCreateParams.InvoiceCreation.InvoiceData | undefined,
  { isIssuerNamed }: { isIssuerNamed: boolean },
): Stripe.Checkout.Session.InvoiceCreation.InvoiceData {
  const rendering = given?.rendering_options;
  return {
    account_tax_ids: null,
    custom_fields: given?.custom_fields || null,
    description: given?.description ?? null,
    footer: given?.footer ?? null,
    issuer: isIssuerNamed ? { type: 'self' } : null,
    metadata: mergedMetadata(null, given?.metadata),
    rendering_options: rendering ? { amount_tax_display: rendering.amount_tax_display || null, template: null } : null,
  };
}
