import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripeApiVersion, type Billing } from '@purser/billing';

interface KeptEndpoint {
  readonly id: string;
  readonly secret: string;
}

/**
 * Sees to it that the emulator tells billing of everything, and that billing knows the secret. Stripe shows a secret
 * once, so it is kept beside the emulator's data.
 *
 * @returns The endpoint's secret.
 */
export async function provideWebhookEndpoint(
  { stripe }: Billing,
  { url, dataDir }: { url: string; dataDir: string },
): Promise<string> {
  const file = join(dataDir, 'webhook-endpoint.json');
  const kept = readKept(file);
  const { data: existing } = await stripe.webhookEndpoints.list({ limit: 100 });
  for (const endpoint of existing) {
    // One whose secret is lost would only be knocked at in vain.
    if (endpoint.metadata['made_by'] === 'purser start' && endpoint.id !== kept?.id) {
      await stripe.webhookEndpoints.del(endpoint.id);
    }
  }
  const same = existing.find((endpoint) => endpoint.id === kept?.id);
  if (kept !== null && same !== undefined) {
    if (same.url !== url) await stripe.webhookEndpoints.update(same.id, { url });
    return kept.secret;
  }
  const made = await stripe.webhookEndpoints.create({
    url,
    enabled_events: ['*'],
    api_version: stripeApiVersion,
    description: 'Purser on this machine',
    metadata: { made_by: 'purser start' },
  });
  if (made.secret === undefined) throw new Error('The emulator made a webhook endpoint without a secret.');
  const keep: KeptEndpoint = { id: made.id, secret: made.secret };
  writeFileSync(file, JSON.stringify(keep), { mode: 0o600 });
  return made.secret;
}

function readKept(file: string): KeptEndpoint | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KeptEndpoint;
  } catch {
    // There is none yet, or a crash left half of one: a new endpoint is made.
    return null;
  }
}
