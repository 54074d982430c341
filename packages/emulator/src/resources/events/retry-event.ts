import type Stripe from 'stripe';
import { replayEvent, replayTo } from '../../kernel/replay-event.ts';
import type { Handler } from '../../kernel/resource.ts';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'POST /v1/events/:id/retry': {
      params: { for_stripecli?: boolean; webhook_endpoint?: string };
      result: Stripe.Event;
    };
  }
}

/** `stripe events resend`: to whoever listens by the CLI, to the one endpoint that is named, or to all. */
export const retryEvent: Handler<'POST /v1/events/:id/retry'> = (tx, { path, params }) => {
  const { for_stripecli: isForCli, webhook_endpoint: named } = params;
  if (named === undefined && !isForCli) return replayEvent(tx, path.id);
  const event = tx.get('event', path.id);
  if (named !== undefined) replayTo(tx, event, tx.get('webhook_endpoint', named, { param: 'webhook_endpoint' }).id);
  if (isForCli) for (const listener of tx.listeners()) replayTo(tx, event, listener);
  return event;
};
