import { TestBed } from '@angular/core/testing';
import { Messages } from './messages.ts';
import { provideBilling } from './provide-billing.ts';
import type { BillingOptions } from './provide-billing.ts';

function messagesWith(options: BillingOptions): Messages {
  TestBed.configureTestingModule({ providers: [provideBilling(options)] });
  return TestBed.inject(Messages);
}

describe('the dictionary', () => {
  it('writes amounts, dates and plurals as the locale writes them', () => {
    const messages = messagesWith({ locale: 'en-US' });
    const values = { date: new Date('2026-11-26T12:00:00Z'), price: { amount: 1900, currency: 'usd' } };
    expect(messages.text('account.trial_days', { ...values, count: 5 })).toBe(
      'Trial: 5 days left (ends November 26, 2026). Then $19.00.',
    );
    expect(messages.text('account.trial_days', { ...values, count: 1 })).toContain('1 day left');
  });

  it('can be replaced, word by word or for a language with more plural forms', () => {
    const messages = messagesWith({
      locale: 'pl',
      messages: { 'trial.days': { one: '{count} dzień', few: '{count} dni', other: '{count} dnia' } },
    });
    expect([1, 3, 1.5].map((count) => messages.text('trial.days', { count }))).toEqual([
      '1 dzień',
      '3 dni',
      '1,5 dnia',
    ]);
    expect(messages.text('pricing.current_plan')).toBe('Current plan');
  });

  it('puts one sentence into another, and keeps dates readable for machines', () => {
    const messages = messagesWith({ locale: 'en-US' });
    const price = { key: 'price.annual', values: { price: { amount: 69900, currency: 'usd' } } } as const;
    expect(messages.parts({ key: 'trial.promise', values: { days: '14 days', price } }).join('')).toBe(
      '14 days free, then $699.00 / year.',
    );
    const date = new Date('2027-03-14T12:00:00Z');
    expect(messages.parts({ key: 'note.ends', values: { date } })).toEqual([
      'Ends ',
      { text: 'March 14, 2027', datetime: '2027-03-14T12:00:00.000Z' },
    ]);
  });

  it('leaves text of the catalog as it is, braces and all', () => {
    expect(messagesWith({}).write('Go {Pro}')).toBe('Go {Pro}');
  });
});
