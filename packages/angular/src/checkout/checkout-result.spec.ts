import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import type { TestRequest } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideBilling } from '@purser/angular';
import type { CheckoutConfirmation } from '@purser/angular';
import { CheckoutResultHarness, sampleAccount, sampleCatalog } from '@purser/angular/testing';
import { CheckoutResult } from './checkout-result.ts';

const confirmed: CheckoutConfirmation = {
  state: 'confirmed',
  tier: 'lamp',
  billing_period: 'annual',
  paid: { amount: 19_350, currency: 'usd' },
  next_charge_at: '2027-11-21T12:00:00.000Z',
  trial_end: null,
  email: 'keeper@lantern.example',
  invoice_number: 'LAN-0001',
  invoice_url: 'https://invoice.example/1',
};

async function givenPage(sessionId = 'cs_1') {
  const viewer = signal<string | null>('user_1');
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideHttpClientTesting(), provideBilling({ viewer, locale: 'en-US' })],
  });
  const http = TestBed.inject(HttpTestingController);
  const fixture = TestBed.createComponent(CheckoutResult);
  fixture.componentRef.setInput('sessionId', sessionId);
  const settle = () => vi.advanceTimersByTimeAsync(0).then(() => fixture.detectChanges());
  await settle();
  http.match('/api/payments/catalog').forEach((request) => request.flush(sampleCatalog()));
  await settle();
  const answer = async (write: (request: TestRequest) => void) => {
    write(http.expectOne('/api/payments/checkout/confirm'));
    await settle();
    http.match('/api/payments/account').forEach((request) => request.flush(sampleAccount()));
    await settle();
  };
  return { page: new CheckoutResultHarness(fixture.nativeElement), http, answer, settle, viewer };
}

function refuse(request: TestRequest, code: string, status: number): void {
  request.flush({ code, detail: 'No.', request_id: 'req_1' }, { status, statusText: code });
}

describe('the page after checkout', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks the service about the session, and shows what was paid and what comes next', async () => {
    const { page, answer } = await givenPage('cs_42');
    expect(page.title()).toBe('Confirming with Stripe…');
    await answer((request) => {
      expect(request.request.body).toEqual({ session_id: 'cs_42' });
      request.flush(confirmed);
    });
    expect(page.title()).toBe('You are subscribed to Lamp');
    expect(page.facts()).toEqual({
      Plan: 'Lamp, Annual',
      'Paid today': '$193.50',
      'Next charge': 'November 21, 2027',
      'E-mail': 'keeper@lantern.example',
      Invoice: 'LAN-0001',
    });
    expect(page.actions()).toEqual(['Go to your account', 'View invoice and receipt']);
  });

  it('says when a trial ends', async () => {
    const { page, answer } = await givenPage();
    const trial = { trial_end: '2026-12-05T12:00:00.000Z', paid: { amount: 0, currency: 'usd' } };
    await answer((request) => request.flush({ ...confirmed, ...trial }));
    expect(page.title()).toBe('Your Lamp trial has started');
    expect(page.facts()).toMatchObject({ 'Trial ends': 'December 5, 2026', 'Paid today': '$0.00' });
  });

  it('asks again, ever more slowly, until Stripe has confirmed', async () => {
    const { page, answer, http } = await givenPage();
    await answer((request) => request.flush({ ...confirmed, state: 'confirming' }));
    expect(page.isBusy()).toBe(true);
    await vi.advanceTimersByTimeAsync(990);
    http.expectNone('/api/payments/checkout/confirm');
    await vi.advanceTimersByTimeAsync(20);
    await answer((request) => request.flush(confirmed));
    expect(page.title()).toBe('You are subscribed to Lamp');
  });

  it('claims neither success nor failure when Stripe takes longer than half a minute', async () => {
    const { page, answer, http } = await givenPage();
    for (let looks = 1; page.title() !== 'Taking longer than usual'; looks++) {
      expect(looks).toBeLessThan(12);
      await answer((request) => request.flush({ ...confirmed, state: 'confirming' }));
      await vi.advanceTimersByTimeAsync(15_000);
    }
    http.expectNone('/api/payments/checkout/confirm');
    expect(page.hint()).toContain('you need not pay again');
    page.press('Try again');
    await answer((request) => request.flush(confirmed));
    expect(page.title()).toBe('You are subscribed to Lamp');
  });

  it.each([
    ['open', 'This checkout is not finished', 'See plans'],
    ['expired', 'This checkout has expired', 'See plans'],
    ['refunded', 'Your money is on its way back', 'Go to your account'],
  ] as const)('says what %s means, and shows no receipt', async (state, title, next) => {
    const { page, answer } = await givenPage();
    await answer((request) => request.flush({ ...confirmed, state }));
    expect(page.title()).toBe(title);
    expect(page.actions()).toEqual([next]);
    expect(page.facts()).toEqual({});
  });

  it('says the same of somebody else’s session as of one that does not exist', async () => {
    const { page, answer } = await givenPage();
    await answer((request) => refuse(request, 'unknown_checkout_session', 404));
    expect(page.title()).toBe('We do not know this checkout');
    expect(page.facts()).toEqual({});
  });

  it('asks nothing without a session id', async () => {
    const { page, http } = await givenPage('');
    http.expectNone('/api/payments/checkout/confirm');
    expect(page.title()).toBe('We do not know this checkout');
  });

  it('shows an order only to a person who is signed in, and looks again once somebody is', async () => {
    const { page, answer, viewer, settle } = await givenPage();
    await answer((request) => refuse(request, 'unauthenticated', 401));
    expect(page.actions()).toEqual(['Sign in']);
    viewer.set('user_2');
    await settle();
    await answer((request) => request.flush(confirmed));
    expect(page.title()).toBe('You are subscribed to Lamp');
  });

  it('does not blame the payment when the service cannot be asked', async () => {
    const { page, answer } = await givenPage();
    await answer((request) => refuse(request, 'stripe_unavailable', 502));
    expect(page.hint()).toBe('This does not change your payment. Try again, or look at your account.');
    expect(page.actions()).toEqual(['Try again', 'Go to your account']);
  });
});
