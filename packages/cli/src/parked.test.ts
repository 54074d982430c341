import { createBilling, createLog, readSettings } from '@purser/billing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import mmarkov from '../../../catalogs/mmarkov.ts';
import { givenDirectory, runPurser } from './given-command.ts';

let directory: ReturnType<typeof givenDirectory>;

beforeEach(() => {
  directory = givenDirectory();
});

afterEach(() => directory.remove());

/** A database with one mail that nobody could deliver. */
async function givenParkedMail(): Promise<void> {
  const settings = { ...readSettings({}), dataDir: `${directory.path}/mmarkov` };
  const billing = await createBilling({ settings, catalog: mmarkov, log: createLog({ level: 'silent' }) });
  await billing.db
    .insertInto('outgoing_mail')
    .values({
      id: 'mail_1',
      kind: 'welcome',
      key: 'sub_1',
      recipient: 'ada@example.com',
      props: '{}',
      state: 'parked',
      attempts: 9,
      due_at: new Date(),
      queued_at: new Date(),
      last_error: '550 No such person here',
    })
    .execute();
  await billing.close();
}

describe('purser parked', () => {
  it('says what was given up and why, without the address, and lets it be tried again', async () => {
    await givenParkedMail();
    const environment = { PURSER_DATA_DIR: directory.path };
    const shown = runPurser(['parked'], environment);
    expect(await shown.ended).toBe(2);
    expect(shown.output()).toContain('mail welcome about sub_1, given up after 9 tries: 550 No such person here');
    expect(shown.output()).not.toContain('ada@example.com');

    const retried = runPurser(['parked', '--retry'], environment);
    expect(await retried.ended).toBe(0);
    expect(retried.output()).toContain('1 will be tried again');
    const after = runPurser(['parked'], environment);
    expect(await after.ended).toBe(0);
    expect(after.output()).toContain('Nothing is parked.');
  }, 90_000);
});
