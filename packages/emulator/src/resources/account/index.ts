import type Stripe from 'stripe';
import { accountId } from '../../kernel/account-id.ts';
import { resource } from '../../kernel/resource.ts';

const theAccount: Stripe.Account = {
  id: accountId,
  object: 'account',
  business_type: null,
  charges_enabled: true,
  country: 'US',
  default_currency: 'usd',
  details_submitted: true,
  email: null,
  metadata: {},
  payouts_enabled: true,
  type: 'standard',
};

/** https://docs.stripe.com/api/accounts/retrieve */
export const account = resource('account', { operations: { 'GET /v1/account': () => theAccount } });
