import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { completeAuthentication } from '../../resources/payment_intents/authentication.ts';
import { accountBrand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { sendFramedPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { ownPath, postedForm } from '../posted-form.ts';
import { challengePage } from './challenge-page.ts';

type Intent = Stripe.PaymentIntent | Stripe.SetupIntent;

interface ChallengeRoute {
  Params: { intent: string };
  Querystring: { return_to?: unknown };
}

/**
 * The challenge of the cardholder's bank. One of these pages that sent a person here names itself in `return_to`; a
 * merchant's own address stands in the intent, and is told how it went, as Stripe does. Stripe.js shows it in a frame.
 */
export function mountChallenge(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<ChallengeRoute>('/3ds/:intent', (request, reply) => {
    const intent = kernel.read((tx) => findIntent(tx, request.params.intent));
    const returnTo = ownPath(request.query.return_to);
    if (intent?.status !== 'requires_action') return showClosed(kernel, { intent, returnTo }, reply);
    const amount = intent.object === 'payment_intent' ? { value: intent.amount, currency: intent.currency } : null;
    const action = returnTo ? `/3ds/${intent.id}?return_to=${encodeURIComponent(returnTo)}` : `/3ds/${intent.id}`;
    return sendFramedPage(reply, challengePage({ amount, brand: kernel.read(accountBrand), action }));
  });

  server.post<ChallengeRoute>('/3ds/:intent', async (request, reply) => {
    const { outcome } = postedForm(request);
    const before = kernel.read((tx) => findIntent(tx, request.params.intent));
    const returnTo = ownPath(request.query.return_to);
    if (before?.status !== 'requires_action') return showClosed(kernel, { intent: before, returnTo }, reply);
    if (outcome !== 'authenticated' && outcome !== 'failed') return reply.redirect(request.url, 303);
    const returnUrl = before.next_action?.redirect_to_url?.return_url;
    const after = await kernel.write((tx) => completeAuthentication(tx, { intent: before.id, outcome }));
    const next = returnTo ?? (returnUrl ? withOutcome(returnUrl, after) : null);
    return next ? reply.redirect(next, 303) : showClosed(kernel, { intent: after, returnTo: null }, reply);
  });
}

function findIntent(tx: Tx, id: string): Intent | undefined {
  return id.startsWith('seti_') ? tx.find('setup_intent', id) : tx.find('payment_intent', id);
}

/** @see https://docs.stripe.com/payments/payment-element/migration?integration-path=redirect#return-url */
function withOutcome(returnUrl: string, intent: Intent): string {
  const url = URL.parse(returnUrl);
  if (!url) return returnUrl;
  const name = intent.object;
  url.searchParams.set(name, intent.id);
  url.searchParams.set(`${name}_client_secret`, intent.client_secret ?? '');
  url.searchParams.set('redirect_status', redirectStatus(intent));
  return url.href;
}

function redirectStatus(intent: Intent): string {
  if (intent.status === 'processing') return 'processing';
  // A payment that its server confirms by itself waits for that once the bank is content.
  return ['succeeded', 'requires_capture', 'requires_confirmation'].includes(intent.status) ? 'succeeded' : 'failed';
}

function showClosed(
  kernel: PagesKernel,
  { intent, returnTo }: { intent: Intent | undefined; returnTo: string | null },
  reply: FastifyReply,
): FastifyReply {
  const brand = kernel.read(accountBrand);
  if (!intent) {
    const text = 'There is nothing to authenticate under this address.';
    return sendFramedPage(
      reply,
      closedPage({ brand, title: 'Authentication not found', text, framed: 'expired' }),
      404,
    );
  }
  const link = returnTo ? { href: returnTo, label: 'Continue' } : null;
  const isFine = redirectStatus(intent) !== 'failed';
  const title = isFine ? 'Authentication complete' : 'Nothing to authenticate';
  const text = isFine
    ? 'Your bank has confirmed the payment. You can close this page.'
    : 'The payment does not wait for your bank. Go back to try again.';
  return sendFramedPage(reply, closedPage({ brand, title, text, link, framed: 'complete' }));
}
