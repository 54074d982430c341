/**
 * Ids look random and are not: each is drawn from a seed and a counter, so that the same calls give the same ids. The counter
 * is all there is to remember between runs.
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const charactersPerDraw = 5;
const drawRange = alphabet.length ** charactersPerDraw;

/** Lengths of the part after the prefix, where Stripe's differ from the usual 24. */
const lengths: Record<string, number> = {
  cus: 14,
  prod: 14,
  si: 14,
  req: 14,
  di: 24,
  acct: 16,
  whsec: 32,
  cs_test: 58,
  promo: 24,
};

export interface IdSource {
  counter: number;
  draw: (length: number) => string;
}

/** @param seed Any number; two emulators with one seed give the same ids. */
export function createIdSource(seed: number): IdSource {
  const keys = Array.from({ length: 24 }, (_, lane) => mix(mix(seed | 0) + Math.imul(lane + 1, 0x9e3779b1)));
  return {
    counter: 0,
    draw(length) {
      this.counter += 1;
      return textOf(
        length,
        (lane) => mix(Math.imul(this.counter, 0x85ebca6b) ^ (keys[lane % keys.length] ?? 0)) + lane,
      );
    },
  };
}

/** How long an id of this prefix is at Stripe, without the prefix. */
export function idLength(prefix: string): number {
  return lengths[prefix] ?? 24;
}

/** Letters and digits that depend on a text alone: the same text gives the same ones. */
export function digestOf(text: string, length: number): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995) + (low >>> 15);
  }
  return textOf(length, (lane) => mix((lane % 2 ? high : low) + Math.imul(lane + 1, 0x9e3779b1)));
}

/** Digits that depend on a text alone. */
export function digitDigestOf(text: string, length: number): string {
  return [...digestOf(text, length)].map((letter) => alphabet.indexOf(letter) % 10).join('');
}

function textOf(length: number, drawLane: (lane: number) => number): string {
  let text = '';
  for (let lane = 0; text.length < length; lane += 1) {
    let rest = (drawLane(lane) >>> 0) % drawRange;
    for (let i = 0; i < charactersPerDraw && text.length < length; i += 1) {
      text += alphabet[rest % alphabet.length];
      rest = Math.floor(rest / alphabet.length);
    }
  }
  return text;
}

/** Spreads 32 bits over 32 bits, one to one (MurmurHash3's finalizer). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
