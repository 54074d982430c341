/* A bank account, and whose it is. Its numbers go to the emulator alone, as a card does. */
import { isBankEntryEmpty, needsStreet, readBankEntry } from '../../pages/assets/bank-entry.js';
import { sendRequest } from '../stripe-js/send-request.js';
import { inputNamed } from './card-inputs.js';

const holder = document.querySelector('.holder');
const numberInputs = {
  sepa_debit: { iban: inputNamed('iban'), billingAddressLine1: inputNamed('addressLine1') },
  us_bank_account: { routingNumber: inputNamed('routingNumber'), accountNumber: inputNamed('accountNumber') },
};
const holderInputs = { name: inputNamed('name'), email: inputNamed('email') };

export const allBankInputs = { ...holderInputs, ...numberInputs.sepa_debit, ...numberInputs.us_bank_account };

export function bankInputs(type) {
  return { ...holderInputs, ...numberInputs[type] };
}

const codeWords = { routingNumber: 'routing_number', accountNumber: 'account_number', billingAddressLine1: 'address' };

/** What stands in the fields of a type, and what is wrong with it. */
export function readBankPanel(type) {
  const inputs = { accountType: inputNamed('accountType'), accountHolderType: inputNamed('accountHolderType') };
  const typed = Object.fromEntries(
    Object.entries({ ...inputs, ...bankInputs(type) }).map(([name, input]) => [name, input.value]),
  );
  const { account, errors = {} } = readBankEntry(type, typed);
  const mistakes = { ...holderMistakes() };
  for (const [name, message] of Object.entries(errors)) {
    const isPart = message.includes('incomplete') || message.includes('required');
    mistakes[name] = { code: `${isPart ? 'incomplete' : 'invalid'}_${codeWords[name] ?? name}`, message };
  }
  const address = typed.billingAddressLine1 && needsStreet(typed.iban) ? addressOf(typed) : {};
  const billing = { ...holderDetails(), address };
  return { mistakes, isEmpty: isBankEntryEmpty(type, typed), billing, shown: {}, account };
}

function addressOf({ iban, billingAddressLine1: line1 }) {
  return { line1: line1.trim(), country: iban.trim().slice(0, 2).toUpperCase() };
}

function shownHolders() {
  return Object.entries(holderInputs).filter(([, input]) => !input.closest('.Field').hidden);
}

function holderMistakes() {
  const wrong = shownHolders().filter(([, input]) => input.value.trim() === '' || !input.checkValidity());
  return Object.fromEntries(
    wrong.map(([name]) => [name, { code: `incomplete_${name}`, message: `Your ${name} is incomplete.` }]),
  );
}

function holderDetails() {
  return Object.fromEntries(shownHolders().map(([name, input]) => [name, input.value.trim()]));
}

/**
 * The account as the API takes it. One in the United States is linked first, where Stripe's element opens a login at the bank,
 * so that its numbers are in no other request.
 */
export async function accountParams(client, account) {
  if (account.type === 'sepa_debit') return { value: { type: 'sepa_debit', sepa_debit: { iban: account.iban } } };
  const { routingNumber: routing_number, accountNumber: account_number, accountType: account_type } = account;
  const params = { routing_number, account_number, account_type };
  const { value, error } = await sendRequest(client, { method: 'POST', path: '/v1/elements/linked_accounts', params });
  if (error) return { error };
  const us_bank_account = { financial_connections_account: value.id, account_holder_type: account.holderType };
  return { value: { type: 'us_bank_account', us_bank_account } };
}

/** Asks for name and e-mail unless the page knows them, and for the street where the bank wants it. */
export function showHolder(type, { hasBillingAddress, hasEmail, options }) {
  const { billingDetails = 'auto' } = options.fields ?? {};
  const isNever = (name) => billingDetails === 'never' || billingDetails[name] === 'never';
  holder.hidden = type === 'card';
  holderInputs.name.closest('.Field').hidden = isNever('name') || Boolean(hasBillingAddress);
  holderInputs.email.closest('.Field').hidden = isNever('email') || Boolean(hasEmail);
  const { iban, billingAddressLine1: street } = numberInputs.sepa_debit;
  street.closest('.Field').hidden = Boolean(hasBillingAddress) || isNever('address') || !needsStreet(iban.value);
}

export function setHolder({ name, email } = {}) {
  if (name) holderInputs.name.value = name;
  if (email) holderInputs.email.value = email;
}
