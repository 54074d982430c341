/*
 * One file for both sides: browsers check an IBAN before it is sent, the API checks it again. Types: iban-check.d.ts.
 */

export function isIban(iban) {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) && remainder(iban.slice(4) + iban.slice(0, 4)) === 1;
}

/** Of the number that an IBAN stands for (A is 10, B is 11, …), divided by 97. */
function remainder(moved) {
  let rest = 0;
  for (const character of moved) {
    const value = parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
