import { test as base } from 'vitest';
import { launchChromium } from '../../pages/testing/launch-chromium.ts';
import { givenShopSite } from './given-shop-page.ts';

/** A test with a `site`: a shop of its own for each file, visited with one browser, which all files of a worker share. */
export const test = base
  .extend('chromium', { scope: 'worker' }, () => launchChromium())
  .extend('browser', { scope: 'worker' }, ({ chromium }, { onCleanup }) => {
    onCleanup(() => chromium.close());
    return chromium;
  })
  .extend('site', { scope: 'file' }, async ({ browser }, { onCleanup }) => {
    const site = await givenShopSite(browser);
    onCleanup(() => site.close());
    return site;
  });
