import type Stripe from 'stripe';
import { list, listOf, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { taxLocationOf } from '../../tax/customer-location.ts';
import {
  createBalanceTransaction,
  retrieveBalanceTransaction,
  updateBalanceTransaction,
} from './balance-transactions.ts';
import { sourcesOf } from '../sources/sources.ts';
import { deleteCustomer } from './delete-customer.ts';
import { deleteCustomerDiscount } from './delete-customer-discount.ts';
import { createCustomer } from './new-customer.ts';
import { listPaymentMethods, retrievePaymentMethod } from './payment-methods.ts';
import { updateCustomer } from './update-customer.ts';

/** https://docs.stripe.com/api/customers */
export const customers = resource('customer', {
  indexes: ['email', 'test_clock', 'invoice_prefix'],
  operations: {
    'POST /v1/customers': createCustomer,
    'GET /v1/customers/:id': retrieve('customer'),
    'GET /v1/customers/search': search('customer', ['created', 'email', 'name', 'phone']),
    'POST /v1/customers/:id': updateCustomer,
    'DELETE /v1/customers/:id': deleteCustomer,
    'DELETE /v1/customers/:id/discount': deleteCustomerDiscount,
    'GET /v1/customers': list('customer', { filter: ['email', 'test_clock'] }),
    'GET /v1/customers/:id/payment_methods': listPaymentMethods,
    'GET /v1/customers/:customerId/payment_methods/:id': retrievePaymentMethod,
  },
  includes: {
    cash_balance: (_tx, customer) => cashBalanceOf(customer),
    invoice_credit_balance: (_tx, { currency, balance }) => (currency && balance ? { [currency]: balance } : {}),
    sources: (tx, customer) => shownSources(tx, customer),
    subscriptions: (tx, customer) => liveSubscriptions(tx, customer),
    tax: (tx, customer) => taxLocationOf(tx, customer),
    tax_ids: (tx, { id }) => listOf(tx, 'tax_id', { customer: id }, { url: `/v1/customers/${id}/tax_ids` }),
  },
});

/** https://docs.stripe.com/api/customer_balance_transactions */
export const customerBalanceTransactions = resource('customer_balance_transaction', {
  indexes: ['customer', 'invoice'],
  operations: {
    'POST /v1/customers/:id/balance_transactions': createBalanceTransaction,
    'GET /v1/customers/:customerId/balance_transactions/:id': retrieveBalanceTransaction,
    'POST /v1/customers/:customerId/balance_transactions/:id': updateBalanceTransaction,
    'GET /v1/customers/:id/balance_transactions': list('customer_balance_transaction', {
      filter: ['invoice'],
      where: (tx, { path }) => ({ customer: tx.get('customer', path['id'] ?? '').id }),
    }),
  },
});

export const customerFacts = resource('_customer', {});

function shownSources(tx: Tx, { id }: Stripe.Customer): Stripe.ApiList<Stripe.CustomerSource> {
  const all = sourcesOf(tx, id);
  return { object: 'list', data: all.slice(0, 10), has_more: all.length > 10, url: `/v1/customers/${id}/sources` };
}

/** As in Stripe's list of subscriptions, those that are cancelled are left out. */
function liveSubscriptions(tx: Tx, { id }: Stripe.Customer): Stripe.ApiList<Stripe.Subscription> {
  const { data, hasMore } = tx.page(
    'subscription',
    { customer: id },
    { limit: 10, accepts: (subscription) => subscription.status !== 'canceled' },
  );
  const shown = data.map((subscription) => tx.render('subscription', subscription));
  return { object: 'list', data: shown, has_more: hasMore, url: `/v1/customers/${id}/subscriptions` };
}

function cashBalanceOf(customer: Stripe.Customer): Stripe.CashBalance {
  return {
    object: 'cash_balance',
    available: null,
    customer: customer.id,
    customer_account: null,
    livemode: false,
    settings: { reconciliation_mode: 'automatic', using_merchant_default: true },
  };
}
