import { invalidRequest } from './errors.ts';

/** What can go wrong with a request. `reset_after` does the work and loses the answer. */
const requestFaults = ['rate_limit', 'server_error', 'conflict', 'delay', 'reset_before', 'reset_after'] as const;
/** What can go wrong with a webhook. `lost` is never sent; `out_of_order` lets those behind it go first. */
const webhookFaults = ['late', 'twice', 'lost', 'out_of_order'] as const;

export type RequestFault = (typeof requestFaults)[number];
export type WebhookFault = (typeof webhookFaults)[number];

export interface FaultDefinition {
  do: RequestFault | WebhookFault;
  /** Of requests: `POST`; any when left out. */
  method?: string;
  /** Of requests: a path, or the beginning of one with `*` at its end. */
  path?: string;
  /** Of webhooks: an event type, or the beginning of one with `*` at its end. */
  type?: string;
  /** How often it happens before it is over; without it, until it is removed. */
  count?: number;
  /** From 0 to 1, drawn by the emulator's seed. */
  chance?: number;
  /** Real milliseconds, of `delay`, `late` and `out_of_order`. */
  ms?: number;
}

export interface Fault extends FaultDefinition {
  id: string;
  /** How often it happened. */
  happened: number;
}

/** Faults on demand: they belong to the process, not to what is kept. */
export class Faults {
  #all: Fault[] = [];
  #made = 0;
  #state: number;

  /** @param seed Decides chances: the same seed and the same sequence of requests meet the same faults. */
  constructor(seed: number) {
    this.#state = (seed | 0) ^ 0x5bd1e995;
  }

  /** @throws StripeError when the fault makes no sense. */
  add(definition: FaultDefinition): Fault {
    checkFault(definition);
    this.#made += 1;
    const fault = { ...definition, id: `fault_${this.#made}`, happened: 0 };
    this.#all.push(fault);
    return { ...fault };
  }

  list(): Fault[] {
    return this.#all.map((fault) => ({ ...fault }));
  }

  /** Without an id, all of them. */
  remove(id?: string): void {
    this.#all = id === undefined ? [] : this.#all.filter((fault) => fault.id !== id);
  }

  forRequest(method: string, path: string): Fault | undefined {
    if (this.#all.length === 0) return undefined;
    return this.#take(
      (fault) => isOneOf(requestFaults, fault.do) && fits(fault.path, path) && (fault.method ?? method) === method,
    );
  }

  forWebhook(type: string): Fault | undefined {
    if (this.#all.length === 0) return undefined;
    return this.#take((fault) => isOneOf(webhookFaults, fault.do) && fits(fault.type, type));
  }

  #take(isMeant: (fault: Fault) => boolean): Fault | undefined {
    const fault = this.#all.find((candidate) => isMeant(candidate) && this.#draw() < (candidate.chance ?? 1));
    if (!fault) return undefined;
    fault.happened += 1;
    if (fault.count !== undefined && fault.happened >= fault.count) this.remove(fault.id);
    return fault;
  }

  /** From 0 to 1 (a linear congruential generator: evenness is enough here). */
  #draw(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) | 0;
    return (this.#state >>> 0) / 2 ** 32;
  }
}

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

const known = new Set(['do', 'method', 'path', 'type', 'count', 'chance', 'ms']);

function checkFault(fault: FaultDefinition): void {
  const unknown = Object.keys(fault).find((name) => !known.has(name));
  if (unknown)
    throw invalidRequest({ message: `A fault has no ${unknown}; it has ${[...known].join(', ')}.`, param: unknown });
  const isOfRequest = isOneOf(requestFaults, fault.do);
  if (!isOfRequest && !isOneOf(webhookFaults, fault.do)) {
    throw invalidRequest({ message: `do is one of ${[...requestFaults, ...webhookFaults].join(', ')}.`, param: 'do' });
  }
  const stray = isOfRequest ? 'type' : (['method', 'path'] as const).find((name) => fault[name] !== undefined);
  if (stray && fault[stray] !== undefined) {
    throw invalidRequest({
      message: `${fault.do} is a fault of ${isOfRequest ? 'requests' : 'webhooks'}, which have no ${stray}.`,
      param: stray,
    });
  }
  for (const name of ['method', 'path', 'type'] as const) {
    if (fault[name] !== undefined && typeof fault[name] !== 'string')
      throw invalidRequest({ message: `${name} is a text.`, param: name });
  }
  requireNumber('count', fault.count, (count) => Number.isInteger(count) && count > 0);
  requireNumber('chance', fault.chance, (chance) => chance >= 0 && chance <= 1);
  requireNumber('ms', fault.ms, (ms) => ms >= 0 && ms <= 600_000);
}

function requireNumber(name: string, value: unknown, isFine: (value: number) => boolean): void {
  if (value === undefined || (typeof value === 'number' && isFine(value))) return;
  throw invalidRequest({ message: `${name} cannot be ${JSON.stringify(value)}.`, param: name });
}
