import { isBankEntryEmpty, readBankEntry } from './assets/bank-entry.js';
import { addressErrors, readAddress, readBillingDetails, readCardChoice } from './card-payment.ts';
import type { BillingDetails, MethodChoice } from './card-payment.ts';
import type { FormValues } from './form-fields.ts';
import { chosenType, holderLabel } from './method-choice.ts';
import type { MethodType } from './method-choice.ts';

export interface MethodOffer {
  offered: readonly MethodType[];
  saved: readonly { id: string }[];
}

/** What a person pays with, or what is wrong with it by field. */
export function readMethod(
  form: FormValues,
  { offered, saved, isRequired, now }: MethodOffer & { isRequired: boolean; now: number },
): { choice: MethodChoice; errors: FormValues } {
  const type = chosenType(form, offered);
  const isSaved = saved.some(({ id }) => id === form.paymentMethod);
  if (type === 'card' || isSaved) return readCardChoice(form, { now, isRequired, saved });
  if (!isRequired && isBankEntryEmpty(type, form)) return { choice: null, errors: {} };
  const { account, errors } = readBankEntry(type, form);
  return account ? { choice: { bank: account }, errors: {} } : { choice: null, errors };
}

/** Whether the form asks where the person lives. Where it does not, what it sends all the same was not seen by them. */
export function isPlaceAskedFor(form: FormValues, { offered, saved }: MethodOffer): boolean {
  if (saved.some(({ id }) => id === form.paymentMethod)) return true;
  return chosenType(form, offered) !== 'us_bank_account';
}

/** Whose card or account it is, as far as the form asks. */
export function typedDetails(form: FormValues, offer: MethodOffer): BillingDetails {
  const typed = readBillingDetails(form);
  return isPlaceAskedFor(form, offer) ? typed : { ...typed, address: readAddress({}) };
}

/** What a page must be told to pay with something new, or with what is saved; what is wrong with it by field. */
export function readPayment(
  form: FormValues,
  offer: MethodOffer & { now: number },
): { choice: MethodChoice; errors: Record<string, string> } {
  const { choice, errors: wrong } = readMethod(form, { ...offer, isRequired: true });
  if (choice !== null && 'saved' in choice) return { choice, errors: {} };
  const errors: Record<string, string> = {};
  Object.assign(errors, isPlaceAskedFor(form, offer) ? addressErrors(form) : {}, wrong);
  if (!form.billingName?.trim()) errors.billingName = `${holderLabel(offer.offered)} is required.`;
  return { choice: Object.keys(errors).length === 0 ? choice : null, errors };
}
