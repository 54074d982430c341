import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenAlert(isForOne = false) {
  const { emulator, stripe } = await givenEmulator();
  const meter = await stripe.billing.meters.create({
    display_name: 'Assessments',
    event_name: 'assessment',
    default_aggregation: { formula: 'sum' },
  });
  const [ada, eve] = await Promise.all([stripe.customers.create(), stripe.customers.create()]);
  const use = (customer: string, value: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'assessment',
      payload: { stripe_customer_id: customer, value },
    });
  await use(ada.id, '100');
  await emulator.advance({ seconds: 1 });
  const alert = await stripe.billing.alerts.create({
    alert_type: 'usage_threshold',
    title: 'Ten used',
    usage_threshold: {
      gte: 10,
      meter: meter.id,
      recurrence: 'one_time',
      ...(isForOne ? { filters: [{ type: 'customer' as const, customer: ada.id }] } : {}),
    },
  });
  const rung = async () =>
    (await stripe.events.list({ type: 'billing.alert.triggered' })).data.map(({ data }) => data.object);
  return { emulator, stripe, meter, alert, ada: ada.id, eve: eve.id, use, rung };
}

test('an alert rings once for each customer who used so much since it was made', async () => {
  const { alert, ada, eve, use, rung } = await givenAlert();
  expect(alert).toMatchObject({ status: 'active', title: 'Ten used', usage_threshold: { gte: 10, filters: [] } });
  await use(ada, '9');
  expect(await rung()).toEqual([]);
  await use(ada, '2');
  await use(ada, '50');
  await use(eve, '10');
  expect(await rung()).toMatchObject([
    { object: 'billing.alert_triggered', customer: eve, value: 10, alert: { id: alert.id } },
    { object: 'billing.alert_triggered', customer: ada, value: 11, alert: { id: alert.id } },
  ]);
});

test('an alert about one customer is silent for others', async () => {
  const { ada, eve, use, rung } = await givenAlert(true);
  await use(eve, '10');
  await use(ada, '10');
  expect(await rung()).toMatchObject([{ customer: ada }]);
});

test('an alert that is switched off is silent, on again it counts anew, and archived it is gone', async () => {
  const { emulator, stripe, alert, meter, ada, use, rung } = await givenAlert();
  expect((await stripe.billing.alerts.deactivate(alert.id)).status).toBe('inactive');
  await use(ada, '10');
  expect(await rung()).toEqual([]);
  await emulator.advance({ seconds: 1 });
  await stripe.billing.alerts.activate(alert.id);
  await use(ada, '5');
  expect(await rung()).toEqual([]);
  await use(ada, '5');
  expect(await rung()).toMatchObject([{ customer: ada, value: 10 }]);
  expect((await stripe.billing.alerts.list({ meter: meter.id })).data).toHaveLength(1);
  await stripe.billing.alerts.archive(alert.id);
  expect((await stripe.billing.alerts.list()).data).toEqual([]);
  expect((await stripe.billing.alerts.retrieve(alert.id)).status).toBe('archived');
  await expect(stripe.billing.alerts.activate(alert.id)).rejects.toThrow('is archived already');
});

test('an alert needs a meter and a threshold', async () => {
  const { stripe, meter } = await givenAlert();
  const alert = { alert_type: 'usage_threshold', title: 'x' } as const;
  await expect(stripe.billing.alerts.create(alert)).rejects.toMatchObject({ param: 'usage_threshold' });
  const threshold = (gte: number, id: string) => ({
    ...alert,
    usage_threshold: { gte, meter: id, recurrence: 'one_time' as const },
  });
  await expect(stripe.billing.alerts.create(threshold(0, meter.id))).rejects.toMatchObject({
    param: 'usage_threshold[gte]',
  });
  await expect(stripe.billing.alerts.create(threshold(1, 'mtr_none'))).rejects.toMatchObject({
    code: 'resource_missing',
  });
  const filter = { type: 'customer' as const, customer: 'cus_none' };
  const filtered = (filters: (typeof filter)[]) =>
    stripe.billing.alerts.create({
      ...alert,
      usage_threshold: { gte: 1, meter: meter.id, recurrence: 'one_time', filters },
    });
  await expect(filtered([filter])).rejects.toMatchObject({ code: 'resource_missing' });
  await expect(filtered([filter, filter])).rejects.toMatchObject({ param: 'usage_threshold[filters]' });
});
