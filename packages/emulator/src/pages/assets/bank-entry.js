/*
 * One file for both sides, as card-entry.js. What a person typed lives only as long as the request. Types: bank-entry.d.ts.
 */
import { isIban } from './iban-check.js';

export const bankFields = {
  sepa_debit: ['iban'],
  us_bank_account: ['routingNumber', 'accountNumber', 'accountType', 'accountHolderType'],
};

/** Banks outside the European Economic Area want to know where their customer lives. */
const countriesWithAddress = 'AD BL CH GB GG GI IM JE MC NC PF PM SM TF VA WF'.split(' ');

export function readBankEntry(type, form) {
  return type === 'sepa_debit' ? readSepaEntry(form) : readUsEntry(form);
}

export function isBankEntryEmpty(type, form) {
  return type === 'sepa_debit' ? !form.iban?.trim() : !form.routingNumber?.trim() && !form.accountNumber?.trim();
}

export function needsStreet(iban) {
  return countriesWithAddress.includes(iban.trim().slice(0, 2).toUpperCase());
}

function readSepaEntry(form) {
  const iban = (form.iban ?? '').replace(/[\s-]/g, '').toUpperCase();
  const error = ibanError(iban);
  if (error) return { errors: { iban: error } };
  if (needsStreet(iban) && !form.billingAddressLine1?.trim()) {
    return { errors: { billingAddressLine1: 'Address line 1 is required.' } };
  }
  return { account: { type: 'sepa_debit', iban } };
}

function ibanError(iban) {
  if (iban.length < 15 && /^([A-Z]{0,2}|[A-Z]{2}\d{1,2}[A-Z0-9]*)$/.test(iban)) return 'Your IBAN is incomplete.';
  return isIban(iban) ? '' : 'Your IBAN is invalid.';
}

function readUsEntry(form) {
  const routingNumber = (form.routingNumber ?? '').replace(/[\s-]/g, '');
  const accountNumber = (form.accountNumber ?? '').replace(/[\s-]/g, '');
  const errors = {
    ...digitsError('routingNumber', routingNumber, { name: 'routing number', least: 9, most: 9 }),
    ...digitsError('accountNumber', accountNumber, { name: 'account number', least: 4, most: 17 }),
  };
  if (Object.keys(errors).length > 0) return { errors };
  const accountType = form.accountType === 'savings' ? 'savings' : 'checking';
  const holderType = form.accountHolderType === 'company' ? 'company' : 'individual';
  return { account: { type: 'us_bank_account', routingNumber, accountNumber, accountType, holderType } };
}

function digitsError(field, typed, { name, least, most }) {
  if (!/^\d*$/.test(typed) || typed.length > most) return { [field]: `Your ${name} is invalid.` };
  return typed.length < least ? { [field]: `Your ${name} is incomplete.` } : {};
}
