import { createHmac, timingSafeEqual } from 'node:crypto';
import { BillingError } from '../kernel/errors.ts';

export const toleranceSeconds = 300;

/**
 * Checks that Stripe signed exactly these bytes, not long ago. Every secret is tried: while one is being rolled Stripe
 * signs with both, and the sandbox has one of its own.
 *
 * The SDK's check lets timestamps of the future pass; this one does not.
 *
 * @param now Real time, whatever the sandbox's clock says.
 * @throws BillingError `invalid_webhook`
 * @see https://docs.stripe.com/webhooks/signature
 */
export function verifyWebhook(
  body: Buffer,
  { header, secrets, now }: { header: string | undefined; secrets: Iterable<string>; now: Date },
): void {
  if (header === undefined) throw invalid('The Stripe-Signature header is missing.');
  const { timestamp, signatures } = parseHeader(header);
  if (timestamp === null || signatures.length === 0) throw invalid('The Stripe-Signature header cannot be read.');
  const age = Math.floor(now.getTime() / 1000) - timestamp;
  if (Math.abs(age) > toleranceSeconds)
    throw invalid(
      `The signature is ${Math.abs(age)} seconds ${age > 0 ? 'old' : 'ahead'}. Check this machine’s clock.`,
    );
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
    if (signatures.some((given) => given.length === expected.length && timingSafeEqual(given, expected))) return;
  }
  throw invalid('The signature does not fit the body and any of our secrets.');
}

/** `t=…,v1=…[,v1=…]`; other schemes are ignored, as Stripe asks. */
function parseHeader(header: string): { timestamp: number | null; signatures: Buffer[] } {
  let timestamp: number | null = null;
  const signatures: Buffer[] = [];
  for (const part of header.split(',')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === 't' && /^\d{1,12}$/.test(value)) timestamp = Number(value);
    if (name === 'v1' && /^[0-9a-f]{64}$/i.test(value)) signatures.push(Buffer.from(value, 'hex'));
  }
  return { timestamp, signatures };
}

function invalid(sentence: string): BillingError {
  return new BillingError('invalid_webhook', sentence);
}
