import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { checkPromotionCode } from '../promotion_codes/check-promotion-code.ts';
import { couponOf, isDiscountRunning, newDiscount } from '../discounts/new-discount.ts';

const day = 86_400;

async function givenCode(
  coupon: Stripe.CouponCreateParams = { percent_off: 20 },
  code: Partial<Stripe.PromotionCodeCreateParams> = {},
) {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await stripe.coupons.create({ id: 'WELCOME', ...coupon });
  const promotionCode = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: id },
    code: 'Welcome20',
    ...code,
  });
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const redeem = (amount?: number) =>
    emulator.transact((tx) => {
      const found = checkPromotionCode(tx, {
        code: 'wElCoMe20',
        customer: customer.id,
        param: 'promotion_code',
        ...(amount === undefined ? {} : { amount, currency: 'usd' }),
      });
      return newDiscount(tx, { promotionCode: found, customer: customer.id });
    });
  return { emulator, stripe, promotionCode, customer, redeem };
}

describe('coupons', () => {
  test('take a percentage or an amount', async () => {
    const { stripe } = await givenEmulator();
    const coupon = await stripe.coupons.create({ percent_off: 12.5, duration: 'forever' });
    expect(coupon).toMatchObject({ amount_off: null, percent_off: 12.5, times_redeemed: 0, valid: true });
    expect(coupon.id).toMatch(/^[A-Za-z0-9]{8}$/);
  });

  test.each([
    ['nothing to take off', {}, undefined],
    ['both', { percent_off: 10, amount_off: 100, currency: 'usd' }, undefined],
    ['more than everything', { percent_off: 101 }, 'percent_off'],
    ['an amount of no currency', { amount_off: 100 }, 'currency'],
    ['an unknown number of months', { percent_off: 10, duration: 'repeating' }, 'duration'],
    ['no percentage', { percent_off: 0 }, 'percent_off'],
    [
      'amounts beside a percentage',
      { percent_off: 10, currency_options: { eur: { amount_off: 9 } } },
      'currency_options',
    ],
    [
      'a currency in capitals',
      { amount_off: 10, currency: 'usd', currency_options: { EUR: { amount_off: 9 } } },
      'currency_options',
    ],
    ['an end in the far future', { percent_off: 10, redeem_by: 9_999_999_999 }, 'redeem_by'],
    ['an end in the past', { percent_off: 10, redeem_by: 1 }, 'redeem_by'],
  ] satisfies [string, Stripe.CouponCreateParams, string | undefined][])(
    'with %s are refused',
    async (_what, params, param) => {
      const { stripe } = await givenEmulator();
      await expect(stripe.coupons.create(params)).rejects.toMatchObject({ statusCode: 400, param });
    },
  );

  test('stop being valid when their time is over, without an event', async () => {
    const { emulator, stripe } = await givenEmulator();
    const redeem_by = emulator.now().getTime() / 1000 + day;
    const { id } = await stripe.coupons.create({ percent_off: 10, redeem_by });
    await emulator.advance({ seconds: 2 * day });
    expect((await stripe.coupons.retrieve(id)).valid).toBe(false);
    expect((await stripe.events.list({ type: 'coupon.updated' })).data).toEqual([]);
  });

  test('show their products only when expanded', async () => {
    const { stripe } = await givenEmulator();
    const product = await stripe.products.create({ name: 'Lightweight' });
    const { id } = await stripe.coupons.create({ percent_off: 10, applies_to: { products: [product.id] } });
    expect(await stripe.coupons.retrieve(id)).not.toHaveProperty('applies_to');
    expect((await stripe.coupons.retrieve(id, { expand: ['applies_to'] })).applies_to?.products).toEqual([product.id]);
  });

  test('that are deleted are gone, and discounts given before live on', async () => {
    const { emulator, stripe, redeem } = await givenCode();
    const discount = await redeem();
    await stripe.coupons.del('WELCOME');
    await expect(stripe.coupons.retrieve('WELCOME')).rejects.toMatchObject({ statusCode: 404 });
    const kept = await emulator.transact((tx) => couponOf(tx, tx.get('discount', discount.id)));
    expect(kept.percent_off).toBe(20);
  });
});

describe('promotion codes', () => {
  test('are found in any case, and count with their coupon when redeemed', async () => {
    const { stripe, promotionCode, redeem } = await givenCode();
    expect((await stripe.promotionCodes.list({ code: 'WELCOME20' })).data[0]?.id).toBe(promotionCode.id);
    const discount = await redeem();
    expect(discount).toMatchObject({ promotion_code: promotionCode.id, source: { coupon: 'WELCOME', type: 'coupon' } });
    expect((await stripe.coupons.retrieve('WELCOME')).times_redeemed).toBe(1);
    expect((await stripe.promotionCodes.retrieve(promotionCode.id)).times_redeemed).toBe(1);
    expect((await stripe.events.list({ limit: 1, type: 'customer.discount.created' })).data).toHaveLength(1);
  });

  test('of one name exist once while active', async () => {
    const { stripe, promotionCode } = await givenCode();
    const again = { promotion: { type: 'coupon', coupon: 'WELCOME' }, code: 'WELCOME20' } as const;
    await expect(stripe.promotionCodes.create(again)).rejects.toMatchObject({
      code: undefined,
      message: expect.stringContaining('already exists'),
      param: undefined,
    });
    await expect(stripe.promotionCodes.create({ ...again, code: 'two words' })).rejects.toMatchObject({
      param: 'code',
    });
    await expect(stripe.promotionCodes.create({ promotion: { type: 'coupon' } })).rejects.toMatchObject({
      param: 'promotion.coupon',
    });
    await stripe.promotionCodes.update(promotionCode.id, { active: false });
    await expect(stripe.promotionCodes.create(again)).resolves.toMatchObject({ active: true });
    await expect(stripe.promotionCodes.update(promotionCode.id, { active: true })).rejects.toThrow('already exists');
  });

  test('that are used up are inactive for good', async () => {
    const { stripe, promotionCode, redeem } = await givenCode({ percent_off: 20 }, { max_redemptions: 1 });
    await redeem();
    await expect(redeem()).rejects.toThrow('expired, used up or inactive');
    expect((await stripe.promotionCodes.retrieve(promotionCode.id)).active).toBe(false);
    expect((await stripe.promotionCodes.list({ active: true })).data).toEqual([]);
  });

  test('that expired cannot be redeemed', async () => {
    const { emulator, redeem } = await givenCode({ percent_off: 20, redeem_by: Date.UTC(2026, 0, 2) / 1000 });
    await emulator.advance({ seconds: 3 * day });
    await expect(redeem()).rejects.toMatchObject({ details: { code: 'coupon_expired', param: 'promotion_code' } });
  });

  test('for first-time customers refuse whoever began to pay before', async () => {
    const { stripe, customer, redeem } = await givenCode(undefined, { restrictions: { first_time_transaction: true } });
    await expect(redeem()).resolves.toBeDefined();
    await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer: customer.id });
    await expect(redeem()).rejects.toThrow('prior transactions');
  });

  test('with a minimum refuse less', async () => {
    const restrictions = { minimum_amount: 5000, minimum_amount_currency: 'usd' };
    const { redeem } = await givenCode(undefined, { restrictions });
    await expect(redeem(4999)).rejects.toThrow('minimum amount');
    await expect(redeem(5000)).resolves.toBeDefined();
  });

  test('of another customer are refused', async () => {
    const { emulator, stripe } = await givenEmulator();
    const [ada, eve] = await Promise.all([stripe.customers.create(), stripe.customers.create()]);
    await stripe.coupons.create({ id: 'C', percent_off: 10 });
    await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'C' }, code: 'ADA', customer: ada.id });
    const check = (customer: string) =>
      emulator.transact((tx) => checkPromotionCode(tx, { code: 'ada', customer, param: 'promotion_code' }));
    await expect(check(ada.id)).resolves.toMatchObject({ code: 'ADA' });
    await expect(check(eve.id)).rejects.toThrow('another customer');
  });
});

test('a discount that repeats ends with its calendar months, clamped to the end of short ones', async () => {
  const { emulator, stripe } = await givenEmulator();
  await stripe.coupons.create({ id: 'C', percent_off: 10, duration: 'repeating', duration_in_months: 1 });
  const start = Date.UTC(2026, 0, 31, 12) / 1000;
  const discount = await emulator.transact((tx) => newDiscount(tx, { coupon: 'C', start }));
  expect(discount.end).toBe(Date.UTC(2026, 1, 28, 12) / 1000);
  expect(isDiscountRunning(discount, Date.UTC(2026, 1, 28, 11) / 1000)).toBe(true);
  expect(isDiscountRunning(discount, Date.UTC(2026, 1, 28, 12) / 1000)).toBe(false);
});

test('a coupon’s name can change, what it takes off cannot', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.coupons.create({ amount_off: 500, currency: 'usd' });
  const change = { name: 'Welcome', currency_options: { eur: { amount_off: 450 } }, expand: ['currency_options'] };
  expect(await stripe.coupons.update(id, change)).toMatchObject({
    name: 'Welcome',
    currency_options: { usd: { amount_off: 500 }, eur: { amount_off: 450 } },
  });
  await expect(stripe.coupons.update(id, { amount_off: 600 } as Stripe.CouponUpdateParams)).rejects.toMatchObject({
    code: 'parameter_unknown',
  });
  expect((await stripe.coupons.list()).data.map((coupon) => coupon.id)).toEqual([id]);
});

test('what is deleted is told as what it is from now on: a coupon not valid, a product not active', async () => {
  const { stripe } = await givenEmulator();
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const product = await stripe.products.create({ name: 'Boxing' });
  await stripe.coupons.del(coupon.id);
  await stripe.products.del(product.id);
  const [first, second] = (await stripe.events.list({ limit: 2 })).data;
  expect(first).toMatchObject({ type: 'product.deleted', data: { object: { id: product.id, active: false } } });
  expect(second).toMatchObject({ type: 'coupon.deleted', data: { object: { id: coupon.id, valid: false } } });
});
