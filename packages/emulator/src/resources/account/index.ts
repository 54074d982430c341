import type Stripe from 'stripe';
import { resource } from '../../kernel/resource.ts';

/** The one account that there is: every key belongs to it, and what it is called nowhere matters. */
const theAccount: Stripe.Account = {
  id: 'acct_1EmulatorAccount',
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
