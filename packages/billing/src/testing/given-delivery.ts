import { createHmac } from 'node:crypto';
import { newId } from '../kernel/ids.ts';

export const testWebhookSecret = 'whsec_for_tests';

/** A delivery as Stripe would send it: the body's text, and its headers with a signature over exactly that text. */
export function givenDelivery(
  event: {
    id?: string;
    type?: string;
    object?: Record<string, unknown>;
    livemode?: boolean;
    created?: number;
  } = {},
  { secret = testWebhookSecret, at = new Date() }: { secret?: string; at?: Date } = {},
) {
  const payload = JSON.stringify({
    id: event.id ?? newId('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: event.created ?? 1_772_366_400,
    livemode: event.livemode ?? false,
    type: event.type ?? 'customer.subscription.updated',
    data: { object: event.object ?? { id: 'sub_1', object: 'subscription' } },
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
  });
  const timestamp = Math.floor(at.getTime() / 1000);
  const v1 = createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex');
  const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': `t=${timestamp},v1=${v1}` };
  return { payload, headers };
}
