// What goes through the call of an operation: the request, the operation that it asks for, and the answer.
import type { BinaryAnswer } from './binary-answer.ts';
import type { DeclaredOperation } from './declared-operation.ts';
import type { StripeError } from './errors.ts';
import type { MultipartForm } from './multipart.ts';
import type { Call, Resource } from './resource.ts';
import type { Tx } from './tx.ts';

/** A request as it came, before anything of it is believed. */
export interface RawCall {
  method: string;
  /** Path and query. */
  url: string;
  path: Readonly<Record<string, string>>;
  /** As text; of a multipart body its summary. */
  body: string;
  multipart: MultipartForm | undefined;
  contentType: string | undefined;
  authorization: string | undefined;
  version: string | undefined;
  idempotencyKey: string | undefined;
  userAgent: string | undefined;
}

export interface Answer {
  status: number;
  body: string | BinaryAnswer;
  requestId: string;
  /** The request whose answer this repeats. */
  original?: string;
  isPublishable: boolean;
  error?: StripeError;
}

export type AnyHandler = (tx: Tx, call: Call) => object;

export interface ServedOperation {
  key: string;
  declared: DeclaredOperation;
  handler: AnyHandler;
  resource: Resource;
  isPublishable: boolean;
  /** Checks the token that this operation is called with instead of an API key. */
  checkToken?: (tx: Tx, token: string) => void;
}
