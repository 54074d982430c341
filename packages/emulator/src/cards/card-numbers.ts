/** The check digit rule of payment card numbers (ISO/IEC 7812-1, Luhn). `digits` holds digits only. */
export function hasValidCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The digits of what a person typed: spaces and dashes are how cards are printed. */
export function digitsOf(typed: string): string {
  return typed.replace(/[\s-]/g, '');
}
