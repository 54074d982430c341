import { randomUUID } from 'node:crypto';
import { test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startProduct } from './start-product.ts';
import type { Product } from './start-product.ts';

/** Somebody who uses the product; new in every test. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

interface TestParts {
  readonly person: Person;
}

/** What each project of playwright.config.ts says. */
export interface ProductOptions {
  readonly catalog: 'mmarkov' | 'talents';
}

interface WorkerParts extends ProductOptions {
  readonly product: Product;
}

/** A test with a running product behind `page`, whose addresses may begin with a slash. */
export const test = base.extend<TestParts, WorkerParts>({
  catalog: ['mmarkov', { option: true, scope: 'worker' }],
  product: [
    async ({ catalog }, use) => {
      const product = await startProduct({ catalog });
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  person: async ({ catalog }, use) => {
    const id = `${catalog}-${randomUUID().slice(0, 8)}`;
    await use({ id, email: `${id}@example.com`, name: 'Ada Browser' });
  },
});

/** Signs in by the sandbox bar, as somebody whom nobody has seen before. */
export async function signIn(page: Page, person: Person): Promise<void> {
  const bar = page.getByRole('complementary', { name: 'Sandbox' });
  await bar.getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in to the sandbox' });
  await dialog.getByText('Somebody new').click();
  await dialog.getByLabel('User id').fill(person.id);
  await dialog.getByLabel('Email').fill(person.email);
  await dialog.getByLabel('Name').fill(person.name);
  await dialog.getByRole('button', { name: 'Sign in as new user' }).click();
  await bar.getByRole('button', { name: person.name }).waitFor();
}
