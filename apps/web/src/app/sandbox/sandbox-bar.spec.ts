import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { BILLING, CatalogStore } from '@purser/angular';
import { sampleCatalog } from '@purser/angular/testing';
import { appConfig } from '../app.config.ts';
import { Session } from '../session/session.ts';
import { SandboxBar } from './sandbox-bar.ts';

const ada = { user_id: 'ada', email: 'ada@example.com', name: 'Ada Lovelace', roles: [] };

function sandboxAt(now: string) {
  return { now, users: [ada], emulator_url: null };
}

async function givenBar() {
  sessionStorage.clear();
  TestBed.configureTestingModule({
    providers: [...appConfig.providers, provideHttpClient(), provideHttpClientTesting()],
  });
  const http = TestBed.inject(HttpTestingController);
  TestBed.inject(CatalogStore);
  const fixture = TestBed.createComponent(SandboxBar);
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve)).then(() => fixture.detectChanges());
  await settle();
  http.expectOne('/api/payments/catalog').flush(sampleCatalog());
  await settle();
  http.expectOne('/api/sandbox').flush(sandboxAt('2026-11-21T12:00:00.000Z'));
  http.expectOne('/api/sandbox/mail').flush({ mail: [] });
  await settle();
  const host: HTMLElement = fixture.nativeElement;
  const press = async (label: string) => {
    const button = [...host.querySelectorAll('button')].find((each) => each.textContent.includes(label));
    if (button === undefined) throw new Error(`No button "${label}"`);
    button.click();
    await settle();
  };
  return { host, http, settle, press };
}

describe('the sandbox’s bar', () => {
  // jsdom has neither of them; that they open and close is tried in a browser.
  beforeEach(() => {
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function close() {
      this.open = false;
    };
    HTMLElement.prototype.hidePopover = () => undefined;
  });

  it('says that no real money moves, and what day it is', async () => {
    const { host } = await givenBar();
    expect(host.querySelector('.sandbox__notice')?.textContent).toContain('no real money moves');
    expect(host.querySelector('time')?.textContent).toBe('Nov 21, 2026');
    expect(TestBed.inject(BILLING).now()).toEqual(new Date('2026-11-21T12:00:00.000Z'));
  });

  it('signs in as a demo user without a password', async () => {
    const { host, http, press, settle } = await givenBar();
    await press('Sign in');
    expect(host.querySelector('dialog')?.open).toBe(true);
    await press('Ada Lovelace');
    const request = http.expectOne('/api/sandbox/login');
    expect(request.request.body).toEqual(ada);
    request.flush({ token: `x.${btoa(JSON.stringify({ sub: 'ada', name: 'Ada Lovelace' }))}.y` });
    await settle();
    expect(host.querySelector('dialog')?.open).toBe(false);
    expect(TestBed.inject(Session).user()).toEqual({ id: 'ada', name: 'Ada Lovelace' });
    expect(host.querySelector('.sandbox__tools')?.textContent).toContain('Ada Lovelace');
  });

  it('signs in as somebody new, with what was typed and nothing else', async () => {
    const { host, http, press } = await givenBar();
    const form = host.querySelector('form');
    const type = (name: string, value: string) => {
      const input = form?.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (input) input.value = value;
    };
    type('user_id', ' newcomer ');
    type('email', 'new@example.com');
    await press('Sign in as new user');
    expect(http.expectOne('/api/sandbox/login').request.body).toEqual({
      user_id: 'newcomer',
      email: 'new@example.com',
    });
  });

  it.each([
    ['Advance a day', { days: 1 }],
    ['Advance a month', { months: 1 }],
    ['Advance a year', { months: 12 }],
  ])('%s moves the one clock, and looks at everything again', async (label, span) => {
    const { host, http, press, settle } = await givenBar();
    await press(label);
    expect(host.textContent).toContain('Moving the clock…');
    const request = http.expectOne('/api/sandbox/advance');
    expect(request.request.body).toEqual(span);
    request.flush(sandboxAt('2026-12-21T12:00:00.000Z'));
    await settle();
    http.expectOne('/api/sandbox').flush(sandboxAt('2026-12-21T12:00:00.000Z'));
    http.expectOne('/api/sandbox/mail').flush({ mail: [] });
    await settle();
    expect(host.querySelector('time')?.textContent).toBe('Dec 21, 2026');
  });

  it('says why the clock could not be moved', async () => {
    const { host, http, press, settle } = await givenBar();
    await press('Advance a day');
    const body = { code: 'unavailable', detail: 'This process does not hold the clock.', request_id: 'req_1' };
    http.expectOne('/api/sandbox/advance').flush(body, { status: 503, statusText: 'Unavailable' });
    await settle();
    expect(host.querySelector('[role="alert"]')?.textContent).toContain('This process does not hold the clock.');
  });
});
