import type { DeclaredObjects } from './operations.generated.ts';

/**
 * Every kind of object that the emulator keeps, by the value of its `object` field. What Stripe declares is here already.
 *
 * Facts that Stripe does not show (which test card stands behind a payment method) are objects of their own, of a kind that
 * starts with `_`. The folder that keeps such facts adds its line itself:
 *
 *   declare module '../../kernel/objects.ts' {
 *     interface StripeObjects { _card: CardFacts }
 *   }
 */
export interface StripeObjects extends DeclaredObjects {
  _deleted: DeletedFacts;
}

export type Kind = keyof StripeObjects;

/** What stays of an object that was deleted: Stripe still shows that it once was. */
export interface DeletedFacts {
  id: string;
  kind: string;
  /** Its place among its kind, from which a list can go on. */
  seq?: number;
}

/** A reference as Stripe gives it: an id, the object itself where it was expanded, or nothing. */
export type Reference = string | { id: string } | null | undefined;

/** The id that a reference names. */
export function idOf(reference: string | { id: string }): string;
export function idOf(reference: Reference): string | null;
export function idOf(reference: Reference): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === 'string' ? reference : reference.id;
}
