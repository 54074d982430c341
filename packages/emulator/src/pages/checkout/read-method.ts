import type { SessionView } from '../../resources/checkout/session-view.ts';
import { offeredCards } from '../../resources/checkout/offered-cards.ts';
import { isBankEntryEmpty, readBankEntry } from '../assets/bank-entry.js';
import { readCardChoice } from '../card-payment.ts';
import type { MethodChoice } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { chosenType, methodTypesOf } from '../method-choice.ts';

/** What a person pays a session with, or what is wrong with it by field. */
export function readMethodChoice(
  view: SessionView,
  form: FormValues,
  now: number,
): { choice: MethodChoice; errors: FormValues } {
  const type = chosenType(form, methodTypesOf(view.session));
  const isRequired = view.collects.paymentMethod;
  const saved = offeredCards(view);
  const isSaved = saved.some(({ id }) => id === form.paymentMethod);
  if (type === 'card' || isSaved) return readCardChoice(form, { now, isRequired, saved });
  if (!isRequired && isBankEntryEmpty(type, form)) return { choice: null, errors: {} };
  const { account, errors } = readBankEntry(type, form);
  return account ? { choice: { bank: account }, errors: {} } : { choice: null, errors };
}

/** Whether the form asks where the person lives. Where it does not, what it sends all the same was not seen by them. */
export function isPlaceAsked(view: SessionView, form: FormValues): boolean {
  if (view.collects.address || offeredCards(view).some(({ id }) => id === form.paymentMethod)) return true;
  return chosenType(form, methodTypesOf(view.session)) !== 'us_bank_account';
}
