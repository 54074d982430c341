import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Account } from '@purser/angular';
import { PricingTableHarness, sampleAccount, sampleCatalog, sampleSubscription } from '@purser/angular/testing';
import { appConfig } from '../app.config.ts';
import { Session } from '../session/session.ts';
import { SignIn } from '../session/sign-in.ts';
import { PricingPage } from './pricing-page.ts';

const checkoutUrl = '/api/payments/create-checkout-session';

async function givenPage(address: string) {
  history.replaceState(null, '', address);
  TestBed.configureTestingModule({
    providers: [...appConfig.providers, provideHttpClient(), provideHttpClientTesting()],
  });
  const http = TestBed.inject(HttpTestingController);
  const fixture = TestBed.createComponent(PricingPage);
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve)).then(() => fixture.detectChanges());
  await settle();
  http.expectOne('/api/payments/catalog').flush(sampleCatalog());
  await settle();
  const signIn = async (account: Account) => {
    TestBed.inject(Session).open('some.token.here');
    await settle();
    http.expectOne('/api/payments/account').flush(account);
    await settle();
  };
  return { page: new PricingTableHarness(fixture.nativeElement), http, settle, signIn };
}

describe('the pricing page', () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => history.replaceState(null, '', '/'));

  it('shows the period of the address, and keeps the one chosen there', async () => {
    const { page, settle } = await givenPage('/pricing?interval=month');
    expect(page.billingPeriod()?.chosen()).toBe('Monthly');
    page.billingPeriod()?.choose('Annual');
    await settle();
    expect(location.search).toBe('?interval=year');
    expect(page.plan('Lamp').priceTag()).toBe('$180/yr');
  });

  it('remembers a plan through signing in, and goes on to checkout', async () => {
    const { page, http, settle, signIn } = await givenPage('/pricing?interval=month');
    page.plan('Beacon').press('Choose Beacon');
    await settle();
    expect(TestBed.inject(SignIn).isAsking()).toBe(true);
    expect(location.search).toBe('?interval=month&tier=beacon');
    await signIn(sampleAccount());
    expect(http.expectOne(checkoutUrl).request.body).toEqual({ tier: 'beacon', billing_period: 'monthly' });
  });

  it('goes nowhere when whoever signs in has a plan already', async () => {
    const { page, http, signIn } = await givenPage('/pricing');
    page.plan('Beacon').press('Choose Beacon');
    await signIn(sampleAccount(sampleSubscription()));
    http.expectNone(checkoutUrl);
    expect(page.plan('Lamp').isCurrent()).toBe(true);
  });

  it('goes nowhere by a link alone: only a click in this tab leads to checkout', async () => {
    const { page, http, signIn } = await givenPage('/pricing?tier=beacon&interval=year');
    await signIn(sampleAccount());
    http.expectNone(checkoutUrl);
    expect(page.plan('Beacon').name()).toBe('Beacon');
  });

  it('forgets the plan when signing in is given up', async () => {
    const { page, http, signIn } = await givenPage('/pricing');
    page.plan('Beacon').press('Choose Beacon');
    TestBed.inject(SignIn).cancel();
    await signIn(sampleAccount());
    http.expectNone(checkoutUrl);
  });

  it('says that nothing was charged to those who come back from Stripe without paying', async () => {
    const { page } = await givenPage('/pricing?interval=year&tier=lamp&checkout=canceled');
    expect(page.notices()).toEqual(['You came back before paying. Nothing was charged.']);
  });
});
