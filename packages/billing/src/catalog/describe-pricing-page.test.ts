import { expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import { describePricingPage } from './describe-pricing-page.ts';

const built = `<!doctype html><html><head><title>Plans</title><meta name="description" content="x" /></head>
<body><app-root></app-root><noscript>Needs JavaScript.</noscript></body></html>`;

const frontendUrl = 'https://app.test';

function structuredDataOf(page: string): { '@graph': { name: string; offers: object[] }[] } {
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? 'nothing';
  return JSON.parse(json) as ReturnType<typeof structuredDataOf>;
}

test('search engines read each plan with its prices as the catalog has them', () => {
  const page = describePricingPage(built, { catalog: mmarkov, frontendUrl });
  expect(page).toContain('<title>Pricing · MMarkov</title>');
  expect(page).toContain('<link rel="canonical" href="https://app.test/pricing" />');
  const plans = structuredDataOf(page)['@graph'];
  expect(plans.map(({ name }) => name)).toEqual([
    'MMarkov Strawweight',
    'MMarkov Lightweight',
    'MMarkov Middleweight',
    'MMarkov Heavyweight',
  ]);
  expect(plans[1]?.offers).toMatchObject([
    { price: '14.99', priceCurrency: 'USD', url: 'https://app.test/pricing' },
    { price: '119.00', priceCurrency: 'USD' },
  ]);
});

test('people without JavaScript read what each plan costs', () => {
  const page = describePricingPage(built, { catalog: talents, frontendUrl });
  expect(page).toContain('Basic: $9.99 a month. For a single child.');
  expect(page).toContain('Premium: $19.99 a month, or $199.99 a year. For families.');
});

test('a name from the catalog cannot end the element that holds it', () => {
  const brand = { ...mmarkov.brand, name: '</script><script>alert(1)</script>', headline: '<img src=x>' };
  const page = describePricingPage(built, { catalog: { ...mmarkov, brand }, frontendUrl });
  expect(page).not.toContain('<script>alert');
  expect(page).not.toContain('<img');
});
