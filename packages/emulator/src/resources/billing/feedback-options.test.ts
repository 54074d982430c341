import { expect, test } from 'vitest';
import { givenUsage } from './given-usage.ts';

test('an account’s own reasons to cancel are made, reworded, listed and taken away', async () => {
  const { stripe } = await givenUsage();
  const { feedbackOptions } = stripe.billing;
  const option = await feedbackOptions.create({ description: 'The coach left' });
  expect(option).toMatchObject({ status: 'active', status_transitions: { deactivated_at: null } });
  const reworded = await feedbackOptions.update(option.id, { description: 'My coach left' });
  expect(reworded.description).toBe('My coach left');
  const other = await feedbackOptions.create({ description: 'Moved away' });
  const gone = await feedbackOptions.deactivate(other.id);
  expect(gone).toMatchObject({ status: 'inactive', status_transitions: { deactivated_at: 1_767_225_600 } });
  await expect(feedbackOptions.deactivate(other.id)).rejects.toThrow('already inactive');
  expect((await feedbackOptions.list({ status: 'active' })).data).toEqual([reworded]);
  expect(await feedbackOptions.retrieve(other.id)).toEqual(gone);
  await expect(feedbackOptions.create({ description: 'x'.repeat(101) })).rejects.toMatchObject({
    param: 'description',
  });
});

test('a subscription says which of them it was cancelled for', async () => {
  const { stripe, customer, meteredPrice } = await givenUsage();
  const price = await meteredPrice();
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const option = await stripe.billing.feedbackOptions.create({ description: 'The coach left' });
  const old = await stripe.billing.feedbackOptions.create({ description: 'Moved away' });
  await stripe.billing.feedbackOptions.deactivate(old.id);
  const cancel = (feedback_option: string) =>
    stripe.subscriptions.cancel(id, { cancellation_details: { feedback_option } });
  const param = 'cancellation_details[feedback_option]';
  await expect(cancel('fbo_none')).rejects.toMatchObject({ param, code: 'resource_missing' });
  await expect(cancel(old.id)).rejects.toMatchObject({ param });
  const leaving = await stripe.subscriptions.update(id, {
    cancel_at_period_end: true,
    cancellation_details: { feedback_option: option.id },
  });
  expect(leaving.cancellation_details?.feedback_option).toBe(option.id);
  expect((await cancel(option.id)).cancellation_details).toMatchObject({
    feedback_option: option.id,
    reason: 'cancellation_requested',
  });
});
