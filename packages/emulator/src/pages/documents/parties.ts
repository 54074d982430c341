import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { countryName } from '../countries.ts';
import { taxIdLabel } from '../tax-id-types.ts';
import type { PaperDocument, Party } from './paper.ts';

/** Who invoices. */
export function sellerParty(
  tx: Tx,
  invoice: Pick<Stripe.Invoice, 'account_name' | 'account_country' | 'account_tax_ids'>,
): Party {
  const taxIds = (invoice.account_tax_ids ?? []).flatMap((id) => tx.find('tax_id', idOf(id)) ?? []);
  return {
    title: null,
    lines: filled([
      invoice.account_name,
      invoice.account_country && countryName(invoice.account_country),
      ...taxIds.map(taxIdText),
    ]),
  };
}

/** Who is invoiced, as the invoice was issued to them. */
export function buyerParty(
  invoice: Pick<
    Partial<Stripe.Invoice>,
    'customer_address' | 'customer_email' | 'customer_name' | 'customer_phone' | 'customer_tax_ids'
  >,
  title = 'Bill to',
): Party {
  return {
    title,
    lines: filled([
      invoice.customer_name,
      ...addressLines(invoice.customer_address),
      invoice.customer_phone,
      invoice.customer_email,
      ...(invoice.customer_tax_ids ?? []).map(taxIdText),
    ]),
  };
}

/** Where the goods of this invoice go, else where the customer's usually go. */
export function shippingParty({ customer_shipping: usual, shipping_details: own }: Stripe.Invoice): Party[] {
  const shipping = own ?? usual;
  if (!shipping) return [];
  return [{ title: 'Ship to', lines: filled([shipping.name, ...addressLines(shipping.address), shipping.phone]) }];
}

/** An address as it stands on an envelope. */
export function addressLines(address: Stripe.Address | null | undefined): string[] {
  if (!address) return [];
  const { line1, line2, city, state, postal_code: postalCode, country } = address;
  const place = [city, [state, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return filled([line1, line2, place, country && countryName(country)]);
}

/** North America prints on Letter. */
export function paperOf(invoice: Pick<Stripe.Invoice, 'account_country'>): PaperDocument['paper'] {
  return ['US', 'CA', 'MX'].includes(invoice.account_country ?? '') ? 'letter' : 'a4';
}

function taxIdText({ type, value }: { type: string; value: string | null }): string {
  return `${taxIdLabel(type)} ${value ?? ''}`;
}

function filled(lines: readonly (string | null | undefined)[]): string[] {
  return lines.filter((line): line is string => Boolean(line?.trim()));
}
