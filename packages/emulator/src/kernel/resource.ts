import type { BinaryAnswer } from './binary-answer.ts';
import type { StripeError } from './errors.ts';
import type { Kind, StripeObjects } from './objects.ts';
import type { Operations } from './operations.generated.ts';
import type { LivesBy, Tx } from './tx.ts';

export type OperationKey = keyof Operations;

type PathNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** One call of an operation, after its parameters were checked against Stripe's declaration and coerced. */
export interface Call<Params = object, Path extends string = string> {
  params: Params;
  /** The ids in the path, by the name that the operation's key gives them. */
  path: Readonly<Record<Path, string>>;
  request: CallRequest;
}

export interface CallRequest {
  id: string;
  operation: string;
  /** The path asked for, without its query: lists repeat it as their `url`. */
  path: string;
  /** True when the caller holds only the publishable key, and must show the object's client secret. */
  isPublishable: boolean;
}

export type Params<O extends OperationKey> = Operations[O]['params'];

/** What carries out one operation. Synchronous: all that it writes is one transaction. */
export type Handler<O extends OperationKey> = (
  tx: Tx,
  call: Call<Params<O>, PathNames<O>>,
) => Answered<Operations[O]['result']>;

/** Where the package declares a text, Stripe answers a file. */
type Answered<Result> = Result extends string ? BinaryAnswer : Result;

export type TokenCheck = (tx: Tx, token: string) => void;

export interface ResourceDefinition<K extends Kind> {
  /** Fields (or paths) that lists and other resources look objects up by. */
  indexes?: readonly string[];
  operations?: { [O in OperationKey]?: Handler<O> };
  /** Operations that a publishable key may call. */
  publishable?: readonly OperationKey[];
  /** Operations that are called with a token of their own instead of an API key, and what refuses a wrong one. */
  tokens?: { [O in OperationKey]?: TokenCheck };
  /** Fields that are absent unless expanded, or that are computed when they are. */
  includes?: Record<string, (tx: Tx, object: StripeObjects[K]) => unknown>;
  /** What is shown, when it differs from what is stored. */
  render?: (tx: Tx, object: StripeObjects[K]) => StripeObjects[K];
  /** How Stripe refuses an address that names none of this kind, where it is not "No such …" with the param `id`. */
  refuseMissing?: (id: string, operation: string) => StripeError;
  /** Whether the object that an address names stands beside whatever refuses a change of it. */
  isShownInRefusals?: boolean;
  /** Whose clock an object lives by, when its own `test_clock` or `customer` does not say. */
  clock?: (tx: Tx, object: StripeObjects[K]) => LivesBy;
  /** When, in seconds on the object's clock, something must happen to it; null for never. May only look at the object itself. */
  due?: (object: StripeObjects[K]) => number | null;
  /** Does what is due, at that time. Afterwards `due` must be later, or null. */
  whenDue?: (tx: Tx, object: StripeObjects[K]) => void;
}

export interface Resource<K extends Kind = Kind> extends ResourceDefinition<K> {
  kind: K;
}

/** Declares what the emulator knows of one kind of object. `resources/index.ts` lists them all. */
export function resource<K extends Kind>(kind: K, definition: ResourceDefinition<K>): Resource {
  // The kernel calls each definition only with objects of its own kind.
  return { kind, ...definition } as unknown as Resource;
}
