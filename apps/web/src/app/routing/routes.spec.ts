import { TestBed } from '@angular/core/testing';
import { Address } from './address.ts';
import { isRoute, routeAt } from './routes.ts';

describe('the addresses of the application', () => {
  afterEach(() => history.replaceState(null, '', '/'));

  it('are five pages, and one for everything else', () => {
    const paths = ['/pricing', '/subscription/success', '/account', '/account/', '/sandbox/mail', '/nowhere'];
    expect(paths.map((path) => routeAt(path).title)).toEqual([
      'Pricing',
      'Your order',
      'Account',
      'Account',
      'Mailbox',
      'Page not found',
    ]);
    expect(isRoute('/toString')).toBe(false);
  });

  it('load the page that they name', async () => {
    for (const path of ['/pricing', '/subscription/success', '/account', '/sandbox/mail', '/nowhere']) {
      expect(await routeAt(path).load()).toBeTypeOf('function');
    }
  });

  it('begin with the plans', () => {
    history.replaceState(null, '', '/?interval=month');
    expect(TestBed.inject(Address).path()).toBe('/pricing');
    expect(location.search).toBe('?interval=month');
  });

  it('follow the browser back', async () => {
    const address = TestBed.inject(Address);
    address.go('/account');
    expect(address.path()).toBe('/account');
    history.replaceState(null, '', '/pricing?interval=year');
    window.dispatchEvent(new PopStateEvent('popstate'));
    expect([address.path(), address.query('interval')]).toEqual(['/pricing', 'year']);
    address.setQuery({ interval: null, tier: 'lamp' });
    expect(location.search).toBe('?tier=lamp');
  });
});
