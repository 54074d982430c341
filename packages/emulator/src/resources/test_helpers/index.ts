import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { deletedAnswer, list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { advanceLimit } from './advance-limit.ts';

const keptForSeconds = 30 * 24 * 60 * 60;
const mostCustomers = 3;

const createClock: Handler<'POST /v1/test_helpers/test_clocks'> = (tx, { params }) => {
  if (params.frozen_time <= 0) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 1.',
      param: 'frozen_time',
    });
  }
  const clock = tx.insert('test_helpers.test_clock', {
    id: tx.newId('clock'),
    object: 'test_helpers.test_clock',
    created: tx.now(),
    deletes_after: tx.now() + keptForSeconds,
    frozen_time: params.frozen_time,
    livemode: false,
    name: params.name ?? null,
    status: 'ready',
    status_details: {},
  });
  if (params.customer !== undefined) attachCustomer(tx, clock, params.customer);
  tx.emit('test_helpers.test_clock.created', clock);
  return clock;
};

function attachCustomer(tx: Tx, clock: Stripe.TestHelpers.TestClock, id: string): void {
  const customer = tx.get('customer', id, { param: 'customer' });
  if (customer.test_clock) {
    throw invalidRequest({
      message: `Customer ${id} is attached to a test clock already and cannot leave it.`,
      param: 'customer',
    });
  }
  const isBilled = tx.list('subscription', { customer: id }).length > 0;
  if (isBilled)
    throw invalidRequest({
      message: `Customer ${id} has subscriptions that live by the main clock.`,
      param: 'customer',
    });
  tx.update('customer', id, { test_clock: clock.id });
  for (const { id: grant } of tx.list('billing.credit_grant', { customer: id })) {
    tx.update('billing.credit_grant', grant, { test_clock: clock.id });
  }
}

/**
 * Starts advancing. The answer says `advancing`; the clock is `ready` when all that falls due on the way is done.
 *
 * @see https://docs.stripe.com/api/test_clocks/advance
 */
const advanceClock: Handler<'POST /v1/test_helpers/test_clocks/:id/advance'> = (tx, { params, path }) => {
  const clock = tx.get('test_helpers.test_clock', path.id);
  const { frozen_time: target } = params;
  if (clock.status !== 'ready') {
    throw invalidRequest({
      message: `Test clock ${clock.id} is ${clock.status}; only a clock that is ready can be advanced.`,
    });
  }
  if (target <= clock.frozen_time) {
    throw invalidRequest({
      message: "The frozen_time must be after the test clock's current frozen time.",
      param: 'frozen_time',
    });
  }
  if (target > advanceLimit(tx, clock)) {
    throw invalidRequest({
      message:
        'Cannot be more than two intervals in the future from the shortest subscription in this test clock. ' +
        'If there are no subscriptions in this test clock, it cannot be more than two years in the future.',
      param: 'frozen_time',
    });
  }
  const advancing = tx.update('test_helpers.test_clock', clock.id, {
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: target } },
  });
  tx.emit('test_helpers.test_clock.advancing', advancing);
  return advancing;
};

/** A clock takes its customers with it, and their subscriptions. */
const deleteClock: Handler<'DELETE /v1/test_helpers/test_clocks/:id'> = (tx, { path }) => {
  const clock = tx.get('test_helpers.test_clock', path.id);
  deleteWithCustomers(tx, clock);
  return deletedAnswer('test_helpers.test_clock', clock.id);
};

function deleteWithCustomers(tx: Tx, clock: Stripe.TestHelpers.TestClock): void {
  for (const subscription of tx.list('subscription', { test_clock: clock.id })) {
    if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') continue;
    const now = clock.frozen_time;
    tx.update('subscription', subscription.id, { status: 'canceled', canceled_at: now, ended_at: now });
  }
  for (const customer of tx.list('customer', { test_clock: clock.id })) tx.remove('customer', customer.id);
  tx.remove('test_helpers.test_clock', clock.id);
  tx.emit('test_helpers.test_clock.deleted', clock);
}

export const testClocks = resource('test_helpers.test_clock', {
  operations: {
    'POST /v1/test_helpers/test_clocks': createClock,
    'GET /v1/test_helpers/test_clocks/:id': retrieve('test_helpers.test_clock'),
    'GET /v1/test_helpers/test_clocks': list('test_helpers.test_clock'),
    'POST /v1/test_helpers/test_clocks/:id/advance': advanceClock,
    'DELETE /v1/test_helpers/test_clocks/:id': deleteClock,
  },
  due: (clock) => clock.deletes_after,
  whenDue: deleteWithCustomers,
});

/**
 * The test clock that a new customer shall live by, if there is room on it.
 *
 * @throws StripeError when there is no such clock, or when it has its three customers already.
 */
export function clockForCustomer(tx: Tx, id: string): string {
  const clock = tx.get('test_helpers.test_clock', id, { param: 'test_clock' });
  if (tx.list('customer', { test_clock: clock.id }).length >= mostCustomers) {
    throw invalidRequest({
      message: `You have reached the maximum number of customers (${mostCustomers}) for this test clock.`,
      param: 'test_clock',
    });
  }
  return clock.id;
}
