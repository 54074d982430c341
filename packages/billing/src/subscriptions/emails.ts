import { customerOfUser } from '../customers/index.ts';
import type { Reaction } from '../kernel/changes.ts';
import { addDays } from '../kernel/time.ts';
import type { Tx } from '../kernel/transact.ts';
import { queueMail } from '../notifications/index.ts';
import type { CancellationProps } from './cancellation-mail.ts';
import { livePlanSubscriptions } from './plan-subscription.ts';
import { subscriptionsOfUser, type SubscriptionRow } from './table.ts';
import type { WelcomeProps } from './welcome-mail.ts';

export { cancellationMail } from './cancellation-mail.ts';
export { welcomeMail } from './welcome-mail.ts';

declare module '../notifications/mail-kinds.ts' {
  interface MailProps {
    welcome: WelcomeProps;
    cancellation_confirmed: CancellationProps;
  }
}

/** One that was older than this when we first saw it was not sold by us just now: it gets no welcome. */
const newForDays = 7;

/** Writes to people whose plan has begun, will end, or has ended. Subscriptions to none of our plans get no mail. */
export const mailSubscription: Reaction<'subscription.changed'> = async (tx, { before, after }) => {
  const { tier } = after;
  if (tier === null || (await isSecond(tx, after))) return;
  if (hasBegun(before, after, tx.now)) await queueWelcome(tx, { ...after, tier });
  const how = howItEnds(before, after);
  if (how !== null) await queueCancellation(tx, { ...after, tier }, how);
};

/** Bought twice by mistake: the older one stands, this one is undone, and another mail tells of it. */
async function isSecond(tx: Tx, row: SubscriptionRow): Promise<boolean> {
  const others = livePlanSubscriptions(await subscriptionsOfUser(tx.db, row.userId)).filter(({ id }) => id !== row.id);
  const older = (other: SubscriptionRow) =>
    other.createdAt.getTime() - row.createdAt.getTime() || (other.id < row.id ? -1 : 1);
  return others.some((other) => older(other) < 0);
}

type PlanRow = SubscriptionRow & { readonly tier: string };

function hasBegun(before: SubscriptionRow | undefined, after: SubscriptionRow, now: Date): boolean {
  const isRunning = after.status === 'active' || after.status === 'trialing';
  const wasWaiting = before === undefined || before.status === 'incomplete';
  return isRunning && wasWaiting && after.createdAt >= addDays(now, -newForDays);
}

/** Null: it does not end, or the person has been told already. */
function howItEnds(before: SubscriptionRow | undefined, after: SubscriptionRow): CancellationProps['how'] | null {
  // First seen at its end: whoever ended it did so before we knew of it.
  if (before === undefined) return null;
  if (after.status === 'canceled') {
    const wasRunning = before.status !== 'canceled' && before.status !== 'incomplete';
    if (!wasRunning || after.cancellationReason === 'payment_disputed') return null;
    if (after.cancellationReason === 'payment_failed') return 'unpaid';
    return before.cancelAt === null ? 'ended' : null;
  }
  const isPlanned = after.cancelAt !== null && after.status !== 'incomplete' && after.status !== 'incomplete_expired';
  return isPlanned && before.cancelAt?.getTime() !== after.cancelAt.getTime() ? 'planned' : null;
}

async function queueWelcome(tx: Tx, row: PlanRow): Promise<void> {
  const customer = await customerOfUser(tx.db, row.userId);
  if (customer?.email == null) return;
  const isTrial = row.status === 'trialing' && row.trialEnd !== null;
  await queueMail(tx, {
    kind: 'welcome',
    key: row.id,
    to: customer.email,
    props: {
      subscriptionId: row.id,
      name: customer.name,
      tier: row.tier,
      billingPeriod: row.billingPeriod,
      price: { ...row.price, amount: row.price.amount * row.quantity },
      nextChargeAt: (isTrial ? (row.trialEnd ?? row.currentPeriodEnd) : row.currentPeriodEnd).toISOString(),
      isTrial,
      card: null,
    },
  });
}

async function queueCancellation(tx: Tx, row: PlanRow, how: CancellationProps['how']): Promise<void> {
  const customer = await customerOfUser(tx.db, row.userId);
  if (customer?.email == null) return;
  const endsAt = how === 'planned' ? row.cancelAt : (row.endedAt ?? row.canceledAt ?? tx.now);
  if (endsAt === null) return;
  await queueMail(tx, {
    kind: 'cancellation_confirmed',
    // Cancelling, keeping and cancelling again for the same day is told once a cancellation, so its own time counts.
    key: how === 'planned' ? `${row.id}:${(row.canceledAt ?? endsAt).toISOString()}` : `${row.id}:ended`,
    to: customer.email,
    props: { subscriptionId: row.id, name: customer.name, tier: row.tier, endsAt: endsAt.toISOString(), how },
  });
}
