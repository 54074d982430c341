import type { BillingPeriod, Plan } from '../catalog/index.ts';
import type { Money } from '../kernel/money.ts';
import type { Fact, MailContent, MailContext, MailKind } from '../notifications/index.ts';
import {
  cardInWords,
  dateInWords,
  factLines,
  greeting,
  priceInWords,
  type CardInWords,
} from '../notifications/index.ts';
import { paymentMethod, refreshPaymentMethod } from '../payment-methods/index.ts';
import { isOver } from './plan-subscription.ts';
import { subscription } from './table.ts';

export interface WelcomeProps {
  readonly subscriptionId: string;
  readonly name: string | null;
  readonly tier: string;
  readonly billingPeriod: BillingPeriod | null;
  readonly price: Money;
  /** ISO 8601; when the next payment is due, or the trial ends. */
  readonly nextChargeAt: string;
  readonly isTrial: boolean;
  /** Filled in when the mail is about to be sent. */
  readonly card: CardInWords | null;
}

/** To whoever has just subscribed: what they have, what it costs, when it renews, how to cancel. */
export const welcomeMail: MailKind<WelcomeProps> = {
  beforeSending: async (billing, props) => {
    const row = await subscription(billing.db, props.subscriptionId);
    if (row === undefined || isOver(row)) return null;
    const cardId = row.defaultPaymentMethodId;
    if (cardId === null) return { ...props, card: null };
    // The card may be mirrored a moment after its subscription.
    if ((await paymentMethod(billing.db, cardId)) === undefined) await refreshPaymentMethod(billing, cardId);
    return { ...props, card: (await paymentMethod(billing.db, cardId))?.card ?? null };
  },
  write: (props, context) => {
    const plan = context.catalog.plans.find(({ id }) => id === props.tier);
    return props.isTrial ? writeTrial(props, plan, context) : writePaid(props, plan, context);
  },
};

function writePaid(props: WelcomeProps, plan: Plan | undefined, { catalog, accountUrl }: MailContext): MailContent {
  const { brand } = catalog;
  const name = plan?.name ?? props.tier;
  const date = dateInWords(props.nextChargeAt);
  const facts = factsOf(props, { name, taxNote: taxNote(catalog.tax.behavior) });
  facts.push({ name: 'Renews on', value: date }, { name: 'On your statement', value: brand.statementDescriptor });
  const thanks = `Thank you for subscribing to ${brand.name}. Your ${name} plan is active, and everything in it is yours to use right away.`;
  const cancel =
    `Your plan renews by itself on ${date}. You can cancel at any time on your account page; ` +
    'you then keep the plan until the end of the time you have paid for.';
  return {
    subject: `Welcome to ${brand.name} ${name}`,
    preview: `Your plan is active and renews on ${date}.`,
    heading: `Welcome to ${name}`,
    paragraphs: [greeting(props.name), thanks],
    facts,
    action: { label: 'Open your account', url: accountUrl },
    closing: [cancel],
    text: [greeting(props.name), thanks, factLines(facts), cancel, `Your account: ${accountUrl}`].join('\n\n'),
  };
}

function writeTrial(props: WelcomeProps, plan: Plan | undefined, { catalog, accountUrl }: MailContext): MailContent {
  const { brand } = catalog;
  const name = plan?.name ?? props.tier;
  const date = dateInWords(props.nextChargeAt);
  const tax = taxNote(catalog.tax.behavior);
  const price = priceInWords(props.price, props.billingPeriod);
  const facts = factsOf(props, { name, taxNote: tax });
  facts.push({ name: 'Trial ends on', value: date });
  const started = `Your free trial of ${brand.name} ${name} has started. Everything in the plan is yours to use, and nothing is charged before ${date}.`;
  const later =
    props.card === null
      ? `You have not left a card. On ${date} your plan ${plan?.trial?.withoutCard === 'cancel' ? 'ends' : 'pauses'}, and nothing is charged. ` +
        `To go on without a break, add a card on your account page before then: the plan then costs ${price}, ${tax}.`
      : `On ${date} we charge your ${cardInWords(props.card)} for the first time: ${price}, ${tax}. ` +
        'If you do not want to go on, cancel on your account page before then, and you pay nothing.';
  const label = props.card === null ? 'Add a card' : 'Open your account';
  return {
    subject: `Your free trial of ${brand.name} ${name} has started`,
    preview: `Nothing is charged before ${date}.`,
    heading: `Your trial of ${name} has started`,
    paragraphs: [greeting(props.name), started],
    facts,
    action: { label, url: accountUrl },
    closing: [later],
    text: [greeting(props.name), started, factLines(facts), later, `${label}: ${accountUrl}`].join('\n\n'),
  };
}

function factsOf(props: WelcomeProps, { name, taxNote: tax }: { name: string; taxNote: string }): Fact[] {
  const billed = props.billingPeriod === 'annual' ? ', billed once a year' : ', billed monthly';
  return [
    { name: 'Plan', value: `${name}${props.billingPeriod === null ? '' : billed}` },
    { name: 'Price', value: `${priceInWords(props.price, props.billingPeriod)}, ${tax}` },
    ...(props.card === null ? [] : [{ name: 'Card', value: cardInWords(props.card) }]),
  ];
}

function taxNote(behavior: 'exclusive' | 'inclusive'): string {
  return behavior === 'inclusive' ? 'tax included' : 'plus tax where it applies';
}
