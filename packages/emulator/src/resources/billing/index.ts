import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx, Where } from '../../kernel/tx.ts';
import { activateAlert, archiveAlert, createAlert, deactivateAlert } from './alerts.ts';
import { changeGrantWhenDue } from './credit-grant-life.ts';
import { creditBalanceSummary } from './credit-balance.ts';
import { createCreditGrant, expireCreditGrant, updateCreditGrant, voidCreditGrant } from './credit-grants.ts';
import { requireNoAccount } from './customer-account.ts';
import { createFeedbackOption, deactivateFeedbackOption, updateFeedbackOption } from './feedback-options.ts';
import { createMeterEvent, createMeterEventAdjustment } from './meter-events.ts';
import { listMeterSummaries } from './meter-summaries.ts';
import {
  checkSessionToken,
  createMeterEventSession,
  createV2MeterEvent,
  createV2MeterEventAdjustment,
  forgetSession,
  streamMeterEvents,
} from './v2-meter-events.ts';
import { createMeter, deactivateMeter, reactivateMeter, updateMeter } from './new-meter.ts';

/** https://docs.stripe.com/api/billing/meter */
export const meters = resource('billing.meter', {
  indexes: ['event_name'],
  operations: {
    'POST /v1/billing/meters': createMeter,
    'GET /v1/billing/meters/:id': retrieve('billing.meter'),
    'POST /v1/billing/meters/:id': updateMeter,
    'POST /v1/billing/meters/:id/deactivate': deactivateMeter,
    'POST /v1/billing/meters/:id/reactivate': reactivateMeter,
    'GET /v1/billing/meters': list('billing.meter', { filter: ['status'] }),
    'GET /v1/billing/meters/:id/event_summaries': listMeterSummaries,
  },
});

/** https://docs.stripe.com/api/billing/meter-event */
export const meterEvents = resource('_meter_event', {
  indexes: ['usage', 'identifier'],
  operations: {
    'POST /v1/billing/meter_events': createMeterEvent,
    'POST /v1/billing/meter_event_adjustments': createMeterEventAdjustment,
  },
});

/** https://docs.stripe.com/api/billing/alert */
export const alerts = resource('billing.alert', {
  indexes: ['usage_threshold.meter'],
  operations: {
    'POST /v1/billing/alerts': createAlert,
    'GET /v1/billing/alerts/:id': retrieve('billing.alert'),
    'POST /v1/billing/alerts/:id/activate': activateAlert,
    'POST /v1/billing/alerts/:id/deactivate': deactivateAlert,
    'POST /v1/billing/alerts/:id/archive': archiveAlert,
    'GET /v1/billing/alerts': list('billing.alert', {
      filter: { alert_type: 'alert_type', meter: 'usage_threshold.meter' },
      accepts: ({ status }) => status !== 'archived',
    }),
  },
});

export const alertFacts = resource('_alert', {});

/** https://docs.stripe.com/api/v2/billing/meter-event-stream */
export const meterEventSessions = resource('_meter_event_session', {
  operations: {
    'POST /v2/billing/meter_events': createV2MeterEvent,
    'POST /v2/billing/meter_event_adjustments': createV2MeterEventAdjustment,
    'POST /v2/billing/meter_event_session': createMeterEventSession,
    'POST /v2/billing/meter_event_stream': streamMeterEvents,
  },
  tokens: { 'POST /v2/billing/meter_event_stream': checkSessionToken },
  due: ({ expiresAt }) => expiresAt,
  whenDue: forgetSession,
});

/** https://docs.stripe.com/api/billing/credit-grant */
export const creditGrants = resource('billing.credit_grant', {
  indexes: ['customer', 'test_clock'],
  operations: {
    'POST /v1/billing/credit_grants': createCreditGrant,
    'GET /v1/billing/credit_grants/:id': retrieve('billing.credit_grant'),
    'POST /v1/billing/credit_grants/:id': updateCreditGrant,
    'POST /v1/billing/credit_grants/:id/expire': expireCreditGrant,
    'POST /v1/billing/credit_grants/:id/void': voidCreditGrant,
    'GET /v1/billing/credit_grants': list('billing.credit_grant', {
      filter: ['customer'],
      where: (_tx, { params }) => withoutAccount(params),
    }),
    'GET /v1/billing/credit_balance_summary': creditBalanceSummary,
  },
});

export const creditGrantFacts = resource('_credit_grant', {
  due: ({ changesAt }) => changesAt,
  whenDue: changeGrantWhenDue,
});

/** https://docs.stripe.com/api/billing/credit-balance-transaction */
export const creditBalanceTransactions = resource('billing.credit_balance_transaction', {
  indexes: ['credit_grant'],
  operations: {
    'GET /v1/billing/credit_balance_transactions/:id': retrieve('billing.credit_balance_transaction'),
    'GET /v1/billing/credit_balance_transactions': list('billing.credit_balance_transaction', {
      where: transactionsAsked,
      accepts: isOfCustomer,
    }),
  },
});

function withoutAccount(params: { customer_account?: string }): Where {
  requireNoAccount(params);
  return {};
}

function transactionsAsked(tx: Tx, { params }: Call<Stripe.Billing.CreditBalanceTransactionListParams>): Where {
  requireNoAccount(params);
  const { credit_grant: grant, customer } = params;
  if (customer !== undefined) tx.get('customer', customer, { param: 'customer' });
  return grant === undefined
    ? {}
    : { credit_grant: tx.get('billing.credit_grant', grant, { param: 'credit_grant' }).id };
}

/** A transaction is its grant's, and through it the customer's. */
function isOfCustomer(transaction: Stripe.Billing.CreditBalanceTransaction, { params }: Call, tx: Tx): boolean {
  const { customer } = params as Stripe.Billing.CreditBalanceTransactionListParams;
  return customer === undefined || idOf(tx.get('billing.credit_grant', transaction.credit_grant).customer) === customer;
}

/** https://docs.stripe.com/api/billing/feedback-option */
export const feedbackOptions = resource('billing.feedback_option', {
  operations: {
    'POST /v1/billing/feedback_options': createFeedbackOption,
    'GET /v1/billing/feedback_options/:id': retrieve('billing.feedback_option'),
    'POST /v1/billing/feedback_options/:id': updateFeedbackOption,
    'POST /v1/billing/feedback_options/:id/deactivate': deactivateFeedbackOption,
    'GET /v1/billing/feedback_options': list('billing.feedback_option', { filter: ['status'] }),
  },
});
