import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import talents from '../../../../catalogs/talents.ts';
import { secondPaymentReturnedMail } from '../checkout/emails.ts';
import type { Billing } from '../kernel/billing.ts';
import { realTime } from '../kernel/clock.ts';
import { money } from '../kernel/money.ts';
import { transact } from '../kernel/transact.ts';
import { givenBilling } from '../testing/given-billing.ts';
import { givenMailServer, type MailServer } from '../testing/given-mail-server.ts';
import { deliverDueMail } from './deliver-mail.ts';
import type { MailKinds } from './mail-kinds.ts';
import { queueMail } from './queue-mail.ts';
import { claimMail, listKeptMail, listParkedMail, requeueParkedMail } from './table.ts';

let server: MailServer;
let billing: Billing;

beforeAll(async () => {
  server = await givenMailServer();
  const made = await givenBilling({
    catalog: talents,
    environment: { SMTP_URL: server.url, STRIPE_SECRET_KEY: 'sk_test_for_the_tests' },
  });
  billing = { ...made, mailKinds: { second_payment_returned: secondPaymentReturnedMail } as MailKinds };
});

afterEach(async () => {
  await billing.db.deleteFrom('outgoing_mail').execute();
  server.received.length = 0;
  server.moods.length = 0;
});

afterAll(async () => {
  await billing.close();
  await server.close();
});

async function queueReturned(key = 'cs_1', to = 'ada@example.com'): Promise<void> {
  await transact(billing, (tx) =>
    queueMail(tx, {
      kind: 'second_payment_returned',
      key,
      to,
      props: { name: 'Ada', refunded: money(1999, 'usd') },
    }),
  );
}

/** Real time this many seconds from now. */
function inSeconds(seconds: number): Date {
  return new Date(realTime.now().getTime() + seconds * 1000);
}

describe('a queued mail', () => {
  it('goes out once, in both parts, from the brand', async () => {
    await queueReturned();
    expect(await deliverDueMail(billing)).toBe(1);
    expect(await deliverDueMail(billing, { at: inSeconds(86_400) })).toBe(0);

    expect(server.received).toHaveLength(1);
    const [mail] = server.received;
    expect(mail?.from?.value).toEqual([{ name: 'Talents', address: 'support@talents.com' }]);
    expect(mail?.subject).toBe('We have returned your second payment of $19.99');
    expect(mail?.text).toContain('Hello Ada,');
    expect(mail?.text).toContain('write to support@talents.com');
    expect(mail?.html).toContain('<html lang="en"');
    expect(mail?.html).toContain('Your second payment is on its way back');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('is one mail however often the same thing is told', async () => {
    await queueReturned();
    await queueReturned();
    await queueReturned('cs_2');
    await deliverDueMail(billing);
    expect(server.received).toHaveLength(2);
  });

  it('never goes out when its transaction is undone', async () => {
    const undone = transact(billing, async (tx) => {
      await queueMail(tx, {
        kind: 'second_payment_returned',
        key: 'cs_1',
        to: 'ada@example.com',
        props: { name: null, refunded: null },
      });
      throw new Error('The refund could not be stored.');
    });
    await expect(undone).rejects.toThrow('could not be stored');
    expect(await deliverDueMail(billing)).toBe(0);
  });

  it('is sent once by two workers at the same time', async () => {
    for (let index = 0; index < 6; index += 1) await queueReturned(`cs_${index}`);
    await Promise.all([deliverDueMail(billing), deliverDueMail(billing)]);
    expect(server.received).toHaveLength(6);
    expect(new Set(server.received.map((mail) => mail.messageId)).size).toBe(6);
  });
});

describe('when the mail server has trouble', () => {
  it('waits, tries again, and sends the same message', async () => {
    server.moods.push('busy');
    await queueReturned();
    await deliverDueMail(billing);
    expect(await deliverDueMail(billing, { at: inSeconds(10) })).toBe(0);
    expect(server.received).toHaveLength(0);

    await deliverDueMail(billing, { at: inSeconds(60) });
    expect(server.received).toHaveLength(1);
  });

  it('repeats under the same Message-ID when the server took the mail in and its answer was lost', async () => {
    server.moods.push('hangs-up');
    await queueReturned();
    await deliverDueMail(billing);
    await deliverDueMail(billing, { at: inSeconds(60) });

    const ids = server.received.map((mail) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toMatch(/^<mail_[0-9a-f]{32}@talents\.com>$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('lets another worker take over from one that died, after its lease', async () => {
    await queueReturned();
    await claimMail(billing.db, { at: inSeconds(1), leaseUntil: inSeconds(120) });
    expect(await deliverDueMail(billing, { at: inSeconds(60) })).toBe(0);
    expect(await deliverDueMail(billing, { at: inSeconds(121) })).toBe(1);
    expect(server.received).toHaveLength(1);
  });

  it('parks a mail that fails for sixteen hours, where it can be seen and tried again', async () => {
    await queueReturned();
    for (let attempt = 0; attempt < 9; attempt += 1) {
      server.moods.push('busy');
      await deliverDueMail(billing, { at: inSeconds((attempt + 1) * 30_000) });
    }
    expect(await listParkedMail(billing.db)).toMatchObject([
      {
        kind: 'second_payment_returned',
        key: 'cs_1',
        attempts: 9,
        lastError: expect.stringContaining('Try again later'),
      },
    ]);
    expect(await requeueParkedMail(billing.db, { dueAt: realTime.now() })).toBe(1);
    await deliverDueMail(billing);
    expect(server.received).toHaveLength(1);
  });

  it('gives up at once on a recipient that does not exist, and keeps the address out of the reason', async () => {
    server.moods.push('unknown-recipient');
    await queueReturned('cs_1', 'nobody@example.com');
    await deliverDueMail(billing);
    const [parked] = await listParkedMail(billing.db);
    expect(parked).toMatchObject({ attempts: 1, lastError: expect.stringContaining('No such person') });
    expect(parked?.lastError).not.toContain('nobody@example.com');
  });
});

describe('in the sandbox', () => {
  it('keeps the mail for the mailbox and needs no server', async () => {
    const { settings } = billing;
    const sandbox = { ...billing, settings: { ...settings, sandbox: true, mail: { ...settings.mail, smtpUrl: null } } };
    await queueReturned();
    await deliverDueMail(sandbox);
    expect(server.received).toHaveLength(0);
    expect(await listKeptMail(billing.db)).toMatchObject([
      {
        to: 'ada@example.com',
        subject: 'We have returned your second payment of $19.99',
        sentAt: new Date('2026-03-01T12:00:00Z'),
      },
    ]);
  });
});
