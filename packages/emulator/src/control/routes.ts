import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Emulator } from '../create-emulator.ts';
import { invalidRequest } from '../kernel/errors.ts';
import type { FaultDefinition } from '../kernel/faults.ts';
import { mountInspection } from './inspect-routes.ts';
import type { Snapshot } from '../kernel/snapshot.ts';

/** `/_emulator`: what Stripe does not have. JSON in, JSON out, no key; pages of other origins are refused. */
export function mountControl(app: FastifyInstance, emulator: Emulator): void {
  const clock = (): object => ({ now: emulator.now().toISOString() });

  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/_emulator')) refuseForeignOrigin(request);
  });
  app.get('/_emulator/clock', () => clock());
  app.post('/_emulator/clock', async (request) => {
    const { to, advance_seconds: seconds, hold } = readClockChange(request);
    if (hold !== undefined) await emulator.hold(hold);
    const target = to ?? new Date(emulator.now().getTime() + (seconds ?? 0) * 1000);
    if (target < emulator.now()) {
      throw invalidRequest({
        message: `The clock stands at ${emulator.now().toISOString()} and only moves forward`,
        param: 'to',
      });
    }
    if (to ?? seconds) await emulator.advance({ to: target });
    return clock();
  });
  app.post('/_emulator/settle', async () => {
    await emulator.settled();
    return clock();
  });
  app.post('/_emulator/reset', async () => {
    await emulator.reset();
    return { reset: true };
  });
  app.get('/_emulator/faults', () => ({ data: emulator.faults.list() }));
  app.post('/_emulator/faults', (request) => emulator.faults.add(parseJson(request.body) as FaultDefinition));
  app.delete('/_emulator/faults', () => {
    emulator.faults.remove();
    return { removed: true };
  });
  app.delete<{ Params: { id: string } }>('/_emulator/faults/:id', (request) => {
    emulator.faults.remove(request.params.id);
    return { removed: true };
  });
  app.post<{ Params: { id: string } }>('/_emulator/events/:id/replay', async (request) => {
    await emulator.replay(request.params.id);
    return { replayed: request.params.id };
  });
  mountSnapshots(app, emulator);
  mountInspection(app, emulator);
  app.get('/_emulator/requests', () => ({ data: emulator.requests() }));
  app.get('/_emulator/webhook_attempts', () => ({ data: emulator.webhookAttempts() }));
}

/** Snapshots by name, in memory: a test suite takes one after its setup and goes back to it before each test. */
function mountSnapshots(app: FastifyInstance, emulator: Emulator): void {
  const snapshots = new Map<string, Snapshot>();
  app.post<{ Params: { name: string } }>('/_emulator/snapshots/:name', (request) => {
    snapshots.set(request.params.name, emulator.snapshot());
    return { name: request.params.name };
  });
  app.post<{ Params: { name: string } }>('/_emulator/snapshots/:name/restore', async (request) => {
    const { name } = request.params;
    const snapshot = snapshots.get(name);
    if (!snapshot) throw invalidRequest({ message: `No such snapshot: '${name}'`, param: 'name', status: 404 });
    await emulator.restore(snapshot);
    return { name };
  });
}

interface ClockChange {
  to?: Date;
  advance_seconds?: number;
  hold?: boolean;
}

function readClockChange(request: FastifyRequest): ClockChange {
  const given = parseJson(request.body);
  const change: ClockChange = {};
  for (const [name, value] of Object.entries(given)) {
    if (name === 'to') change.to = readTime(value);
    else if (name === 'advance_seconds') change.advance_seconds = readSeconds(value);
    else if (name === 'hold' && typeof value === 'boolean') change.hold = value;
    else
      throw invalidRequest({ message: `Give {to}, {advance_seconds} or {hold: true|false}, not ${name}`, param: name });
  }
  return change;
}

function parseJson(body: unknown): object {
  try {
    const value: unknown = JSON.parse(typeof body === 'string' && body !== '' ? body : '{}');
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below, together with JSON that is no object.
  }
  throw invalidRequest({ message: 'The body must be a JSON object' });
}

function readTime(value: unknown): Date {
  const time = typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
  if (Number.isNaN(time.getTime()))
    throw invalidRequest({
      message: 'A time is written like 2026-01-31T00:00:00Z, or in seconds since 1970',
      param: 'to',
    });
  return time;
}

function readSeconds(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw invalidRequest({ message: 'advance_seconds is a number of seconds, 0 or more', param: 'advance_seconds' });
}

function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  if (!origin || URL.parse(origin)?.host === host) return;
  throw invalidRequest({ status: 403, message: `Pages of ${origin} may not use the emulator's controls.` });
}
