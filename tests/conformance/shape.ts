/** What JSON values a declared type allows. A type of Stripe's may allow several: an id, the object itself, or null. */
export interface Shape {
  /** As TypeScript writes it, for messages. */
  readonly name: string;
  readonly isAnything: boolean;
  readonly isNullable: boolean;
  /** `any`, or the words of an enum; undefined where no text is allowed. */
  readonly text: 'any' | ReadonlySet<string> | undefined;
  readonly isNumber: boolean;
  readonly isBoolean: boolean;
  /** What the list's members are. */
  readonly list: Shape | undefined;
  readonly objects: readonly ObjectShape[];
}

export interface ObjectShape {
  readonly name: string;
  /** The value of its `object` field (`customer`), where the type fixes one. */
  readonly kind: string | undefined;
  /** Stands for an object that was deleted: `{ id, object, deleted: true }`. */
  readonly isDeleted: boolean;
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** Allowed under names that are not fields: `metadata`. */
  readonly others: Shape | undefined;
}

export interface FieldShape {
  readonly shape: Shape;
  readonly isOptional: boolean;
}
