import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Announcer, provideBilling } from '@purser/angular';
import type { Account, CatalogView } from '@purser/angular';
import { PricingTableHarness, sampleAccount, sampleCatalog, sampleSubscription } from '@purser/angular/testing';
import type { PlanChoice } from './plan-choice.ts';
import { PricingTable } from './pricing-table.ts';

const checkoutUrl = '/api/payments/create-checkout-session';

async function givenTable({ catalog = sampleCatalog(), account }: { catalog?: CatalogView; account?: Account } = {}) {
  const visited: string[] = [];
  const viewer = signal(account?.user.id ?? null);
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(),
      provideHttpClientTesting(),
      provideBilling({
        viewer,
        locale: 'en-US',
        navigate: (url) => visited.push(url),
        now: () => new Date('2026-11-21T12:00:00Z'),
      }),
    ],
  });
  const fixture = TestBed.createComponent(PricingTable);
  const http = TestBed.inject(HttpTestingController);
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve)).then(() => fixture.detectChanges());
  await settle();
  http.expectOne('/api/payments/catalog').flush(catalog);
  if (account !== undefined) http.expectOne('/api/payments/account').flush(account);
  await settle();
  const wanted: PlanChoice[] = [];
  fixture.componentInstance.signInRequested.subscribe((choice) => wanted.push(choice));
  return { table: new PricingTableHarness(fixture.nativeElement), http, visited, settle, wanted, fixture, viewer };
}

function refusal(code: string, status: number) {
  const body = { type: 'about:blank', title: code, status, code, detail: `Because ${code}.`, request_id: 'req_1' };
  return [body, { status, statusText: code }] as const;
}

describe('the pricing table', () => {
  it('starts on the catalog’s period, with the catalog’s words and prices', async () => {
    const { table } = await givenTable();
    expect(table.heading()).toBe('Plans for every lantern');
    expect(table.billingPeriod()?.chosen()).toBe('Annual Save up to 25%');
    expect(table.plans().map((plan) => [plan.name(), plan.priceTag()])).toEqual([
      ['Wick', '$0'],
      ['Candle', '$6.50/mo'],
      ['Lamp', '$180/yr'],
      ['Beacon', '$972/yr'],
    ]);
    expect(table.plan('Lamp').price()).toBe('180 US dollars per year');
    expect(table.plan('Lamp').note()).toBe('$15/mo billed annually Save 25%');
    expect(table.plans().filter((plan) => plan.isMostPopular())).toHaveLength(1);
    expect(table.contact()).toBe('mailto:coast@lantern.example');
  });

  it('changes every price with the period, and says so once', async () => {
    const { table, settle } = await givenTable();
    table.billingPeriod()?.choose('Monthly');
    await settle();
    expect(table.plan('Beacon').priceTag()).toBe('$90/mo');
    expect(table.plan('Lamp').note()).toBe('billed monthly');
    expect(TestBed.inject(Announcer).polite()).toBe('Showing monthly prices');
  });

  it('leaves the period out where every plan has one only', async () => {
    const plans = sampleCatalog().plans.filter(({ id }) => id === 'candle');
    const { table } = await givenTable({ catalog: sampleCatalog({ plans }) });
    expect(table.billingPeriod()).toBeNull();
  });

  it('asks the host to sign somebody in, for the plan and the period that is really sold', async () => {
    const { table, wanted } = await givenTable();
    table.plan('Candle').press('Choose Candle');
    expect(wanted).toMatchObject([{ tier: 'candle', billingPeriod: 'monthly' }]);
  });

  it('takes a signed-in person to checkout', async () => {
    const { table, http, visited, settle } = await givenTable({ account: sampleAccount() });
    table.plan('Lamp').press('Choose Lamp');
    await settle();
    expect(table.plan('Lamp').buttons()).toEqual(['Opening Stripe…']);
    const request = http.expectOne(checkoutUrl);
    expect(request.request.body).toEqual({ tier: 'lamp', billing_period: 'annual' });
    request.flush({ checkout_url: 'https://checkout.example/1' });
    expect(visited).toEqual(['https://checkout.example/1']);
  });

  it('leaves the way on to a host that wants it', async () => {
    const { table, http, fixture } = await givenTable({ account: sampleAccount() });
    fixture.componentInstance.planChosen.subscribe((choice) => choice.preventDefault());
    table.plan('Lamp').press('Choose Lamp');
    http.expectNone(checkoutUrl);
  });

  it('shows a subscriber the current plan, and leads to the portal from every other', async () => {
    const { table, http, visited } = await givenTable({ account: sampleAccount(sampleSubscription()) });
    expect(table.plan('Lamp').isCurrent()).toBe(true);
    expect(table.plan('Lamp').said()).toBe('Current plan');
    expect(table.plan('Lamp').buttons()).toEqual(['Manage subscription']);
    expect(table.plan('Beacon').buttons()).toEqual(['Upgrade to Beacon']);
    table.plan('Candle').press('Downgrade to Candle');
    http.expectOne('/api/payments/create-portal-session').flush({ portal_url: 'https://portal.example/1' });
    expect(visited).toEqual(['https://portal.example/1']);
  });

  it('says beside the button why it could not go on, and that nothing was charged', async () => {
    const { table, http, settle } = await givenTable({ account: sampleAccount() });
    table.plan('Beacon').press('Choose Beacon');
    http.expectOne(checkoutUrl).flush(...refusal('stripe_unavailable', 502));
    await settle();
    expect(table.plan('Beacon').problem()).toContain('Because stripe_unavailable. You have not been charged.');
    expect(table.plan('Lamp').problem()).toBe('');
    expect(table.plan('Beacon').buttons()).toEqual(['Choose Beacon']);
  });

  it('loads the plans anew when a price was taken back meanwhile, and asks again', async () => {
    const { table, http, settle } = await givenTable({ account: sampleAccount() });
    table.plan('Lamp').press('Choose Lamp');
    http.expectOne(checkoutUrl).flush(...refusal('price_not_available', 409));
    await settle();
    const plans = sampleCatalog().plans.map((plan) => ({
      ...plan,
      prices: plan.prices.map((price) => ({ ...price, amount: price.amount * 2 })),
    }));
    http.expectOne('/api/payments/catalog').flush(sampleCatalog({ plans }));
    await settle();
    expect(table.notices().join()).toContain('Prices changed while this page was open.');
    expect(table.plan('Lamp').priceTag()).toBe('$360/yr');
  });

  it('looks the account up again when the service knows of a subscription', async () => {
    const { table, http, settle } = await givenTable({ account: sampleAccount() });
    table.plan('Lamp').press('Choose Lamp');
    http.expectOne(checkoutUrl).flush(...refusal('already_subscribed', 409));
    await settle();
    http.expectOne('/api/payments/account').flush(sampleAccount(sampleSubscription()));
    await settle();
    expect(table.plan('Lamp').said()).toBe('Current plan');
  });

  it('shows nobody what was loaded for somebody else', async () => {
    const { table, http, settle, viewer } = await givenTable({ account: sampleAccount(sampleSubscription()) });
    viewer.set('user_2');
    await settle();
    expect(table.plan('Lamp').isCurrent()).toBe(false);
    http.expectOne('/api/payments/account').flush(...refusal('unavailable', 503));
    await settle();
    expect(table.plan('Lamp').isCurrent()).toBe(false);
    expect(table.notices().join()).toContain('We could not look up your current plan');
  });

  it('promises a trial to newcomers, with its date and what comes after, and to nobody else', async () => {
    const plans = sampleCatalog().plans.map((plan) => ({ ...plan, trial_days: 14, trial_needs_card: false }));
    const { table, viewer, settle, http } = await givenTable({ catalog: sampleCatalog({ plans }) });
    expect(table.plan('Lamp').trial()).toBe(
      '14 days free, then $180.00 / year. Cancel before December 5, 2026 and pay nothing. No card needed to start.',
    );
    viewer.set('user_1');
    await settle();
    http.expectOne('/api/payments/account').flush(sampleAccount(null, { has_customer: true }));
    await settle();
    expect(table.plan('Lamp').trial()).toBe('');
  });

  it('keeps the way to the portal for a plan that is no longer sold', async () => {
    const legacy = sampleSubscription({
      tier: 'torch',
      billing_period: 'monthly',
      price: { amount: 1500, currency: 'usd' },
    });
    const { table } = await givenTable({ account: sampleAccount(legacy) });
    expect(table.notices().join()).toContain('You are on torch ($15.00 / month), which is no longer sold.');
    table.press('Manage subscription');
  });
});
