import type { Account, AccountView, BillingPeriod } from '@purser/angular';
import { sampleAccount, sampleCatalog, sampleSubscription } from '@purser/angular/testing';
import { callToAction } from './call-to-action.ts';
import type { Viewer } from './call-to-action.ts';

const { plans } = sampleCatalog();
const signedOut: AccountView = { kind: 'signed_out' };

function offered(tier: string, viewer: Viewer, billingPeriod: BillingPeriod = 'annual') {
  const plan = plans.find(({ id }) => id === tier);
  if (plan === undefined) throw new Error(`No plan ${tier}`);
  return callToAction({ plan, plans, billingPeriod }, viewer);
}

function having(subscription: Partial<NonNullable<Account['subscription']>> | null): AccountView {
  return { kind: 'signed_in', account: sampleAccount(subscription && sampleSubscription(subscription)) };
}

describe('a plan’s button', () => {
  it('asks a person who is not signed in to sign in, in the catalog’s words', () => {
    expect(offered('lamp', signedOut).action).toEqual({ kind: 'sign_in', label: 'Choose Lamp' });
    expect(offered('wick', signedOut).action).toEqual({ kind: 'sign_in', label: 'Choose Wick' });
  });

  it('goes to checkout for somebody without a subscription, whose free plan is the current one', () => {
    expect(offered('lamp', having(null)).action).toEqual({ kind: 'checkout', label: 'Choose Lamp' });
    expect(offered('wick', having(null))).toMatchObject({
      isCurrent: true,
      canManage: false,
      action: { kind: 'none' },
    });
  });

  it('stands back on the current plan, which can be managed', () => {
    expect(offered('lamp', having({}))).toEqual({
      isCurrent: true,
      note: null,
      canManage: true,
      action: { kind: 'none' },
    });
  });

  it('offers the other period of the current plan, where it is sold', () => {
    const monthly = having({ billing_period: 'monthly' });
    expect(offered('lamp', monthly).action).toMatchObject({ kind: 'portal', label: { key: 'action.switch_annual' } });
    expect(offered('lamp', having({}), 'monthly').action).toMatchObject({ label: { key: 'action.switch_monthly' } });
    expect(offered('candle', having({ tier: 'candle', billing_period: 'monthly' })).action).toEqual({ kind: 'none' });
  });

  it('says which way a change goes, through the portal', () => {
    expect(offered('beacon', having({})).action).toMatchObject({ kind: 'portal', label: { key: 'action.upgrade' } });
    expect(offered('candle', having({})).action).toMatchObject({ kind: 'portal', label: { key: 'action.downgrade' } });
    expect(offered('wick', having({})).action).toMatchObject({ kind: 'portal', label: { key: 'action.downgrade' } });
  });

  it('compares a plan that is no longer sold by what is paid for it', () => {
    const legacy = having({ tier: 'torch', billing_period: 'annual', price: { amount: 48_000, currency: 'usd' } });
    expect(offered('lamp', legacy).action).toMatchObject({ label: { key: 'action.downgrade' } });
    expect(offered('beacon', legacy).action).toMatchObject({ label: { key: 'action.upgrade' } });
  });

  it('offers to keep a plan that is about to end', () => {
    const ending = offered('lamp', having({ cancels_at: '2027-01-02T00:00:00.000Z' }));
    expect(ending.action).toMatchObject({ kind: 'portal', label: { key: 'action.keep' } });
    expect(ending.note).toEqual({ key: 'note.ends', values: { date: new Date('2027-01-02T00:00:00.000Z') } });
  });

  it.each(['past_due', 'unpaid'] as const)('asks for a working card while %s, and holds changes back', (status) => {
    expect(offered('lamp', having({ status })).action).toMatchObject({ label: { key: 'action.update_card' } });
    expect(offered('beacon', having({ status })).action).toEqual({
      kind: 'blocked',
      reason: { key: 'blocked.past_due' },
    });
  });

  it('leads an unfinished first payment to its invoice, or to the portal without one', () => {
    const href = 'https://invoice.example/1';
    const incomplete = { status: 'incomplete', open_invoice_url: href } as const;
    expect(offered('lamp', having(incomplete)).action).toMatchObject({ kind: 'link', href });
    expect(offered('lamp', having({ status: 'incomplete' })).action).toMatchObject({ kind: 'portal' });
    expect(offered('beacon', having(incomplete)).action).toMatchObject({ kind: 'blocked' });
  });

  it('resumes what is paused', () => {
    expect(offered('lamp', having({ status: 'paused' })).action).toMatchObject({ label: { key: 'action.resume' } });
  });

  it('sells to a person whose account cannot be looked up; the service will know', () => {
    expect(offered('lamp', { kind: 'unknown' }).action).toEqual({ kind: 'checkout', label: 'Choose Lamp' });
    expect(offered('wick', { kind: 'unknown' }).action).toEqual({ kind: 'none' });
  });
});
