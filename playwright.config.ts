import { defineConfig } from '@playwright/test';
import type { ProductOptions } from './tests/browser/product-test.ts';

const chromium = process.env.CHROMIUM_PATH;
// Chromium's sandbox does not work as root, which containers usually are.
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

export default defineConfig<object, ProductOptions>({
  testDir: 'tests/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  // Each worker starts a whole product of its own, on free ports.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: 'line',
  projects: [
    { name: 'mmarkov', use: { catalog: 'mmarkov' } },
    { name: 'talents', use: { catalog: 'talents' } },
  ],
  use: {
    actionTimeout: 30_000,
    browserName: 'chromium',
    locale: 'en-US',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      args: [...sandbox, ...quiet],
      ...(chromium === undefined || chromium === '' ? {} : { executablePath: chromium }),
    },
  },
});
