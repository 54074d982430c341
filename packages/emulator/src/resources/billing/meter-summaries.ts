import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { digestOf } from '../../kernel/ids.ts';
import { listFrom } from '../../kernel/read-operations.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { KeptMeterEvent } from './kept-meter-event.ts';
import { aggregate, usesOf } from './meter-usage.ts';

type SummaryParams = Params<'GET /v1/billing/meters/:id/event_summaries'>;

const windowSeconds: Record<string, number> = { hour: 3600, day: 86_400 };

/** What a customer used, in one sum or hour by hour or day by day; windows without use are left out. */
export function listMeterSummaries(
  tx: Tx,
  call: Call<SummaryParams, 'id'>,
): Stripe.ApiList<Stripe.Billing.MeterEventSummary> {
  const { customer, start_time, end_time, value_grouping_window } = call.params;
  const meter = tx.get('billing.meter', call.path.id);
  const step = value_grouping_window === undefined ? undefined : windowSeconds[value_grouping_window];
  checkTimes(start_time, end_time, step ?? 60);
  const uses = usesOf(tx, { meter, customer, start: start_time, end: end_time });
  const summary = (start: number, end: number, inWindow: readonly KeptMeterEvent[]) => ({
    id: `mtrusg_test_${digestOf(`${meter.id} ${customer} ${start} ${end}`, 24)}`,
    object: 'billing.meter_event_summary' as const,
    aggregated_value: aggregate(meter, inWindow),
    end_time: end,
    livemode: false,
    meter: meter.id,
    start_time: start,
  });
  if (step === undefined) {
    return listFrom('billing.meter_event_summary', [summary(start_time, end_time, uses)], call);
  }
  const windows = [...Map.groupBy(uses, ({ timestamp }) => Math.floor(timestamp / step) * step)];
  windows.sort(([a], [b]) => b - a);
  const summaries = windows.map(([start, inWindow]) => summary(start, start + step, inWindow));
  return listFrom('billing.meter_event_summary', summaries, call);
}

function checkTimes(start: number, end: number, step: number): void {
  const param = start % step === 0 ? 'end_time' : 'start_time';
  if (start % step !== 0 || end % step !== 0) {
    const unit = step === 60 ? 'minute' : step === 3600 ? 'hour (UTC)' : 'day (UTC)';
    throw invalidRequest({ param, message: `The ${param} must be aligned with ${unit} boundaries.` });
  }
  if (end <= start) {
    throw invalidRequest({ param: 'end_time', message: 'The end_time must be after the start_time.' });
  }
}
