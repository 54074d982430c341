import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { AccountStore, provideBilling } from '@purser/angular';
import type { Account } from '@purser/angular';
import { AccountStatusHarness, sampleAccount, sampleCatalog, sampleSubscription } from '@purser/angular/testing';
import { AccountStatus } from './account-status.ts';

const accountUrl = '/api/payments/account';
const down = { status: 503, statusText: 'Unavailable' };
const problem = { code: 'unavailable', detail: 'The database does not answer.', request_id: 'req_5' };

async function givenPage(account: Account | null) {
  const visited: string[] = [];
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(),
      provideHttpClientTesting(),
      provideBilling({
        viewer: () => account?.user.id ?? null,
        locale: 'en-US',
        navigate: (url) => visited.push(url),
      }),
    ],
  });
  const http = TestBed.inject(HttpTestingController);
  const fixture = TestBed.createComponent(AccountStatus);
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve)).then(() => fixture.detectChanges());
  await settle();
  http.expectOne('/api/payments/catalog').flush(sampleCatalog());
  if (account !== null) http.expectOne(accountUrl).flush(account);
  await settle();
  const host: HTMLElement = fixture.nativeElement;
  return { page: new AccountStatusHarness(host), host, http, visited, settle };
}

describe('the account status', () => {
  it('shows plan, status and what the plan includes', async () => {
    const { page } = await givenPage(sampleAccount(sampleSubscription()));
    expect([page.plan(), page.status()]).toEqual(['Lamp', 'Active']);
    expect(page.sentences()).toEqual(['Lamp, $180.00 / year. Renews March 14, 2027 with Visa •••• 4242.']);
    expect(page.features()).toEqual(['All of Lamp']);
    expect(page.isAlert()).toBe(false);
  });

  it('writes dates for machines, too', async () => {
    const { host } = await givenPage(sampleAccount(sampleSubscription()));
    expect(host.querySelector('time')?.getAttribute('datetime')).toBe('2027-03-14T12:00:00.000Z');
  });

  it('opens the portal', async () => {
    const { page, http, visited } = await givenPage(sampleAccount(sampleSubscription()));
    page.press('Manage subscription');
    http.expectOne('/api/payments/create-portal-session').flush({ portal_url: 'https://portal.example/1' });
    expect(visited).toEqual(['https://portal.example/1']);
  });

  it('speaks up when a payment failed, and links to the open invoice', async () => {
    const failed = sampleSubscription({ status: 'past_due', open_invoice_url: 'https://invoice.example/1' });
    const { page, host } = await givenPage(sampleAccount(failed));
    expect(page.isAlert()).toBe(true);
    expect(host.querySelector('a[href="https://invoice.example/1"]')?.textContent?.trim()).toBe('Pay now');
  });

  it('says in place why the portal did not open', async () => {
    const { page, http, settle } = await givenPage(sampleAccount(sampleSubscription()));
    page.press('Manage subscription');
    http.expectOne('/api/payments/create-portal-session').flush(problem, down);
    await settle();
    expect(page.problem()).toContain('The database does not answer.');
  });

  it('goes to the plans through the host’s own navigation', async () => {
    const { page, visited } = await givenPage(sampleAccount());
    page.press('See plans');
    expect(visited).toEqual(['/pricing']);
  });

  it('asks nobody in particular to sign in', async () => {
    const { host, http } = await givenPage(null);
    http.expectNone(accountUrl);
    expect(host.textContent).toContain('Sign in to see your subscription.');
  });

  it('keeps on saying what it knew when it cannot be loaded again', async () => {
    const { page, host, http, settle } = await givenPage(sampleAccount(sampleSubscription()));
    TestBed.inject(AccountStore).account.reload();
    await settle();
    http.expectOne(accountUrl).flush(problem, down);
    await settle();
    expect(host.textContent).toContain('This may be out of date');
    expect(page.plan()).toBe('Lamp');
  });
});
