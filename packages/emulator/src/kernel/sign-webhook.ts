import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` header.
 *
 * @param seconds The machine's own time; receivers refuse old ones.
 * @see https://docs.stripe.com/webhooks/signature
 */
export function signWebhook(body: string, secrets: readonly string[], seconds: number): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
  );
  return [`t=${seconds}`, ...signatures].join(',');
}
