import { customerOfUser } from '../customers/index.ts';
import type { Reaction } from '../kernel/changes.ts';
import { formatMoney, type Money } from '../kernel/money.ts';
import { factLines, greeting, queueMail, type MailKind } from '../notifications/index.ts';

declare module '../notifications/mail-kinds.ts' {
  interface MailProps {
    second_payment_returned: SecondPaymentReturnedProps;
  }
}

export interface SecondPaymentReturnedProps {
  readonly name: string | null;
  /** Null when nothing had been charged, as in a trial. */
  readonly refunded: Money | null;
}

/** Two windows, two payments: one plan stands, the other was undone and its money goes back. */
export const secondPaymentReturnedMail: MailKind<SecondPaymentReturnedProps> = {
  write: ({ name, refunded }, { catalog, accountUrl }) => {
    const { brand } = catalog;
    const amount = refunded === null ? null : formatMoney(refunded);
    const happened =
      amount === null
        ? `You started a plan with ${brand.name} twice, most likely in two windows. Your first plan stands. We have cancelled the second one, and nothing was charged for it.`
        : `You paid for a plan with ${brand.name} twice, most likely in two windows. Your first plan stands. We have cancelled the second one and returned its ${amount} to the card that you paid with.`;
    const facts =
      amount === null
        ? []
        : [
            { name: 'Returned', value: amount },
            { name: 'On your statement', value: 'Within 5 to 10 business days' },
          ];
    const nothing =
      'There is nothing you need to do. If something looks wrong, answer this mail and we will look into it.';
    return {
      subject:
        amount === null
          ? `We have cancelled your second ${brand.name} plan`
          : `We have returned your second payment of ${amount}`,
      preview: 'Your first plan stands; there is nothing you need to do.',
      heading: amount === null ? 'Your second plan is cancelled' : 'Your second payment is on its way back',
      paragraphs: [greeting(name), happened],
      ...(facts.length > 0 && { facts }),
      action: { label: 'Open your account', url: accountUrl },
      closing: [nothing],
      text: [
        greeting(name),
        happened,
        ...(facts.length > 0 ? [factLines(facts)] : []),
        nothing,
        `Your account: ${accountUrl}`,
      ].join('\n\n'),
    };
  },
};

export const mailSecondPaymentReturned: Reaction<'checkout.second_payment_returned'> = async (
  tx,
  { userId, sessionId, refunded },
) => {
  const customer = await customerOfUser(tx.db, userId);
  if (customer?.email == null) return;
  await queueMail(tx, {
    kind: 'second_payment_returned',
    key: sessionId,
    to: customer.email,
    props: { name: customer.name, refunded },
  });
};
