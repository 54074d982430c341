import { invalidRequest } from '../../kernel/errors.ts';

/** What needs Connect, Radar sessions, or somebody else's service. */
const uncovered = [
  'amount_to_confirm',
  'application_fee_amount',
  'attach_to_self',
  'customer_account',
  'hooks',
  'on_behalf_of',
  'payment_details',
  'radar_options',
  'transfer_data',
];

/** What the emulator does not act on is refused, so that nobody believes it happened. */
export function refuseUncovered(params: object): void {
  for (const param of uncovered) {
    if (!(param in params)) continue;
    throw invalidRequest({ param, message: `This emulator does not cover the parameter \`${param}\` of intents.` });
  }
}

/** @throws StripeError for what only a confirmation can use. */
export function refuseWithoutConfirm(params: { confirm?: boolean }, noun: 'PaymentIntent' | 'SetupIntent'): void {
  if (params.confirm) return;
  for (const param of ['error_on_requires_action', 'mandate', 'mandate_data', 'off_session', 'return_url']) {
    if (!(param in params)) continue;
    const message = `You cannot set \`${param}\` when creating a ${noun} without \`confirm=true\`.`;
    throw invalidRequest({ param, message });
  }
}

/** @throws StripeError when somebody who is away shall prove their card for later. */
export function refuseAwaySetup(params: { off_session?: unknown }, usage: string | null): void {
  const isAway = params.off_session !== undefined && params.off_session !== false;
  if (!isAway || usage === null) return;
  const message =
    'You cannot confirm with `off_session=true` when `setup_future_usage` is also set on the PaymentIntent. The customer needs to be on-session to perform the steps which may be required to set up the PaymentMethod for future usage. Please confirm this PaymentIntent with your customer on-session.';
  throw invalidRequest({ param: 'off_session', message });
}
