import { invalidRequest, StripeError } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { isoTime, secondsOfIso } from '../../kernel/v2-times.ts';
import { cancelMeterEvent } from './cancel-meter-event.ts';
import { reportMeterErrors, reportUnknownCustomer, unknownCustomer } from './report-meter-errors.ts';
import type { MeterError } from './report-meter-errors.ts';
import { isProblem, takeMeterEvent } from './take-meter-event.ts';
import type { ReportedUse } from './take-meter-event.ts';

/** What a stream of meter events is authenticated with: known by its token, and only for a while. */
export interface MeterEventSession {
  /** The token. */
  id: string;
  object: '_meter_event_session';
  /** Seconds on the main clock. */
  expiresAt: number;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _meter_event_session: MeterEventSession;
  }
}

const sessionSeconds = 15 * 60;
const mostEvents = 100;

interface SentUse {
  event_name: string;
  payload: Record<string, string>;
  identifier?: string;
  timestamp?: string;
}

/** @see https://docs.stripe.com/api/v2/billing/meter-event/create */
export const createV2MeterEvent: Handler<'POST /v2/billing/meter_events'> = (tx, { params }) => {
  const taken = takeMeterEvent(tx, reported(params, 'timestamp'));
  if (isProblem(taken)) throw invalidRequest({ code: taken.code, message: taken.message });
  const { created, identifier, timestamp } = taken.event;
  reportUnknownCustomer(tx, taken);
  return {
    object: 'v2.billing.meter_event',
    created: isoTime(created),
    event_name: params.event_name,
    identifier,
    livemode: false,
    payload: params.payload,
    timestamp: isoTime(timestamp),
  };
};

export const createV2MeterEventAdjustment: Handler<'POST /v2/billing/meter_event_adjustments'> = (tx, { params }) => {
  const { identifier } = cancelMeterEvent(tx, { event_name: params.event_name, identifier: params.cancel.identifier });
  return {
    id: tx.newId('mtr_event_adj_test', 32),
    object: 'v2.billing.meter_event_adjustment',
    cancel: { identifier },
    created: isoTime(tx.now()),
    event_name: params.event_name,
    livemode: false,
    status: 'complete',
    type: 'cancel',
  };
};

/** Makes a token for a stream of meter events, good for 15 minutes. */
export const createMeterEventSession: Handler<'POST /v2/billing/meter_event_session'> = (tx) => {
  const now = tx.now();
  const expiresAt = now + sessionSeconds;
  const token = tx.newSecret('mtr_session_token_test', 48);
  tx.insert('_meter_event_session', { id: token, object: '_meter_event_session', expiresAt });
  return {
    id: tx.newId('mtr_session_test', 32),
    object: 'v2.billing.meter_event_session',
    authentication_token: token,
    created: isoTime(now),
    expires_at: isoTime(expiresAt),
    livemode: false,
  };
};

/** @throws StripeError `billing_meter_event_session_expired` unless a session has this token, and is not over. */
export function checkSessionToken(tx: Tx, token: string): void {
  const session = tx.find('_meter_event_session', token);
  if (session && session.expiresAt > tx.now()) return;
  throw new StripeError({
    type: 'authentication_error',
    status: 401,
    code: 'billing_meter_event_session_expired',
    message: 'The temporary session token has expired.',
    fields: { type: 'temporary_session_expired' },
  });
}

/** A session that is over is forgotten. */
export function forgetSession(tx: Tx, { id }: MeterEventSession): void {
  tx.remove('_meter_event_session', id);
}

/** Takes a hundred uses at most. What is wrong with them is told by thin events. */
export const streamMeterEvents: Handler<'POST /v2/billing/meter_event_stream'> = (tx, { params }) => {
  const { events } = params as { events: SentUse[] };
  if (events.length > mostEvents) {
    const message = `You can send at most ${mostEvents} events in one request, but you sent ${events.length}.`;
    throw invalidRequest({ message, param: 'events' });
  }
  const uses = events.map((event, index) => reported(event, `events[${index}][timestamp]`));
  reportMeterErrors(
    tx,
    uses.flatMap((use) => errorOf(tx, use) ?? []),
  );
  return {};
};

function errorOf(tx: Tx, use: ReportedUse): MeterError | undefined {
  const taken = takeMeterEvent(tx, use);
  if (!isProblem(taken)) return unknownCustomer(tx, taken);
  const { code, message, meter } = taken;
  return { code, message, identifier: use.identifier ?? '', meter };
}

function reported({ timestamp, ...use }: SentUse, param: string): ReportedUse {
  return timestamp === undefined ? use : { ...use, timestamp: secondsOfIso(timestamp, param) };
}
