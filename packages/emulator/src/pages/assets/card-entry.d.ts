/** What a person typed of a card, once it can be a card. Lives only as long as the request; never stored, never logged. */
export interface CardEntry {
  number: string;
  expMonth: number;
  expYear: number;
  cvc: string;
}

/** What is wrong, by field name, in the words of Checkout. */
export type CardEntryErrors = Partial<Record<'cardNumber' | 'cardExpiry' | 'cardCvc', string>>;

type Typed = Readonly<Record<string, string | undefined>>;

/**
 * Reads the card fields of a form before anything is sent on: length and check digit of the number, an expiry that is
 * not past, a security code of the brand's length.
 *
 * @param options.now Seconds on the emulator's clock, so that a card can run out in a test.
 */
export function readCardEntry(
  form: Typed,
  options: { now: number },
): { card: CardEntry; errors?: undefined } | { card?: undefined; errors: CardEntryErrors };

/** Whether the person left all card fields empty. */
export function isCardEntryEmpty(form: Typed): boolean;

/** The brand that a number's first digits name, as far as they are typed; `''` when they name none. */
export function cardBrandName(typed: string): string;
