import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { DeferBlockBehavior, TestBed } from '@angular/core/testing';
import { sampleCatalog } from '@purser/angular/testing';
import { appConfig } from '../app.config.ts';
import { Shell } from './shell.ts';

async function givenShell(address: string) {
  sessionStorage.clear();
  history.replaceState(null, '', address);
  TestBed.configureTestingModule({
    deferBlockBehavior: DeferBlockBehavior.Manual,
    providers: [...appConfig.providers, provideHttpClient(), provideHttpClientTesting()],
  });
  const fixture = TestBed.createComponent(Shell);
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 20)).then(() => fixture.detectChanges());
  await settle();
  TestBed.inject(HttpTestingController).expectOne('/api/payments/catalog').flush(sampleCatalog());
  await settle();
  const host: HTMLElement = fixture.nativeElement;
  document.body.append(host);
  return { host, settle };
}

describe('the shell', () => {
  afterEach(() => history.replaceState(null, '', '/'));

  it('wears the catalog’s brand: name, colours, policies, title', async () => {
    const { host } = await givenShell('/pricing');
    expect(host.querySelector('.brand__name')?.textContent).toBe('Lantern');
    expect(document.title).toBe('Pricing · Lantern');
    expect(document.documentElement.style.getPropertyValue('--purser-accent')).toBe('light-dark(#7a3e00, #ffc48a)');
    const links = [...host.querySelectorAll<HTMLAnchorElement>('.footer a')].map((link) => link.href);
    expect(links).toEqual([
      'https://lantern.example/terms',
      'https://lantern.example/privacy',
      'mailto:help@lantern.example',
    ]);
  });

  it('follows its own links without loading the page, and focuses the heading of the new one', async () => {
    const { host, settle } = await givenShell('/pricing');
    host.querySelector<HTMLAnchorElement>('nav a[href="/account"]')?.click();
    // The page's code has to be loaded first.
    for (let waits = 0; document.activeElement?.tagName !== 'H1' && waits < 200; waits++) await settle();
    expect(location.pathname).toBe('/account');
    expect(document.title).toBe('Account · Lantern');
    expect(document.activeElement?.textContent).toBe('Account');
    expect(host.querySelector('nav [aria-current="page"]')?.textContent).toBe('Account');
  });

  it('leaves a click with a modifier to the browser', async () => {
    const { host } = await givenShell('/pricing');
    let isOurs: boolean | undefined;
    const browser = (click: Event) => {
      isOurs = click.defaultPrevented;
      click.preventDefault();
    };
    document.addEventListener('click', browser, { once: true });
    const click = new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true });
    host.querySelector('nav a[href="/account"]')?.dispatchEvent(click);
    expect(isOurs).toBe(false);
    expect(location.pathname).toBe('/pricing');
  });

  it('skips to the content', async () => {
    const { host } = await givenShell('/pricing');
    host.querySelector<HTMLAnchorElement>('.skip-link')?.click();
    expect(document.activeElement?.id).toBe('main');
  });
});
