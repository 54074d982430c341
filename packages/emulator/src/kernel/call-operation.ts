import { asAddressed } from './addressed-object.ts';
import { authenticate, refusePublishable, tokenOf } from './authenticate.ts';
import { BinaryAnswer } from './binary-answer.ts';
import { apiError, invalidRequest, StripeError } from './errors.ts';
import { expandAnswer, readExpansion } from './expand.ts';
import type { Expansion } from './expand.ts';
import { answerKept, checkIdempotencyKey, fingerprintOf, keepAnswer, keysAnswers, scopeOfKey } from './idempotency.ts';
import { digestOf, idLength } from './ids.ts';
import type { Kernel } from './kernel.ts';
import type { Kind } from './objects.ts';
import { inPresentWords } from './older-params.ts';
import { checkParams } from './params.ts';
import { isV2 } from './namespace.ts';
import { refuseRemovedParams } from './removed-params.ts';
import { sentParams } from './sent-params.ts';
import type { SentParams } from './sent-params.ts';
import { refusalBody } from './v2-errors.ts';
import type { Answer, RawCall, ServedOperation } from './served-operation.ts';
import type { Tx } from './tx.ts';

/** What is known of a request once it was checked, and before it is done. */
interface CheckedCall {
  params: object;
  expansion: Expansion;
  key: string | undefined;
  fingerprint: string;
  isPublishable: boolean;
}

/**
 * Carries out one request. All of it happens at once, in one transaction with the answer that is kept for its idempotency key;
 * the caller must await `kernel.written()` before sending what this returns.
 */
export function callOperation(kernel: Kernel, operation: ServedOperation, raw: RawCall): Answer {
  const key = keysAnswers(raw) ? raw.idempotencyKey : undefined;
  let checked: CheckedCall;
  try {
    const isPublishable = authenticateCall(kernel, operation, raw);
    checkVersion(raw.version);
    const sent = sentParams(raw);
    if (key !== undefined) {
      checkIdempotencyKey(key);
      const kept = answerKept(kernel.store, { key, operation: placeOf(raw), fingerprint: fingerprintOf(sent.text) });
      if (kept)
        return {
          status: kept.status,
          body: kept.body,
          requestId: passingId(kernel, raw),
          original: kept.request,
          isPublishable,
        };
    }
    const params = checkedParams(kernel, operation, raw, sent);
    const { expand = [] } = params as { expand?: string[] };
    checked = {
      params,
      expansion: readExpansion(operation.declared, expand, kernel.registry),
      key,
      fingerprint: key === undefined ? '' : fingerprintOf(sent.text),
      isPublishable,
    };
  } catch (error) {
    return refusal(kernel, raw, asAddressed(kernel, operation, raw, error), false);
  }
  return execute(kernel, operation, raw, checked);
}

/** @returns Whether the caller holds a publishable key. */
function authenticateCall(kernel: Kernel, operation: ServedOperation, raw: RawCall): boolean {
  const { checkToken } = operation;
  if (checkToken) {
    const token = tokenOf(raw.authorization);
    kernel.read((tx) => checkToken(tx, token));
    return false;
  }
  const { isPublishable } = authenticate(raw.authorization);
  if (isPublishable && !operation.isPublishable) refusePublishable();
  return isPublishable;
}

function checkedParams(kernel: Kernel, { key, declared }: ServedOperation, raw: RawCall, sent: SentParams): object {
  const given = inPresentWords(key, sent.params, raw, (id) => kernel.read((tx) => tx.find('price', id)));
  refuseRemovedParams(key, given);
  if (!isV2(raw.url) || declared.shape !== 'list') return checkParams(declared.params, given, sent.encoding);
  // The address of another page carries it; the package does not declare it.
  const { page, ...rest } = given;
  const params = checkParams(declared.params, rest, sent.encoding);
  return page === undefined ? params : { ...params, page: String(page) };
}

function execute(kernel: Kernel, operation: ServedOperation, raw: RawCall, checked: CheckedCall): Answer {
  const { params, expansion, isPublishable } = checked;
  const before = kernel.ids.counter;
  const request = raw.method === 'GET' ? passingId(kernel, raw) : `req_${kernel.ids.draw(idLength('req'))}`;
  const origin = { request: { id: request, idempotencyKey: checked.key ?? null } };
  try {
    const { result: body, isChanged } = kernel.commit((tx) => {
      const call = {
        params,
        path: raw.path,
        request: { id: request, operation: operation.key, path: pathOf(raw.url), isPublishable },
      };
      const answer = keepingRefusal(kernel, { tx, raw, checked, request }, () =>
        answerOf(kernel, tx, operation.handler(tx, call), expansion),
      );
      // Only what a POST answers is kept, and that is never a file.
      if (typeof answer === 'string') keep(kernel, tx, raw, checked, { request, status: 200, body: answer });
      return answer;
    }, origin);
    if (isChanged) return { status: 200, body, requestId: request, isPublishable };
    kernel.ids.counter = before;
    return { status: 200, body, requestId: passingId(kernel, raw), isPublishable };
  } catch (cause) {
    const error = asAddressed(kernel, operation, raw, cause);
    if (error instanceof StripeError && error.details.keep) return refusal(kernel, raw, error, isPublishable, request);
    kernel.ids.counter = before;
    const answer = refusal(kernel, raw, error, isPublishable);
    const { requestId, status, body } = answer;
    // Conflicts and limits are not the request's own answer: the same key may be tried again. In v2, so may any failure.
    const isFinal = status !== 409 && status !== 429 && !isV2(raw.url);
    if (checked.key !== undefined && isFinal) {
      kernel.commit((tx) => keep(kernel, tx, raw, checked, { request: requestId, status, body }), { isOwn: true });
    }
    return answer;
  }
}

/** What a refusal leaves behind is committed together with the answer that is kept for it. */
function keepingRefusal<T>(
  kernel: Kernel,
  within: { tx: Tx; raw: RawCall; checked: CheckedCall; request: string },
  work: () => T,
): T {
  const { tx, raw, checked, request } = within;
  try {
    return work();
  } catch (error) {
    if (error instanceof StripeError && error.details.keep) {
      const body = JSON.stringify(refusalBody(error.details, { url: raw.url, requestId: request }));
      keep(kernel, tx, raw, checked, { request, status: error.details.status, body });
    }
    throw error;
  }
}

function keep(
  kernel: Kernel,
  tx: Tx,
  raw: RawCall,
  { key, fingerprint }: CheckedCall,
  answer: { request: string; status: number; body: string },
): void {
  if (key === undefined) return;
  const operation = placeOf(raw);
  keepAnswer(tx, kernel.store, { id: scopeOfKey(key, operation), operation, fingerprint, ...answer });
}

function answerOf(kernel: Kernel, tx: Tx, answer: object, expansion: Expansion): string | BinaryAnswer {
  if (answer instanceof BinaryAnswer) return answer;
  const shown = shownAnswer(kernel, tx, answer as { object?: unknown; data?: unknown });
  const isExpanded = Object.keys(expansion).length > 0;
  return JSON.stringify(isExpanded ? expandAnswer(tx, shown, expansion, kernel.registry) : shown);
}

function shownAnswer(kernel: Kernel, tx: Tx, answer: { object?: unknown; data?: unknown }): object {
  if ((answer.object === 'list' || answer.object === 'search_result') && Array.isArray(answer.data)) {
    return { ...answer, data: answer.data.map((element: object) => shownAnswer(kernel, tx, element)) };
  }
  const kind = typeof answer.object === 'string' ? answer.object : '';
  if (!kernel.registry.of(kind)?.render || 'deleted' in answer) return answer;
  return tx.render(kind as Kind, answer as never);
}

function refusal(
  kernel: Kernel,
  raw: RawCall,
  cause: unknown,
  isPublishable: boolean,
  request = passingId(kernel, raw),
): Answer & { body: string } {
  const isRefusal = cause instanceof StripeError;
  const error = isRefusal ? cause : apiError('An unknown error occurred');
  if (!isRefusal) error.cause = cause;
  const body = JSON.stringify(refusalBody(error.details, { url: raw.url, requestId: request }));
  return { status: error.details.status, body, requestId: request, isPublishable, error };
}

/**
 * The id of a request that writes nothing: the same request against the same state has the same one, so that it need not be
 * remembered to answer with the same bytes after a restart.
 */
export function passingId(kernel: Kernel, raw: Pick<RawCall, 'method' | 'url' | 'body'>): string {
  return `req_${digestOf(`${kernel.ids.counter} ${raw.method} ${raw.url} ${raw.body}`, idLength('req'))}`;
}

function placeOf(raw: RawCall): string {
  return `${raw.method} ${pathOf(raw.url)}`;
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || /^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(version)) return;
  throw invalidRequest({ message: `Invalid Stripe API version: ${version.slice(0, 60)}`, isUnlogged: true });
}
