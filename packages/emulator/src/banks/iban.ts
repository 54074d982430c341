import { isIban } from '../pages/assets/iban-check.js';

/** The parts of an IBAN that Stripe shows. */
export interface IbanParts {
  country: string;
  bankCode: string;
  branchCode: string | null;
  last4: string;
}

/** Where bank and branch stand after the four first characters, by country; elsewhere the first four or more are the bank's. */
const layouts: Readonly<Record<string, readonly [bank: number, branch: number]>> = {
  AT: [5, 0],
  BE: [3, 0],
  DE: [8, 0],
  ES: [4, 4],
  FR: [5, 5],
  GB: [4, 6],
  IE: [4, 6],
  IT: [5, 5],
  NL: [4, 0],
};

/** An IBAN without spaces, if its form and check digits (ISO 7064, 97-10) are right. */
export function ibanParts(typed: string): (IbanParts & { iban: string }) | null {
  const iban = typed.replace(/\s/g, '').toUpperCase();
  if (!isIban(iban)) return null;
  const country = iban.slice(0, 2);
  const [bank, branch] = layouts[country] ?? [4, 0];
  // In Italy a check letter stands before the bank's digits.
  const at = country === 'IT' ? 5 : 4;
  return {
    iban,
    country,
    bankCode: iban.slice(at, at + bank),
    branchCode: branch === 0 ? null : iban.slice(at + bank, at + bank + branch),
    last4: iban.slice(-4),
  };
}
