import type { Tx } from '../kernel/tx.ts';
import type { FormState } from './form-fields.ts';

/**
 * What a person has typed on a page so far and what was wrong with it, so that a decline, a 3-D Secure challenge or a
 * reload loses nothing. A form is answered with a redirect, never with a page, so going back pays nothing twice.
 */
export interface PageDraft {
  /** The id of the session or invoice whose page it is. */
  id: string;
  object: '_page_draft';
  values: Record<string, string>;
  errors: Record<string, string>;
  /** What went wrong with the whole, such as a decline. */
  alert: string | null;
  promotionCode: { typed: string; error: string | null };
  /** Why the last change of an order was refused. */
  orderError?: string | null;
}

declare module '../kernel/objects.ts' {
  interface StripeObjects {
    _page_draft: PageDraft;
  }
}

/** The only fields that are ever kept. No number of a card or a bank account is among them. */
const keptFields = [
  'name',
  'email',
  'phone',
  'billingName',
  'billingCountry',
  'billingPostalCode',
  'billingAddressLine1',
  'billingAddressLine2',
  'billingLocality',
  'billingAdministrativeArea',
  'shippingName',
  'shippingCountry',
  'shippingPostalCode',
  'shippingAddressLine1',
  'shippingAddressLine2',
  'shippingLocality',
  'shippingAdministrativeArea',
  'cardUseShippingAsBilling',
  'individualName',
  'savePaymentMethod',
  'purchaseAsBusiness',
  'businessName',
  'taxIdType',
  'taxId',
  'paymentMethod',
  'payment-method-accordion-item-title',
  'accountType',
  'accountHolderType',
] as const;

const emptyDraft = { values: {}, errors: {}, alert: null, promotionCode: { typed: '', error: null } };

export function findPageDraft(tx: Tx, id: string): PageDraft {
  return tx.find('_page_draft', id) ?? { ...emptyDraft, id, object: '_page_draft' };
}

export function savePageDraft(tx: Tx, id: string, change: Partial<Omit<PageDraft, 'id' | 'object'>>): PageDraft {
  if (!tx.find('_page_draft', id)) tx.insert('_page_draft', { ...emptyDraft, id, object: '_page_draft' });
  return tx.update('_page_draft', id, change);
}

export function removePageDraft(tx: Tx, id: string): void {
  if (tx.find('_page_draft', id)) tx.remove('_page_draft', id);
}

/** Picks what may be kept out of a posted form. A tick that is missing was taken away. */
export function keptValues(form: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(keptFields.map((name) => [name, (form[name] ?? '').trim().slice(0, 1000)]));
}

export function draftFormState(draft: PageDraft, defaults: FormState['values']): FormState {
  return { values: { ...defaults, ...draft.values }, errors: draft.errors };
}
