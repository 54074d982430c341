import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { creditCurrency, remainingCredit } from './credit-ledger.ts';
import { checkScope, covers } from './credit-scope.ts';
import { requireNoAccount } from './customer-account.ts';

type Summary = Stripe.Billing.CreditBalanceSummary;
type SummaryParams = Params<'GET /v1/billing/credit_balance_summary'>;
type Grant = Stripe.Billing.CreditGrant;

/** What a customer's credits are worth, in each currency of theirs. */
export function creditBalanceSummary(tx: Tx, { params }: Call<SummaryParams>): Summary {
  requireNoAccount(params);
  if (params.customer === undefined) throw missingParam('customer');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  const balances = new Map<string, number>();
  for (const grant of grantsAsked(tx, customer.id, params.filter).reverse()) {
    const currency = creditCurrency(grant);
    balances.set(currency, (balances.get(currency) ?? 0) + remainingCredit(tx, grant));
  }
  return {
    object: 'billing.credit_balance_summary',
    balances: [...balances].map(([currency, value]) => {
      // Credits are booked as soon as they are applied, so that both balances are one.
      const balance = { monetary: { currency, value }, type: 'monetary' as const };
      return { available_balance: balance, ledger_balance: balance };
    }),
    customer: customer.id,
    customer_account: null,
    livemode: false,
  };
}

function grantsAsked(tx: Tx, customer: string, filter: SummaryParams['filter']): Grant[] {
  if (filter.type === 'credit_grant') {
    if (filter.credit_grant === undefined) throw missingParam('filter[credit_grant]');
    const grant = tx.get('billing.credit_grant', filter.credit_grant, { param: 'filter[credit_grant]' });
    if (idOf(grant.customer) === customer) return [grant];
    const message = `The credit grant ${grant.id} does not belong to the customer ${customer}.`;
    throw invalidRequest({ message, param: 'filter[credit_grant]' });
  }
  if (!filter.applicability_scope) throw missingParam('filter[applicability_scope]');
  const scope = checkScope(tx, filter.applicability_scope, 'filter[applicability_scope]');
  const prices = (scope.prices ?? []).map(({ id }) => tx.get('price', id ?? ''));
  return tx
    .list('billing.credit_grant', { customer })
    .filter(({ applicability_config: { scope: own } }) =>
      scope.prices ? prices.every((price) => covers(own, price)) : own.price_type === 'metered',
    );
}
