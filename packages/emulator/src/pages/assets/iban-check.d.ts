/** Whether form and check digits (ISO 7064, 97-10) of an IBAN are right: capitals and digits, without spaces. */
export function isIban(iban: string): boolean;
