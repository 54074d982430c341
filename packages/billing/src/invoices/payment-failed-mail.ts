import { formatMoney, money, type Money } from '../kernel/money.ts';
import { addDays } from '../kernel/time.ts';
import type { Billing } from '../kernel/billing.ts';
import type { MailContent, MailContext, MailKind } from '../notifications/index.ts';
import { cardInWords, dateInWords, factLines, greeting, type CardInWords } from '../notifications/index.ts';
import { declineInWords, paymentMethod } from '../payment-methods/index.ts';
import { customerOfUser } from '../customers/index.ts';
import { isOver, subscription, type SubscriptionRow } from '../subscriptions/index.ts';
import { invoice } from './table.ts';

export interface PaymentFailedProps {
  readonly invoiceId: string;
  readonly name: string | null;
  readonly failedAt: string;
  readonly amount: Money;
  /** Where the invoice can be paid with any card. */
  readonly invoiceUrl: string | null;
  readonly number: string | null;
  /** These are filled in when the mail is about to be sent. */
  readonly tier: string | null;
  readonly card: CardInWords | null;
  /** Stripe's decline code. */
  readonly reason: string | null;
  readonly nextAttemptAt: string | null;
  readonly accessUntil: string | null;
}

/** Tells that a payment failed: how much, which card, why, what to do, and what happens otherwise. */
export const paymentFailedMail: MailKind<PaymentFailedProps> = {
  beforeSending: bringUpToDate,
  write: (props, context) => {
    const { brand } = context.catalog;
    const amount = formatMoney(props.amount);
    const plan = context.catalog.plans.find(({ id }) => id === props.tier)?.name;
    const product = plan === undefined ? brand.name : `${brand.name} ${plan}`;
    const asksToConfirm = props.reason === 'authentication_required';
    const from = props.card === null ? '' : ` from your ${cardInWords(props.card)}`;
    const failed =
      `On ${dateInWords(props.failedAt)} we tried to take ${amount} for ${product}${from}. ` +
      (asksToConfirm ? 'Your bank wants you to confirm the payment first.' : 'It did not go through.');
    const why = props.reason === null || asksToConfirm ? [] : [declineInWords(props.reason)];
    const facts = factsOf(props, amount);
    const closing = [...whatFollows(props), wayOut];
    const label = asksToConfirm ? `Confirm the payment of ${amount}` : `Pay ${amount} now`;
    const action =
      props.invoiceUrl === null
        ? { label: 'Open your account', url: context.accountUrl }
        : { label, url: props.invoiceUrl };
    return {
      subject: `Your payment of ${amount} to ${brand.name} did not go through`,
      preview: asksToConfirm ? 'Your bank wants you to confirm it.' : 'Here is how to pay, and what happens otherwise.',
      heading: asksToConfirm ? 'Please confirm your payment' : 'Your payment did not go through',
      paragraphs: [greeting(props.name), failed, ...why],
      facts,
      action,
      closing,
      text: writeText(props, { paragraphs: [failed, ...why], facts: factLines(facts), action, closing, context }),
    };
  },
};

const wayOut =
  'If you no longer want the plan, you can cancel it on your account page. If you have paid in the meantime, there is nothing left to do.';

function factsOf(props: PaymentFailedProps, amount: string) {
  return [
    { name: 'Amount', value: amount },
    ...(props.card === null ? [] : [{ name: 'Card', value: cardInWords(props.card) }]),
    ...(props.number === null ? [] : [{ name: 'Invoice', value: props.number }]),
    ...(props.nextAttemptAt === null ? [] : [{ name: 'We try again on', value: dateInWords(props.nextAttemptAt) }]),
  ];
}

function whatFollows(props: PaymentFailedProps): string[] {
  const again =
    props.nextAttemptAt === null
      ? 'We will not try the card again by ourselves. Please pay with the button above, with this card or another.'
      : `${props.reason === 'authentication_required' ? 'Confirm it at your bank’s page, or pay with another card.' : 'You can pay now, with this card or another.'} If you do nothing, we try the card again on ${dateInWords(props.nextAttemptAt)}.`;
  return props.accessUntil === null
    ? [again]
    : [again, `Until ${dateInWords(props.accessUntil)} you keep your plan as it is.`];
}

function writeText(
  props: PaymentFailedProps,
  {
    paragraphs,
    facts,
    action,
    closing,
    context,
  }: {
    paragraphs: string[];
    facts: string;
    action: NonNullable<MailContent['action']>;
    closing: string[];
    context: MailContext;
  },
): string {
  return [
    greeting(props.name),
    ...paragraphs,
    facts,
    `${action.label}:\n${action.url}`,
    // Plain text has no button to point at.
    ...closing.map((line) => line.replace('with the button above', 'at the address above')),
    ...(action.url === context.accountUrl ? [] : [`Your account: ${context.accountUrl}`]),
  ].join('\n\n');
}

/** An invoice that was paid, voided or written off since, or whose plan is over, is nothing to write about any more. */
async function bringUpToDate(billing: Billing, props: PaymentFailedProps): Promise<PaymentFailedProps | null> {
  const row = await invoice(billing.db, props.invoiceId);
  if (row === undefined || row.status !== 'open' || row.amountRemaining <= 0) return null;
  const plan = row.subscriptionId === null ? undefined : await subscription(billing.db, row.subscriptionId);
  if (plan !== undefined && isOver(plan)) return null;
  return {
    ...props,
    amount: money(row.amountRemaining, row.total.currency),
    invoiceUrl: row.hostedInvoiceUrl,
    tier: plan?.tier ?? null,
    card: await chargedCard(billing, row.userId, plan),
    reason: row.lastPaymentError,
    nextAttemptAt: row.nextPaymentAttempt?.toISOString() ?? null,
    accessUntil: accessUntil(billing, plan)?.toISOString() ?? null,
  };
}

/** Stripe charges the subscription's card, else the customer's. */
async function chargedCard(
  { db }: Billing,
  userId: string,
  plan: SubscriptionRow | undefined,
): Promise<CardInWords | null> {
  const id = plan?.defaultPaymentMethodId ?? (await customerOfUser(db, userId))?.defaultPaymentMethodId ?? null;
  return id === null ? null : ((await paymentMethod(db, id))?.card ?? null);
}

function accessUntil({ catalog, clock }: Billing, plan: SubscriptionRow | undefined): Date | null {
  if (plan?.status !== 'past_due' || plan.pastDueSince === null) return null;
  const until = addDays(plan.pastDueSince, catalog.pastDueGraceDays);
  return until > clock.now() ? until : null;
}
