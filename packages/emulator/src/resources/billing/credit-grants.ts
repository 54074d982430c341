import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency } from '../../money/currencies.ts';
import { nextChange, settleGrant } from './credit-grant-life.ts';
import { debitGrant, isExpired, isVoided, remainingCredit, transactionsOf } from './credit-ledger.ts';
import { checkScope } from './credit-scope.ts';
import { requireNoAccount } from './customer-account.ts';

type Grant = Stripe.Billing.CreditGrant;
type GrantData = Params<'POST /v1/billing/credit_grants'>;

const usualPriority = 50;
const mostUnusedGrants = 100;

/** https://docs.stripe.com/api/billing/credit-grant/create */
export function createCreditGrant(tx: Tx, { params }: Call<GrantData>): Grant {
  requireNoAccount(params);
  if (params.customer === undefined) throw missingParam('customer');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  const now = tx.now(customer);
  const effective = params.effective_at ?? now;
  if (params.expires_at !== undefined) checkExpiry(params.expires_at, { now, effective });
  refuseTooMany(tx, customer.id);
  const grant = tx.insert('billing.credit_grant', {
    id: tx.newId('credgr_test', 32),
    object: 'billing.credit_grant',
    amount: checkAmount(params.amount),
    applicability_config: {
      scope: checkScope(tx, params.applicability_config.scope, 'applicability_config[scope]'),
    },
    category: params.category ?? 'paid',
    created: now,
    customer: customer.id,
    customer_account: null,
    effective_at: effective,
    expires_at: params.expires_at ?? null,
    livemode: false,
    metadata: mergedMetadata(null, params.metadata),
    name: params.name ?? null,
    priority: checkPriority(params.priority ?? usualPriority),
    test_clock: idOf(customer.test_clock),
    updated: now,
    voided_at: null,
  });
  tx.insert('_credit_grant', { id: grant.id, object: '_credit_grant', customer: customer.id, changesAt: null });
  tx.emit('billing.credit_grant.created', grant);
  settleGrant(tx, grant);
  return grant;
}

/** Only when the credits expire can be changed, and what people write on them. */
export function updateCreditGrant(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/billing/credit_grants/:id'>, 'id'>,
): Grant {
  const before = tx.get('billing.credit_grant', path.id);
  const { expires_at, metadata } = params;
  if (expires_at !== undefined) {
    refuseOver(tx, before);
    const now = tx.now(before);
    if (expires_at) checkExpiry(expires_at, { now, effective: before.effective_at ?? now });
  }
  return changeGrant(tx, before, {
    expires_at: written(expires_at, before.expires_at),
    metadata: mergedMetadata(before.metadata, metadata),
  });
}

/** What is left of the credits goes now. */
export function expireCreditGrant(tx: Tx, { path }: Call<object, 'id'>): Grant {
  const before = tx.get('billing.credit_grant', path.id);
  refuseOver(tx, before);
  const grant = changeGrant(tx, before, { expires_at: tx.now(before) });
  settleGrant(tx, grant);
  return grant;
}

/** Only a grant that was never applied to an invoice can be undone. */
export function voidCreditGrant(tx: Tx, { path }: Call<object, 'id'>): Grant {
  const before = tx.get('billing.credit_grant', path.id);
  refuseOver(tx, before);
  if (transactionsOf(tx, before.id).some(({ debit }) => debit?.type === 'credits_applied')) {
    throw invalidRequest({
      message: `The credit grant ${before.id} cannot be voided, because credits of it were applied to an invoice. You can expire it instead.`,
    });
  }
  const grant = changeGrant(tx, before, { voided_at: tx.now(before) });
  const amount = remainingCredit(tx, grant);
  if (amount > 0) debitGrant(tx, { grant, amount, type: 'credits_voided', credits_applied: null });
  return grant;
}

function changeGrant(tx: Tx, before: Grant, change: Partial<Grant>): Grant {
  const grant = tx.update('billing.credit_grant', before.id, { ...change, updated: tx.now(before) });
  tx.update('_credit_grant', grant.id, { changesAt: nextChange(tx, grant) });
  tx.emit('billing.credit_grant.updated', grant, before);
  return grant;
}

function checkAmount({ monetary }: GrantData['amount']): Grant['amount'] {
  if (!monetary) throw missingParam('amount[monetary]');
  const currency = checkCurrency(monetary.currency, 'amount[monetary][currency]');
  if (monetary.value >= 1) return { monetary: { currency, value: monetary.value }, type: 'monetary' };
  const message = 'This value must be greater than or equal to 1.';
  throw invalidRequest({ code: 'parameter_invalid_integer', message, param: 'amount[monetary][value]' });
}

function checkPriority(priority: number): number {
  if (priority >= 0 && priority <= 100) return priority;
  const bound = priority < 0 ? 'greater than or equal to 0' : 'less than or equal to 100';
  throw invalidRequest({
    code: 'parameter_invalid_integer',
    message: `This value must be ${bound}.`,
    param: 'priority',
  });
}

function checkExpiry(at: number, { now, effective }: { now: number; effective: number }): void {
  if (at > now && at > effective) return;
  const message = at > now ? '`expires_at` must be after `effective_at`.' : '`expires_at` must be in the future.';
  throw invalidRequest({ message, param: 'expires_at' });
}

function refuseTooMany(tx: Tx, customer: string): void {
  const unused = tx
    .list('billing.credit_grant', { customer })
    .filter((grant) => !isVoided(grant) && !isExpired(grant, tx.now(grant)) && remainingCredit(tx, grant) > 0);
  if (unused.length < mostUnusedGrants) return;
  throw invalidRequest({
    message: `The customer ${customer} has ${mostUnusedGrants} unused credit grants, which is the most that a customer can have.`,
    param: 'customer',
  });
}

function refuseOver(tx: Tx, grant: Grant): void {
  if (!isVoided(grant) && !isExpired(grant, tx.now(grant))) return;
  throw invalidRequest({
    message: `The credit grant ${grant.id} is ${isVoided(grant) ? 'voided' : 'expired'} already.`,
  });
}
