import { createTransport } from 'nodemailer';
import type { Billing } from '../kernel/billing.ts';

export interface ReadyMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The server will never take this mail: its recipient does not exist, or its content is refused. */
export class MailRefusedError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'MailRefusedError';
  }
}

/**
 * Hands a mail to the mail server. The Message-ID comes from our own id, so that a repeat after a crash is the same
 * message and mail programs show one.
 *
 * @throws MailRefusedError when trying again is of no use; anything else is worth another try.
 */
export async function sendMail({ settings, catalog }: Billing, smtpUrl: string, mail: ReadyMail): Promise<void> {
  const from = settings.mail.from ?? catalog.brand.supportEmail;
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  try {
    await transport.sendMail({
      from: from.includes('<') ? from : { name: catalog.brand.name, address: from },
      replyTo: catalog.brand.supportEmail,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: `<${mail.id}@${domainOf(from)}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    });
  } catch (error) {
    throw isRefusal(error) ? new MailRefusedError(error) : error;
  } finally {
    transport.close();
  }
}

/** A 5xx answer to the recipient or to the content; one to the login is trouble of ours, which somebody can mend. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || !('responseCode' in error) || !('command' in error)) return false;
  const isFinal = typeof error.responseCode === 'number' && error.responseCode >= 500 && error.responseCode < 600;
  return isFinal && (error.command === 'RCPT TO' || error.command === 'DATA');
}

function domainOf(address: string): string {
  return /@([^\s>]+)/.exec(address)?.[1] ?? 'localhost';
}
