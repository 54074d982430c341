import type { MailContent, MailContext, MailKind } from '../notifications/index.ts';
import { dateInWords, factLines, greeting } from '../notifications/index.ts';
import { freeTier } from '../catalog/index.ts';
import { subscription } from './table.ts';

export interface CancellationProps {
  readonly subscriptionId: string;
  readonly name: string | null;
  readonly tier: string;
  /** ISO 8601: when the plan ends, or ended. */
  readonly endsAt: string;
  /** `planned`: it still runs. `ended`: it was ended at once. `unpaid`: it ended because it was not paid. */
  readonly how: 'planned' | 'ended' | 'unpaid';
}

/** Confirms a cancellation: when access ends, that nothing more is charged, and how to come back. */
export const cancellationMail: MailKind<CancellationProps> = {
  beforeSending: async ({ db }, props) => {
    if (props.how !== 'planned') return props;
    // Whoever changed their mind meanwhile must not read that the plan ends.
    const row = await subscription(db, props.subscriptionId);
    return row?.cancelAt?.toISOString() === props.endsAt ? props : null;
  },
  write: (props, context) => (props.how === 'planned' ? writePlanned(props, context) : writeEnded(props, context)),
};

function writePlanned(props: CancellationProps, context: MailContext): MailContent {
  const { brand } = context.catalog;
  const plan = planName(props, context);
  const date = dateInWords(props.endsAt);
  const facts = [
    { name: 'Plan', value: plan },
    { name: 'Ends on', value: date },
    { name: 'Further charges', value: 'None' },
  ];
  const done = `We have cancelled your ${brand.name} ${plan} plan, as you asked. You keep everything in it until ${date}, and your card is not charged again.`;
  const after = afterwards(context, date);
  const back = `Changed your mind? Until ${date} you can keep the plan with one click on your account page; afterwards you can subscribe again whenever you like.`;
  return {
    subject: `Your ${brand.name} ${plan} plan ends on ${date}`,
    preview: 'Your cancellation is confirmed. Nothing more is charged.',
    heading: 'Your cancellation is confirmed',
    paragraphs: [greeting(props.name), done],
    facts,
    action: { label: 'Open your account', url: context.accountUrl },
    closing: [after, back],
    text: [greeting(props.name), done, factLines(facts), after, back, `Your account: ${context.accountUrl}`].join(
      '\n\n',
    ),
  };
}

function writeEnded(props: CancellationProps, context: MailContext): MailContent {
  const { brand } = context.catalog;
  const plan = planName(props, context);
  const date = dateInWords(props.endsAt);
  const facts = [
    { name: 'Plan', value: plan },
    { name: 'Ended on', value: date },
    { name: 'Further charges', value: 'None' },
  ];
  const done =
    props.how === 'unpaid'
      ? `Your ${brand.name} ${plan} plan has ended, because its last payment could not be made. We will not try to charge your card again.`
      : `Your ${brand.name} ${plan} plan has ended. Your card is not charged again.`;
  const after = afterwards(context, null);
  const back = 'You are welcome back at any time: choose a plan on your account page.';
  return {
    subject: `Your ${brand.name} ${plan} plan has ended`,
    preview: 'Nothing more is charged.',
    heading: 'Your plan has ended',
    paragraphs: [greeting(props.name), done],
    facts,
    action: { label: 'Open your account', url: context.accountUrl },
    closing: [after, back],
    text: [greeting(props.name), done, factLines(facts), after, back, `Your account: ${context.accountUrl}`].join(
      '\n\n',
    ),
  };
}

function afterwards({ catalog }: MailContext, date: string | null): string {
  const free = catalog.plans.find(({ id }) => id === freeTier(catalog));
  const from = date === null ? 'From now on' : 'After that day';
  return free === undefined
    ? `${from} you can still sign in and see your invoices.`
    : `${from} you are on ${free.name}, our free plan, and can still see your invoices.`;
}

function planName({ tier }: CancellationProps, { catalog }: MailContext): string {
  return catalog.plans.find(({ id }) => id === tier)?.name ?? tier;
}
