export type BankType = 'sepa_debit' | 'us_bank_account';

/** What a person typed of a bank account, once it can be one. Lives only as long as the request; never stored, never logged. */
export type BankEntry =
  | { type: 'sepa_debit'; iban: string }
  | {
      type: 'us_bank_account';
      routingNumber: string;
      accountNumber: string;
      accountType: 'checking' | 'savings';
      holderType: 'company' | 'individual';
    };

type Typed = Readonly<Record<string, string | undefined>>;

/** The names of the fields that a bank account is typed into. */
export const bankFields: Readonly<Record<BankType, readonly string[]>>;

/**
 * Reads the bank fields of a form before anything is sent on: form and check digits of an IBAN and, where its bank wants it,
 * the street; nine digits of a routing number, four to seventeen of an account number. Errors are by field name.
 */
export function readBankEntry(
  type: BankType,
  form: Typed,
): { account: BankEntry; errors?: undefined } | { account?: undefined; errors: Record<string, string> };

/** Whether the bank of an IBAN, as far as it is typed, wants to know where its customer lives. */
export function needsStreet(iban: string): boolean;

/** Whether the person left the account's numbers empty. */
export function isBankEntryEmpty(type: BankType, form: Typed): boolean;
