import type { Locator, Page } from '@playwright/test';

/** Stripe's test cards, by what they do. */
export const CARDS = {
  pays: '4242424242424242',
  isDeclined: '4000000000000002',
  asksForAuthentication: '4000002500003155',
} as const;

/** Fills Checkout as a person in Texas and presses its button. Fields that are already filled are filled again. */
export async function pay(page: Page, options: { card: string; email: string }): Promise<void> {
  const email = field(page, 'email');
  if (await email.isVisible()) await email.fill(options.email);
  await field(page, 'billingName').fill('Ada Browser');
  await field(page, 'billingCountry').selectOption('US');
  const street = field(page, 'billingAddressLine1');
  if (await street.isVisible()) {
    await street.fill('1 Congress Avenue');
    await field(page, 'billingLocality').fill('Austin');
    await field(page, 'billingAdministrativeArea').fill('TX');
  }
  await field(page, 'billingPostalCode').fill('78701');
  await field(page, 'cardNumber').fill(options.card);
  await field(page, 'cardExpiry').fill('12 / 34');
  await field(page, 'cardCvc').fill('123');
  await page.getByTestId('hosted-payment-submit-button').click();
}

/** The bank's page answers as told. */
export async function answerBank(page: Page, answer: 'Complete' | 'Fail'): Promise<void> {
  await page.getByRole('button', { name: `${answer} authentication` }).click();
}

function field(page: Page, name: string): Locator {
  return page.locator(`[name="${name}"]`);
}
