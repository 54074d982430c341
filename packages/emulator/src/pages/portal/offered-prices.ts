import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

/** What a person chose to have from now on. */
export interface PlanChoice {
  price: Stripe.Price;
  quantity: number;
  /** As typed; `''` for none. */
  promotionCode: string;
  /** The configuration wants it to wait for the end of the period (`schedule_at_period_end`). */
  waits: boolean;
}

/** The same as a form or a link gives it. */
export interface PostedChoice {
  price?: string | undefined;
  quantity?: string | undefined;
  promotionCode?: string | undefined;
}

type Configuration = Stripe.BillingPortal.Configuration;

/** The prices that a portal offers for a subscription: those of its configuration that are still sold, in its currency. */
export function offeredPrices(
  tx: Tx,
  configuration: Configuration,
  subscription: Stripe.Subscription,
): { price: Stripe.Price; isCurrent: boolean }[] {
  const current = subscription.items.data[0]?.price.id;
  const feature = configuration.features.subscription_update;
  return (feature.products ?? [])
    .flatMap((product) => product.prices)
    .flatMap((id) => tx.find('price', id) ?? [])
    .filter((price) => price.active && price.currency === subscription.currency)
    .filter(({ id }) => id === current || feature.default_allowed_updates.includes('price'))
    .map((price) => ({ price, isCurrent: price.id === current }));
}

/** Reads a choice as it was posted; a sentence when it is none, because it is not offered or changes nothing. */
export function readPlanChoice(
  tx: Tx,
  configuration: Configuration,
  { subscription, posted }: { subscription: Stripe.Subscription; posted: PostedChoice },
): PlanChoice | { refusal: string } {
  const item = subscription.items.data[0];
  const offered = offeredPrices(tx, configuration, subscription).find(({ price }) => price.id === posted.price);
  if (!item || !offered) return { refusal: 'Choose one of the plans.' };
  const quantity = posted.quantity === undefined ? (item.quantity ?? 1) : Number(posted.quantity);
  const range = quantityRange(configuration, offered.price, item.quantity ?? 1);
  if (!Number.isInteger(quantity) || quantity < range.minimum || quantity > range.maximum) {
    const most = range.maximum === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${range.maximum}`;
    return { refusal: `Enter a quantity from ${range.minimum} ${most}.` };
  }
  if (offered.isCurrent && quantity === (item.quantity ?? 1)) return { refusal: 'This is the plan that you have now.' };
  const isCodeAllowed = configuration.features.subscription_update.default_allowed_updates.includes('promotion_code');
  const promotionCode = isCodeAllowed ? (posted.promotionCode?.trim() ?? '') : '';
  const waits = isHeldBack(configuration, item, { price: offered.price, quantity });
  return { price: offered.price, quantity, promotionCode: waits ? '' : promotionCode, waits };
}

function quantityRange(configuration: Configuration, price: Stripe.Price, current: number) {
  const feature = configuration.features.subscription_update;
  const adjustable = (feature.products ?? []).find((product) => product.prices.includes(price.id))?.adjustable_quantity;
  if (!adjustable?.enabled || !feature.default_allowed_updates.includes('quantity')) {
    return { minimum: current, maximum: current };
  }
  return { minimum: adjustable.minimum, maximum: adjustable.maximum ?? Number.MAX_SAFE_INTEGER };
}

const daysOf: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 };

/** Whether the configuration wants a change to wait for the end of the period. */
function isHeldBack(
  configuration: Configuration,
  item: Stripe.SubscriptionItem,
  choice: Pick<PlanChoice, 'price' | 'quantity'>,
): boolean {
  const { conditions } = configuration.features.subscription_update.schedule_at_period_end;
  const before = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
  const after = (choice.price.unit_amount ?? 0) * choice.quantity;
  const isShorter = lengthOf(choice.price) < lengthOf(item.price);
  return conditions.some(({ type }) => (type === 'shortening_interval' ? isShorter : after < before));
}

function lengthOf({ recurring }: Stripe.Price): number {
  return (daysOf[recurring?.interval ?? ''] ?? 0) * (recurring?.interval_count ?? 1);
}
