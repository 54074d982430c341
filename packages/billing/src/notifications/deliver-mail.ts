import type { Billing } from '../kernel/billing.ts';
import { realTime } from '../kernel/clock.ts';
import { redactText } from '../kernel/log.ts';
import type { MailKind, MailKindName } from './mail-kinds.ts';
import { renderMail } from './render-mail.ts';
import { MailRefusedError, sendMail } from './send-mail.ts';
import { claimMail, markMailDropped, markMailFailed, markMailSent, type ClaimedMail } from './table.ts';

/**
 * A mail's life: queued → sent, or dropped when it is no longer true, or parked when every try failed.
 *
 * A worker takes one by moving its due time ahead (the lease), sends it outside any transaction, and marks it once the
 * server has accepted. A worker that dies in between leaves a mail that another takes after the lease: sent at least
 * once, and a second time only with the same Message-ID.
 */
const leaseSeconds = 120;

/** Seconds to wait after each failed try; after the last one a mail is parked. Some sixteen hours in all. */
const backOffSeconds = [30, 120, 600, 1800, 3600, 7200, 14_400, 28_800];

/**
 * Sends what is due.
 *
 * @param at In real time: a mail server does not live on the sandbox's clock.
 * @returns How many mails were looked at. Zero: nothing is due.
 */
export async function deliverDueMail(
  billing: Billing,
  { at = realTime.now(), atMost = 100 }: { at?: Date; atMost?: number } = {},
): Promise<number> {
  for (let count = 0; count < atMost; count += 1) {
    const mail = await claimMail(billing.db, { at, leaseUntil: after(at, leaseSeconds) });
    if (mail === undefined) return count;
    await deliver(billing, mail, at);
  }
  return atMost;
}

async function deliver(billing: Billing, mail: ClaimedMail, at: Date): Promise<void> {
  const { db, log, clock, settings } = billing;
  const about = { mail: mail.id, kind: mail.kind };
  try {
    const kind = kindOf(billing, mail.kind);
    const props = kind.beforeSending === undefined ? mail.props : await kind.beforeSending(billing, mail.props);
    if (props === null) {
      await markMailDropped(db, { id: mail.id, at: clock.now() });
      log.info(about, 'a mail was dropped: it is no longer true');
      return;
    }
    const accountUrl = `${settings.frontendUrl}/account`;
    const content = await renderMail(kind.write(props, { catalog: billing.catalog, accountUrl }), billing.catalog);
    const { smtpUrl } = settings.mail;
    if (smtpUrl !== null) await sendMail(billing, smtpUrl, { id: mail.id, to: mail.recipient, ...content });
    const isKept = settings.sandbox || smtpUrl === null;
    await markMailSent(db, { id: mail.id, at: clock.now(), ...(isKept && { content }) });
    log.info(about, smtpUrl === null ? 'a mail was put in the mailbox of the sandbox' : 'a mail was sent');
  } catch (error) {
    const wait = error instanceof MailRefusedError ? undefined : backOffSeconds[mail.attempts - 1];
    const nextTry = wait === undefined ? null : after(at, wait);
    const reason = redactText(error instanceof Error ? error.message : String(error));
    await markMailFailed(db, { id: mail.id, error: reason, nextTry, at: clock.now() });
    if (nextTry === null)
      log.error({ ...about, err: error, attempts: mail.attempts }, 'a mail was given up and parked');
    else log.warn({ ...about, err: error, attempts: mail.attempts, nextTry }, 'a mail could not be sent yet');
  }
}

/** The row says the kind as text; which props belong to it was checked when it was queued. */
function kindOf({ mailKinds }: Billing, name: string): MailKind<unknown> {
  if (!Object.hasOwn(mailKinds, name)) throw new Error(`There is no kind of mail named "${name}".`);
  return mailKinds[name as MailKindName] as MailKind<unknown>;
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
