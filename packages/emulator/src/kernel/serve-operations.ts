import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BinaryAnswer } from './binary-answer.ts';
import { callOperation, passingId } from './call-operation.ts';
import type { Answer, AnyHandler, RawCall, ServedOperation } from './served-operation.ts';
import { crossOriginHeaders, servePreflights } from './cross-origin.ts';
import { invalidRequest, StripeError } from './errors.ts';
import type { ErrorDetails } from './errors.ts';
import type { Faults } from './faults.ts';
import type { Kernel } from './kernel.ts';
import { MultipartForm, multipartLimit, readMultipart } from './multipart.ts';
import { operationTable } from './operation-table.ts';
import type { Recorder } from './recorder.ts';
import { sendFile } from './send-file.ts';
import type { TokenCheck } from './resource.ts';
import { keysAnswers } from './idempotency.ts';
import { refusalBody } from './v2-errors.ts';
import { keyInUse, refusalByFault, resetConnection } from './serve-faults.ts';
import { loggedParams } from './request-log.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';

/** What a body may weigh: more than anything Stripe takes, so that a large one is answered and not cut off. */
export const bodyLimit = 12 * 1024 * 1024;

const usualDelayMs = 1000;

export interface ServeOptions {
  requestLog: RequestLog;
  faults: Faults;
  recorder: Recorder | undefined;
  /** Takes what answers addresses that cannot even be routed. */
  onBrokenAddress: (answer: (request: FastifyRequest, reply: FastifyReply) => void) => void;
  /** Told of what must never happen: an error that is not a refusal. */
  onFailure: (error: unknown) => void;
}

/** Mounts every operation of the kernel's resources, and Stripe's own refusal of everything else. */
export function serveOperations(app: FastifyInstance, kernel: Kernel, options: ServeOptions): void {
  const serving: Serving = { kernel, options, keysUnderWay: new Set() };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));
  app.addContentTypeParser<Buffer>(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: multipartLimit },
    async (request: FastifyRequest, body: Buffer) => readMultipart(body, request.headers['content-type'] ?? ''),
  );
  for (const operation of servedOperations(kernel)) {
    const space = operation.key.indexOf(' ');
    app.route({
      method: operation.key.slice(0, space),
      url: operation.key.slice(space + 1),
      handler: (request, reply) => serve(serving, request, reply, operation),
    });
  }
  servePreflights(app);
  app.setNotFoundHandler((request, reply) => refuse(serving, request, reply, unrecognized(request)));
  app.setErrorHandler((error, request, reply) => {
    const details = refusalOf(error);
    if (details.status >= 500) options.onFailure(error);
    return refuse(serving, request, reply, details);
  });
  options.onBrokenAddress((request, reply) => refuse(serving, request, reply, unrecognized(request)));
}

interface Serving {
  kernel: Kernel;
  options: ServeOptions;
  /** Keys of requests that a fault delays: whoever uses them meanwhile is in a conflict. */
  keysUnderWay: Set<string>;
}

function serve(
  serving: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
  operation: ServedOperation,
): FastifyReply {
  const { options, keysUnderWay } = serving;
  const raw = rawCall(request);
  if (hasEmptyId(raw)) return refuse(serving, request, reply, unrecognized(request));
  const key = keysAnswers(raw) ? raw.idempotencyKey : undefined;
  if (key !== undefined && keysUnderWay.has(key)) return refuse(serving, request, reply, keyInUse(key).details);
  const fault = options.faults.forRequest(raw.method, raw.url.split('?', 1)[0] ?? '');
  if (!fault) return carryOut(serving, raw, reply, operation);
  const refusal = refusalByFault(fault.do);
  if (refusal) return refuse(serving, request, reply, refusal);
  if (fault.do === 'reset_before') return resetConnection(reply);
  if (fault.do === 'reset_after') return carryOut(serving, raw, reply, operation, { isLost: true });
  if (key !== undefined) keysUnderWay.add(key);
  setTimeout(() => {
    if (key !== undefined) keysUnderWay.delete(key);
    carryOut(serving, raw, reply, operation);
  }, fault.ms ?? usualDelayMs);
  return reply;
}

function carryOut(
  { kernel, options }: Serving,
  raw: RawCall,
  reply: FastifyReply,
  operation: ServedOperation,
  { isLost = false } = {},
): FastifyReply {
  const started = performance.now();
  const answer = callOperation(kernel, operation, raw);
  const finish = (): void => {
    options.recorder?.answered(operation.key, answer.status, recorded(answer.body));
    if (answer.status >= 500) options.onFailure(answer.error?.cause ?? answer.error);
    const times = { at: kernel.clock.now(), ms: performance.now() - started };
    options.requestLog.add(loggedRequest(raw, answer, times));
    if (isLost) resetConnection(reply);
    else send(reply, raw, answer);
  };
  // Nothing is told before it is on disk; what wrote nothing, or has no disk, need not wait.
  if (kernel.isWritten) finish();
  else kernel.written().then(finish, (error: unknown) => void reply.send(error));
  return reply;
}

/** Of a file, only what it is. */
function recorded(body: string | BinaryAnswer): string {
  return typeof body === 'string' ? body : JSON.stringify(body.type);
}

function refuse(
  { kernel, options }: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
  details: ErrorDetails,
): FastifyReply {
  const raw = rawCall(request);
  const requestId = passingId(kernel, raw);
  const body = JSON.stringify(refusalBody(details, { url: raw.url, requestId }));
  const answer: Answer = { status: details.status, body, requestId, isPublishable: false };
  options.requestLog.add(loggedRequest(raw, answer, { at: kernel.clock.now(), ms: 0 }));
  return send(reply, raw, answer);
}

function loggedRequest(raw: RawCall, answer: Answer, times: { at: Date; ms: number }): LoggedRequest {
  const query = raw.url.indexOf('?');
  return {
    id: answer.requestId,
    at: times.at,
    method: raw.method,
    path: query < 0 ? raw.url : raw.url.slice(0, query),
    params: loggedParams(raw.body || (query < 0 ? '' : raw.url.slice(query + 1))),
    status: answer.status,
    ms: Math.round(times.ms * 10) / 10,
    idempotency_key: raw.idempotencyKey ?? null,
    is_replayed: answer.original !== undefined,
    error: answer.error?.details.code ?? answer.error?.details.type ?? null,
  };
}

function* servedOperations(kernel: Kernel): Generator<ServedOperation> {
  const served = new Set<string>();
  for (const resource of kernel.registry.all) {
    const publishable = new Set<string>(resource.publishable);
    const tokens: Readonly<Record<string, TokenCheck | undefined>> = resource.tokens ?? {};
    for (const [key, handler] of Object.entries(resource.operations ?? {})) {
      const declared = operationTable.operations[key];
      if (!declared) throw new Error(`${resource.kind} serves ${key}, which the stripe package does not declare`);
      if (served.has(key)) throw new Error(`${key} is served twice`);
      served.add(key);
      const checkToken = tokens[key];
      yield {
        key,
        declared,
        handler: handler as AnyHandler,
        resource,
        isPublishable: publishable.has(key),
        ...(checkToken ? { checkToken } : {}),
      };
    }
  }
}

function rawCall(request: FastifyRequest): RawCall {
  const { headers } = request;
  const multipart = request.body instanceof MultipartForm ? request.body : undefined;
  return {
    method: request.method,
    url: request.raw.url ?? '',
    path: (request.params ?? {}) as Record<string, string>,
    body: typeof request.body === 'string' ? request.body : (multipart?.summary ?? ''),
    multipart,
    contentType: headers['content-type'],
    authorization: headers.authorization,
    version: oneOf(headers['stripe-version']),
    idempotencyKey: oneOf(headers['idempotency-key']),
    userAgent: headers['user-agent'],
  };
}

/** `/v1/customers/`: an empty id names nothing. */
function hasEmptyId({ path }: RawCall): boolean {
  for (const name in path) if (path[name] === '') return true;
  return false;
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function send(reply: FastifyReply, raw: RawCall, answer: Answer): FastifyReply {
  reply.code(answer.status);
  reply.headers(crossOriginHeaders);
  reply.header('cache-control', 'no-cache, no-store');
  reply.header('request-id', answer.requestId);
  reply.header('stripe-version', operationTable.apiVersion);
  if (raw.idempotencyKey !== undefined && keysAnswers(raw)) {
    reply.header('idempotency-key', raw.idempotencyKey);
    reply.header('original-request', answer.original ?? answer.requestId);
  }
  if (answer.original !== undefined) reply.header('idempotent-replayed', 'true');
  if (answer.status === 409 || answer.status >= 500) reply.header('stripe-should-retry', 'true');
  else if (raw.method === 'POST' && answer.status < 400) reply.header('stripe-should-retry', 'false');
  if (typeof answer.body !== 'string') return sendFile(reply, answer.body);
  // With a serializer of ours Fastify adds no charset to the type, which Stripe does not name. Text goes out in one write, bytes in two.
  return reply.header('content-type', 'application/json').serializer(asItIs).send(answer.body);
}

function asItIs(text: string): string {
  return text;
}

function unrecognized(request: FastifyRequest): ErrorDetails {
  const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
  const hint =
    'If you are trying to list objects, remove the trailing slash. ' +
    'If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. ';
  return invalidRequest({
    status: 404,
    isUnlogged: true,
    message:
      `Unrecognized request URL (${request.method}: ${path.slice(0, 200)}). ${path.endsWith('/') ? hint : ''}` +
      'Please see https://stripe.com/docs or we can help at https://support.stripe.com/.',
  }).details;
}

/** Fastify's own refusals (a body too large, a broken address) in Stripe's form. */
function refusalOf(error: unknown): ErrorDetails {
  if (error instanceof StripeError) return error.details;
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  const message = error instanceof Error ? error.message : String(error);
  if (status >= 500) return { type: 'api_error', status, message };
  return invalidRequest({ status, message: `Invalid request: ${message}` }).details;
}
