import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { aggregate, usesOf } from './meter-usage.ts';

/** Since when an alert counts, and for whom it has rung: once for each customer. */
export interface AlertFacts {
  /** The alert's id. */
  id: string;
  object: '_alert';
  /** Seconds; usage that was reported before does not count. */
  since: number;
  rungFor: readonly string[];
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _alert: AlertFacts;
  }
}

type AlertData = Params<'POST /v1/billing/alerts'>;

export function createAlert(tx: Tx, { params }: Call<AlertData>): Stripe.Billing.Alert {
  const threshold = params.usage_threshold;
  if (!threshold) throw missingParam('usage_threshold');
  if (threshold.gte < 1) {
    const message = 'This value must be greater than or equal to 1.';
    throw invalidRequest({ code: 'parameter_invalid_integer', param: 'usage_threshold[gte]', message });
  }
  const alert = tx.insert('billing.alert', {
    id: tx.newId('alrt'),
    object: 'billing.alert',
    alert_type: 'usage_threshold',
    livemode: false,
    status: 'active',
    title: params.title,
    usage_threshold: {
      filters: filtersOf(tx, threshold.filters),
      gte: threshold.gte,
      meter: tx.get('billing.meter', threshold.meter, { param: 'usage_threshold[meter]' }).id,
      recurrence: 'one_time',
    },
  });
  tx.insert('_alert', { id: alert.id, object: '_alert', since: tx.now(), rungFor: [] });
  return alert;
}

/** Counts from now on, so that it can ring again. */
export function activateAlert(tx: Tx, { path }: Call<object, 'id'>): Stripe.Billing.Alert {
  const alert = changeStatus(tx, path.id, 'active');
  tx.update('_alert', alert.id, { since: tx.now(), rungFor: [] });
  return alert;
}

export function deactivateAlert(tx: Tx, { path }: Call<object, 'id'>): Stripe.Billing.Alert {
  return changeStatus(tx, path.id, 'inactive');
}

/** For good. */
export function archiveAlert(tx: Tx, { path }: Call<object, 'id'>): Stripe.Billing.Alert {
  return changeStatus(tx, path.id, 'archived');
}

/** Rings the alerts that a customer's latest use of a meter sets off. */
export function ringAlerts(tx: Tx, { meter, customer }: { meter: Stripe.Billing.Meter; customer: string }): void {
  if (!tx.find('customer', customer)) return;
  const alerts = tx.list('billing.alert', { status: 'active', 'usage_threshold.meter': meter.id });
  for (const alert of alerts.reverse()) {
    const facts = tx.get('_alert', alert.id);
    const threshold = alert.usage_threshold;
    if (!threshold || facts.rungFor.includes(customer) || !isAbout(threshold, customer)) continue;
    const uses = usesOf(tx, { meter, customer, start: 0, end: Number.MAX_SAFE_INTEGER });
    const value = aggregate(
      meter,
      uses.filter(({ created }) => created >= facts.since),
    );
    if (value < threshold.gte) continue;
    tx.update('_alert', alert.id, { rungFor: [...facts.rungFor, customer] });
    const created = tx.now({ customer });
    tx.emit('billing.alert.triggered', {
      object: 'billing.alert_triggered',
      alert,
      created,
      customer,
      livemode: false,
      value,
    });
  }
}

function isAbout({ filters }: Stripe.Billing.Alert.UsageThreshold, customer: string): boolean {
  return !filters || filters.length === 0 || filters.some((filter) => filter.customer === customer);
}

function filtersOf(
  tx: Tx,
  given: NonNullable<AlertData['usage_threshold']>['filters'],
): Stripe.Billing.Alert.UsageThreshold.Filter[] {
  if ((given ?? []).length > 1) {
    throw invalidRequest({ message: 'You can specify at most one filter.', param: 'usage_threshold[filters]' });
  }
  return (given ?? []).map(({ customer, type }) => {
    const param = 'usage_threshold[filters][0][customer]';
    return { customer: customer === undefined ? null : tx.get('customer', customer, { param }).id, type };
  });
}

function changeStatus(tx: Tx, id: string, status: 'active' | 'inactive' | 'archived'): Stripe.Billing.Alert {
  const alert = tx.get('billing.alert', id);
  if (alert.status === 'archived' || alert.status === status) {
    throw invalidRequest({ message: `The alert ${id} is ${alert.status} already.` });
  }
  return tx.update('billing.alert', id, { status });
}
