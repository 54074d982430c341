import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler, Params } from '../../kernel/resource.ts';
import { thinEventOf } from '../../kernel/thin-events.ts';
import type { ThinEvent } from '../../kernel/thin-event.ts';
import type { Tx } from '../../kernel/tx.ts';
import { v2List } from '../../kernel/v2-list.ts';

type ListParams = Params<'GET /v2/core/events'>;

const mostTypes = 20;

/** The thin events of the last 30 days, newest first: those that are kept, and those beside events of v1. */
export const listThinEvents: Handler<'GET /v2/core/events'> = (tx, call) => {
  const { params } = call;
  if ((params.types ?? []).length > mostTypes) {
    throw invalidRequest({ message: `You can ask for at most ${mostTypes} types.`, param: 'types' });
  }
  const page = v2List(
    allThinEvents(tx).filter((event) => isAsked(event, params)),
    call,
  );
  return { ...page, data: page.data as unknown as Stripe.V2.Core.Event[] };
};

function allThinEvents(tx: Tx): ThinEvent[] {
  const kept = tx.list('v2.core.event') as unknown as ThinEvent[];
  const beside = tx.list('event').flatMap((event) => thinEventOf(event) ?? []);
  return [...kept, ...beside].sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0));
}

function isAsked(event: ThinEvent, { object_id, types, created }: ListParams): boolean {
  if (object_id !== undefined && event.related_object?.id !== object_id) return false;
  if (types && !types.includes(event.type)) return false;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = created ?? {};
  const at = Date.parse(event.created) / 1000;
  return at > gt && at >= gte && at < lt && at <= lte;
}
