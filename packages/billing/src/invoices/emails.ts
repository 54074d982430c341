import { customerOfUser } from '../customers/index.ts';
import type { Reaction } from '../kernel/changes.ts';
import { money } from '../kernel/money.ts';
import { queueMail } from '../notifications/index.ts';
import type { PaymentFailedProps } from './payment-failed-mail.ts';

export { paymentFailedMail } from './payment-failed-mail.ts';

declare module '../notifications/mail-kinds.ts' {
  interface MailProps {
    payment_failed: PaymentFailedProps;
  }
}

/** One mail for each failed attempt. Whether it is still true is asked again when it is sent. */
export const mailFailedPayment: Reaction<'invoice.payment_failed'> = async (tx, { invoice, attempt, failedAt }) => {
  const customer = await customerOfUser(tx.db, invoice.userId);
  if (customer?.email == null) return;
  await queueMail(tx, {
    kind: 'payment_failed',
    key: `${invoice.id}:${attempt}`,
    to: customer.email,
    props: {
      invoiceId: invoice.id,
      name: customer.name,
      failedAt: failedAt.toISOString(),
      amount: money(invoice.amountRemaining, invoice.total.currency),
      invoiceUrl: invoice.hostedInvoiceUrl,
      number: invoice.number,
      tier: null,
      card: null,
      reason: invoice.lastPaymentError,
      nextAttemptAt: invoice.nextPaymentAttempt?.toISOString() ?? null,
      accessUntil: null,
    },
  });
};
