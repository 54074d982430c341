import { TestBed } from '@angular/core/testing';
import { Messages, provideBilling } from '@purser/angular';
import type { Account } from '@purser/angular';
import { sampleAccount, sampleCatalog, sampleSubscription } from '@purser/angular/testing';
import { describeAccount } from './describe-account.ts';

const now = new Date('2026-11-21T12:00:00Z');

function read(subscription: Partial<NonNullable<Account['subscription']>> | null, more: Partial<Account> = {}) {
  const messages = TestBed.inject(Messages);
  const account = sampleAccount(subscription && sampleSubscription(subscription), more);
  const said = describeAccount(account, sampleCatalog(), now);
  return {
    text: said.sentences.map((sentence) => messages.write(sentence)).join(' '),
    status: messages.text(said.status),
    actions: said.actions.map((action) => messages.write(action.label)),
    tone: said.tone,
    isUrgent: said.isUrgent,
  };
}

describe('the account page', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: [provideBilling({ locale: 'en-US' })] }));

  it('says what an active plan costs, and when and how it renews', () => {
    const { text, status, actions } = read({});
    expect(text).toBe('Lamp, $180.00 / year. Renews March 14, 2027 with Visa •••• 4242.');
    expect(status).toBe('Active');
    expect(actions).toEqual(['Manage subscription', 'Compare plans']);
  });

  it('counts a trial in days, and asks for a card while there is none', () => {
    const trial = { status: 'trialing', trial_end: '2026-11-26T12:00:00.000Z' } as const;
    expect(read(trial)).toMatchObject({
      text: 'Trial: 5 days left (ends November 26, 2026). Then $180.00 / year. It continues with Visa •••• 4242.',
      tone: 'good',
    });
    const without = read({ ...trial, card: null });
    expect(without.text).toContain('Add a card to keep Lamp after the trial.');
    expect(without.actions[0]).toBe('Add a card');
  });

  it('warns in the last three days of a trial, and counts the last one in hours', () => {
    expect(read({ status: 'trialing', trial_end: '2026-11-24T11:00:00.000Z' }).tone).toBe('attention');
    expect(read({ status: 'trialing', trial_end: '2026-11-21T18:30:00.000Z' }).text).toContain('7 hours left');
  });

  it('says of a plan that ends how long it lasts, and that nothing more is charged', () => {
    const ending = read({ cancels_at: '2026-12-14T12:00:00.000Z' });
    expect(ending.text).toBe('Lamp ends December 14, 2026. You keep access until then. No further charges.');
    expect(ending.actions).toEqual(['Keep Lamp', 'Manage subscription']);
  });

  it('explains a failed payment in plain words, with what comes next and what is at stake', () => {
    const failed = read({
      status: 'past_due',
      last_payment_error: 'Your card has expired.',
      next_payment_attempt: '2026-11-24T12:00:00.000Z',
      access_until: '2026-11-28T12:00:00.000Z',
      open_invoice_url: 'https://invoice.example/1',
    });
    expect(failed.text).toBe(
      'We could not charge Visa •••• 4242 for Lamp. Your card has expired. We will try again November 24, 2026. ' +
        'Update your payment method to avoid losing access November 28, 2026.',
    );
    expect(failed.actions).toEqual(['Update payment method', 'Pay now', 'Manage subscription']);
    expect(failed.isUrgent).toBe(true);
  });

  it.each([
    ['unpaid', 'Payment overdue', 'Lamp is switched off until the open invoice is paid.'],
    ['paused', 'Paused', 'Lamp is paused. You are not being charged. Add a card to carry on.'],
    ['incomplete', 'Not paid yet', 'Finish setting up Lamp: its first payment has not gone through yet.'],
    ['incomplete_expired', 'Expired', 'That attempt expired; nothing was charged.'],
    ['canceled', 'Ended', 'Lamp has ended. You are not being charged.'],
  ] as const)('says what %s means', (status, word, text) => {
    expect(read({ status })).toMatchObject({ status: word, text });
  });

  it('knows the free plan from no plan at all', () => {
    expect(read(null).text).toBe('You are on Wick. It is free, and no card is needed.');
    expect(read(null, { tier: null })).toMatchObject({ text: 'No active plan.', status: 'No plan' });
  });
});
