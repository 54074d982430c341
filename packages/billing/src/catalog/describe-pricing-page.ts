import { formatMoney, minorUnitDigits } from '../kernel/money.ts';
import { billingPeriods } from './catalog-view.ts';
import type { BillingPeriod, Catalog, Plan } from './define-catalog.ts';

/**
 * Writes into the built page what search engines, link previews and people without JavaScript read: title, description,
 * canonical address, the plans as schema.org products, and a plain list of prices.
 *
 * @param page The web application's `index.html`.
 * @param frontendUrl Where the application is reached, without a slash at its end.
 * @see https://schema.org/Offer
 */
export function describePricingPage(
  page: string,
  { catalog, frontendUrl }: { catalog: Catalog; frontendUrl: string },
): string {
  const { brand } = catalog;
  const address = `${frontendUrl}/pricing`;
  const head = [
    `<link rel="canonical" href="${escapeHtml(address)}" />`,
    `<script type="application/ld+json">${jsonForHtml(describedPlans(catalog, address))}</script>`,
  ].join('\n    ');
  return page
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeHtml(`Pricing · ${brand.name}`)}</title>`)
    .replace(
      /<meta name="description"[^>]*>/,
      () => `<meta name="description" content="${escapeHtml(brand.tagline)}" />`,
    )
    .replace('</head>', () => `  ${head}\n  </head>`)
    .replace(/<noscript>[\s\S]*?<\/noscript>/, () => `<noscript>${priceList(catalog)}</noscript>`);
}

function describedPlans(catalog: Catalog, address: string): object {
  return {
    '@context': 'https://schema.org',
    '@graph': catalog.plans.map((plan) => ({
      '@type': 'Product',
      name: `${catalog.brand.name} ${plan.name}`,
      description: plan.description,
      brand: { '@type': 'Brand', name: catalog.brand.name },
      offers: pricesOf(plan).map(({ period, amount }) => ({
        '@type': 'Offer',
        url: address,
        price: decimalAmount(amount, catalog.currency),
        priceCurrency: catalog.currency.toUpperCase(),
        ...(period === null ? {} : { name: period === 'monthly' ? 'Monthly' : 'Annual' }),
      })),
    })),
  };
}

function priceList(catalog: Catalog): string {
  const plans = catalog.plans.map((plan) => {
    const prices = pricesOf(plan).map(({ period, amount }) => {
      if (period === null) return 'free';
      return `${formatMoney({ amount, currency: catalog.currency })} a ${period === 'monthly' ? 'month' : 'year'}`;
    });
    return `<li>${escapeHtml(`${plan.name}: ${prices.join(', or ')}. ${plan.description}.`)}</li>`;
  });
  const { headline, supportEmail } = catalog.brand;
  return [
    `<h1>${escapeHtml(headline)}</h1><ul>${plans.join('')}</ul>`,
    `<p>Choosing a plan needs JavaScript. Questions: ${escapeHtml(supportEmail)}</p>`,
  ].join('');
}

function pricesOf(plan: Plan): { period: BillingPeriod | null; amount: number }[] {
  const { prices } = plan;
  if (prices === undefined) return [{ period: null, amount: 0 }];
  return billingPeriods.flatMap((period) => {
    const amount = prices[period];
    return amount === undefined ? [] : [{ period, amount }];
  });
}

/** `1499` of a two-decimal currency is `14.99`: digits moved, nothing computed. */
function decimalAmount(amount: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  if (digits === 0) return String(amount);
  const text = String(amount).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** JSON that cannot end the script element that holds it. */
function jsonForHtml(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
