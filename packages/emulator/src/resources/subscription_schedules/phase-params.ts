// A phase in the words of a subscription's own parameters: what creating or updating it would have to say.
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { settingsInPhase } from './schedule-settings.ts';

type Schedule = Stripe.SubscriptionSchedule;
type Phase = Stripe.SubscriptionSchedule.Phase;
type CreateParams = Stripe.SubscriptionCreateParams;
type UpdateParams = Stripe.SubscriptionUpdateParams;
type Discounts = Phase['discounts'];

/** A phase, and the schedule whose defaults count where the phase is silent. */
export interface PhaseOf {
  schedule: Pick<Schedule, 'default_settings'>;
  phase: Phase;
}

function newDiscounts(discounts: Discounts): { coupon?: string; discount?: string; promotion_code?: string }[] {
  return discounts.map(({ coupon, discount, promotion_code: code }) => ({
    ...(coupon === null ? {} : { coupon: idOf(coupon) }),
    ...(discount === null ? {} : { discount: idOf(discount) }),
    ...(code === null ? {} : { promotion_code: idOf(code) }),
  }));
}

/** A phase that names the coupon or code that its subscription has already goes on with that discount. */
function reusedDiscounts(
  tx: Tx,
  { discounts, own }: { discounts: Discounts; own: readonly (string | { id: string })[] },
): NonNullable<UpdateParams['discounts']> {
  if (discounts.length === 0) return '';
  const known = own.flatMap((each) => tx.find('discount', idOf(each)) ?? []);
  return newDiscounts(discounts).map((choice) => {
    const same = known.find((discount) =>
      choice.promotion_code === undefined
        ? choice.coupon !== undefined && idOf(discount.source.coupon) === choice.coupon && !discount.promotion_code
        : idOf(discount.promotion_code) === choice.promotion_code,
    );
    return same ? { discount: same.id } : choice;
  });
}

function rateIds(rates: Stripe.TaxRate[] | null | undefined): string[] {
  return (rates ?? []).map((rate) => rate.id);
}

/** What a phase adds once; a time told by the phase becomes a date. */
function addedItems(phase: Phase): NonNullable<CreateParams['add_invoice_items']> {
  const dated = <T extends { type: string; timestamp?: number }>(time: T): T =>
    time.type === 'phase_start' || time.type === 'phase_end'
      ? { ...time, type: 'timestamp', timestamp: time.type === 'phase_start' ? phase.start_date : phase.end_date }
      : time;
  return phase.add_invoice_items.map((item) => ({
    discountable: item.discountable ?? true,
    discounts: newDiscounts(item.discounts),
    metadata: (item.metadata ?? {}) as Stripe.MetadataParam,
    period: { start: dated(item.period.start), end: dated(item.period.end) },
    price: idOf(item.price),
    quantity: item.quantity ?? 1,
    ...(item.tax_rates?.length ? { tax_rates: rateIds(item.tax_rates) } : {}),
  }));
}

function thresholdParams(thresholds: Phase['billing_thresholds']): NonNullable<CreateParams['billing_thresholds']> {
  if (!thresholds) return '';
  const { amount_gte: amount, reset_billing_cycle_anchor: resets } = thresholds;
  return {
    ...(amount === null ? {} : { amount_gte: amount }),
    ...(resets === null ? {} : { reset_billing_cycle_anchor: resets }),
  };
}

function itemThresholdParams({ billing_thresholds: thresholds }: Phase['items'][number]): '' | { usage_gte: number } {
  const least = thresholds?.usage_gte ?? null;
  return least === null ? '' : { usage_gte: least };
}

/** What a phase writes beside items, discounts and its trial. */
function settingsParams({ schedule, phase }: PhaseOf) {
  const settings = settingsInPhase(schedule.default_settings, phase);
  const method = idOf(settings.default_payment_method);
  const { days_until_due: days, ...invoice } = settings.invoice_settings;
  return {
    automatic_tax: { enabled: settings.automatic_tax?.enabled ?? false },
    billing_thresholds: thresholdParams(settings.billing_thresholds),
    collection_method: settings.collection_method ?? 'charge_automatically',
    ...(days === null ? {} : { days_until_due: days }),
    ...(method === null ? {} : { default_payment_method: method }),
    description: settings.description ?? '',
    invoice_settings: {
      account_tax_ids: invoice.account_tax_ids?.map((taxId) => idOf(taxId)) ?? ('' as const),
      custom_fields: invoice.custom_fields ?? ('' as const),
      description: invoice.description ?? '',
      footer: invoice.footer ?? '',
    },
    metadata: (phase.metadata ?? {}) as Stripe.MetadataParam,
  };
}

/** The creation of a subscription that begins with this phase. */
export function creationOf(of: PhaseOf & { billingMode: Schedule['billing_mode'] }): CreateParams {
  const { phase, billingMode } = of;
  const { description, ...settings } = settingsParams(of);
  const discounts = newDiscounts(phase.discounts);
  const rates = rateIds(phase.default_tax_rates);
  return {
    ...settings,
    add_invoice_items: addedItems(phase),
    billing_mode: {
      type: billingMode.type,
      ...(billingMode.flexible?.proration_discounts
        ? { flexible: { proration_discounts: billingMode.flexible.proration_discounts } }
        : {}),
    },
    currency: phase.currency,
    ...(description === '' ? {} : { description }),
    ...(discounts.length > 0 ? { discounts } : {}),
    ...(rates.length > 0 ? { default_tax_rates: rates } : {}),
    items: phase.items.map((item) => ({
      billing_thresholds: itemThresholdParams(item),
      discounts: newDiscounts(item.discounts),
      metadata: (item.metadata ?? {}) as Stripe.MetadataParam,
      price: idOf(item.price),
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      ...(item.tax_rates?.length ? { tax_rates: rateIds(item.tax_rates) } : {}),
    })),
    ...(phase.trial_end === null ? {} : { trial_end: phase.trial_end }),
  };
}

/** The update that this phase is for a running subscription, without its items, anchor and trial. */
export function updateOf(
  tx: Tx,
  { subscription, ...of }: PhaseOf & { subscription: Stripe.Subscription },
): UpdateParams {
  const rates = rateIds(of.phase.default_tax_rates);
  return {
    ...settingsParams(of),
    default_tax_rates: rates.length > 0 ? rates : '',
    discounts: reusedDiscounts(tx, { discounts: of.phase.discounts, own: subscription.discounts }),
    ...(of.phase.add_invoice_items.length > 0 ? { add_invoice_items: addedItems(of.phase) } : {}),
  };
}

export interface ItemMatch {
  wanted: Phase['items'][number];
  /** The item that goes on as this one; null when it is new. */
  item: Stripe.SubscriptionItem | null;
}

/** Which item becomes which: one of the same price, else one whose price is not wanted any more. */
export function matchItems(items: readonly Stripe.SubscriptionItem[], wanted: Phase['items']): ItemMatch[] {
  const left = new Set(items);
  const take = (accepts: (item: Stripe.SubscriptionItem) => boolean): Stripe.SubscriptionItem | null => {
    const found = [...left].find(accepts) ?? null;
    if (found) left.delete(found);
    return found;
  };
  const same = wanted.map((each) => take((item) => item.price.id === idOf(each.price)));
  return wanted.map((each, index) => ({ wanted: each, item: same[index] ?? take(() => true) }));
}

/** The items of an update that turns a subscription's items into a phase's. */
export function itemParams(
  tx: Tx,
  { items, phase }: { items: readonly Stripe.SubscriptionItem[]; phase: Phase },
): NonNullable<UpdateParams['items']> {
  const matches = matchItems(items, phase.items);
  const kept = new Set(matches.map(({ item }) => item?.id));
  const changed = matches.map(({ wanted, item }) => ({
    ...(item ? { id: item.id } : {}),
    // The price that an item has already may be archived by now.
    ...(item?.price.id === idOf(wanted.price) ? {} : { price: idOf(wanted.price) }),
    ...(wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
    billing_thresholds: itemThresholdParams(wanted),
    discounts: reusedDiscounts(tx, { discounts: wanted.discounts, own: item?.discounts ?? [] }),
    metadata: (wanted.metadata ?? {}) as Stripe.MetadataParam,
    tax_rates: wanted.tax_rates?.length ? rateIds(wanted.tax_rates) : ('' as const),
  }));
  const gone = items.filter((item) => !kept.has(item.id)).map((item) => ({ id: item.id, deleted: true }));
  return [...changed, ...gone];
}
