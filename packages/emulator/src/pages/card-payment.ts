import type Stripe from 'stripe';
import { StripeError } from '../kernel/errors.ts';
import type { Reference } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { linkAccount } from '../resources/payment_methods/linked-account.ts';
import { newTypedSepaMethod, newTypedUsMethod } from '../resources/payment_methods/new-bank-payment-method.ts';
import { newCardPaymentMethod } from '../resources/payment_methods/new-payment-method.ts';
import { isPostalCodeNeeded } from './card-fields.ts';
import { isCountry } from './countries.ts';
import type { FormValues } from './form-fields.ts';
import { isCardEntryEmpty, readCardEntry } from './assets/card-entry.js';
import type { BankEntry } from './assets/bank-entry.js';
import type { CardEntry } from './assets/card-entry.js';

export interface BillingDetails {
  name: string | null;
  email: string | null;
  phone: string | null;
  address: {
    city: string | null;
    country: string | null;
    line1: string | null;
    line2: string | null;
    postal_code: string | null;
    state: string | null;
  };
}

/** A card that the person chose: one saved before, one typed now, or none where none is needed. */
export type CardChoice = { saved: string } | { typed: CardEntry } | null;

/** As a card, or a bank account that was typed now. */
export type MethodChoice = CardChoice | { bank: BankEntry };

/** What was chosen, or what is wrong with it by field. */
export function readCardChoice(
  form: FormValues,
  options: { now: number; isRequired: boolean; saved: readonly { id: string }[] },
): { choice: CardChoice; errors: FormValues } {
  const saved = options.saved.find((method) => method.id === form.paymentMethod);
  if (saved) return { choice: { saved: saved.id }, errors: {} };
  if (!options.isRequired && isCardEntryEmpty(form)) return { choice: null, errors: {} };
  const read = readCardEntry(form, { now: options.now });
  return read.card ? { choice: { typed: read.card }, errors: {} } : { choice: null, errors: read.errors };
}

export function readBillingDetails(form: FormValues): BillingDetails {
  return {
    name: form.billingName?.trim() || null,
    email: form.email?.trim() || null,
    phone: form.phone?.trim() || null,
    address: readAddress(form),
  };
}

export function readAddress(form: FormValues): BillingDetails['address'] {
  return {
    city: form.billingLocality?.trim() || null,
    country: form.billingCountry?.trim() || null,
    line1: form.billingAddressLine1?.trim() || null,
    line2: form.billingAddressLine2?.trim() || null,
    postal_code: form.billingPostalCode?.trim() || null,
    state: form.billingAdministrativeArea?.trim() || null,
  };
}

/** Asks for what tax is worked out from. Stripe wants the street as well; here it would only make every try-out longer. */
export function addressErrors(form: FormValues): FormValues {
  const errors: Record<string, string> = {};
  if (!isCountry(form.billingCountry ?? '')) errors.billingCountry = 'Choose a country or region.';
  if (isPostalCodeNeeded(form.billingCountry) && !form.billingPostalCode?.trim()) {
    errors.billingPostalCode = form.billingCountry === 'US' ? 'ZIP code is required.' : 'Postal code is required.';
  }
  return errors;
}

/** Makes the payment method of a choice. The typed number ends here: the payment method knows brand, last four and expiry. */
export function paymentMethodOf(
  tx: Tx,
  choice: NonNullable<MethodChoice>,
  { billingDetails, customer }: { billingDetails: BillingDetails; customer: Reference },
): Stripe.PaymentMethod {
  if ('saved' in choice) return tx.get('payment_method', choice.saved);
  if ('bank' in choice) return newBankPaymentMethod(tx, choice.bank, { billingDetails, customer });
  const { number, expMonth, expYear, cvc } = choice.typed;
  return newCardPaymentMethod(tx, {
    card: { number, exp_month: expMonth, exp_year: expYear, cvc },
    billing_details: givenDetails(billingDetails),
    customer,
  });
}

/** An account typed on a page of the emulator counts as linked by its owner, who would have logged in to the bank there. */
function newBankPaymentMethod(
  tx: Tx,
  bank: BankEntry,
  { billingDetails, customer }: { billingDetails: BillingDetails; customer: Reference },
): Stripe.PaymentMethod {
  const data = { billing_details: givenDetails(billingDetails), customer };
  const param = (name: string) => name;
  if (bank.type === 'sepa_debit') return newTypedSepaMethod(tx, bank.iban, data, param);
  const { routingNumber: routing_number, accountNumber: account_number, accountType: account_type } = bank;
  const { id } = linkAccount(tx, { routing_number, account_number, account_type });
  const account = { financial_connections_account: id, account_holder_type: bank.holderType };
  return newTypedUsMethod(tx, account, data, param);
}

function givenDetails({ name, email, phone, address }: BillingDetails) {
  return { ...given({ name, email, phone }), address: given(address) };
}

/** Leaves out what was not typed. */
function given<K extends string>(fields: Record<K, string | null>): Partial<Record<K, string>> {
  const typed = Object.entries<string | null>(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(typed) as Partial<Record<K, string>>;
}

/** A refusal that a person can act on, in Stripe's own sentence. Anything else is not theirs to read, and rises. */
export function refusalText(error: unknown): string {
  if (error instanceof StripeError && error.details.status < 500) return error.details.message;
  throw error;
}
