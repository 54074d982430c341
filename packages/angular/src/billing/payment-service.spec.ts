import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { BillingProblem } from './billing-problem.ts';
import { PaymentService } from './payment-service.ts';
import { provideBilling } from './provide-billing.ts';
import type { BillingOptions } from './provide-billing.ts';

function given(options: BillingOptions = {}) {
  const visited: string[] = [];
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(),
      provideHttpClientTesting(),
      provideBilling({ navigate: (url) => visited.push(url), ...options }),
    ],
  });
  return { payments: TestBed.inject(PaymentService), http: TestBed.inject(HttpTestingController), visited };
}

describe('the payment service', () => {
  it('asks for a checkout session with tier and period', () => {
    const { payments, http } = given({ apiUrl: 'https://billing.example/api' });
    let address = '';
    payments.createCheckoutSession('lamp', 'annual').subscribe((created) => (address = created.checkout_url));
    const request = http.expectOne('https://billing.example/api/payments/create-checkout-session');
    expect(request.request.body).toEqual({ tier: 'lamp', billing_period: 'annual' });
    request.flush({ checkout_url: 'https://checkout.example/1' });
    expect(address).toBe('https://checkout.example/1');
  });

  it('sends the token of the host, also one that has to be waited for', async () => {
    const { payments, http } = given({ token: () => Promise.resolve('a.b.c') });
    payments.getSubscription().subscribe();
    await Promise.resolve();
    await Promise.resolve();
    expect(http.expectOne('/api/payments/subscription').request.headers.get('authorization')).toBe('Bearer a.b.c');
  });

  it('goes to Stripe’s page once, however often the button is clicked', () => {
    const { payments, http, visited } = given();
    payments.redirectToCheckout('lamp', 'monthly');
    payments.redirectToCheckout('lamp', 'monthly');
    payments.redirectToPortal();
    expect(payments.redirecting()).toEqual({ to: 'checkout', tier: 'lamp', billingPeriod: 'monthly' });
    http.expectOne('/api/payments/create-checkout-session').flush({ checkout_url: 'https://checkout.example/1' });
    http.verify();
    expect(visited).toEqual(['https://checkout.example/1']);
    expect(payments.redirecting()).not.toBeNull();
  });

  it('is idle again when the browser brings the page back as it was left', () => {
    const { payments, http } = given();
    payments.redirectToPortal();
    http.expectOne('/api/payments/create-portal-session').flush({ portal_url: 'https://portal.example/1' });
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(payments.redirecting()).toBeNull();
  });

  it('asks the portal to lead back to the account page', () => {
    const { payments, http } = given({ paths: { account: '/settings/billing' } });
    payments.redirectToPortal();
    const { body } = http.expectOne('/api/payments/create-portal-session').request;
    expect(body.return_url).toBe(new URL('/settings/billing', document.baseURI).href);
  });

  it('stays on the page with the service’s own sentence when it is refused', () => {
    const { payments, http, visited } = given();
    payments.redirectToCheckout('lamp', 'annual');
    const problem = {
      type: 'about:blank',
      title: 'Already subscribed',
      status: 409,
      code: 'already_subscribed',
      detail: 'You already have Lamp.',
      request_id: 'req_1',
    };
    http.expectOne('/api/payments/create-checkout-session').flush(problem, { status: 409, statusText: 'Conflict' });
    expect(visited).toEqual([]);
    expect(payments.redirecting()).toBeNull();
    expect(payments.failedRedirect()?.problem).toMatchObject({
      code: 'already_subscribed',
      message: 'You already have Lamp.',
      requestId: 'req_1',
      status: 409,
    });
  });

  it('tells a connection that is down from an answer that is not Purser’s', () => {
    const { payments, http } = given();
    const problems: unknown[] = [];
    payments.getCatalog().subscribe({ error: (problem) => problems.push(problem) });
    http.expectOne('/api/payments/catalog').error(new ProgressEvent('error'));
    payments.getCatalog().subscribe({ error: (problem) => problems.push(problem) });
    http.expectOne('/api/payments/catalog').flush('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
    expect(problems.every((problem) => problem instanceof BillingProblem)).toBe(true);
    expect(problems).toMatchObject([{ code: 'network' }, { code: 'unreadable', status: 502 }]);
  });
});
