import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds in a page, in light and in dark, as short lines; and whether it can be scrolled sideways at 320 px. */
export async function pageFaults(page: Page): Promise<string[]> {
  const size = page.viewportSize();
  await page.emulateMedia({ colorScheme: 'light' });
  // The pages have no frames, so axe need not open a page of its own to put its findings together.
  const light = await new AxeBuilder({ page }).setLegacyMode().withTags(tags).analyze();
  await page.emulateMedia({ colorScheme: 'dark' });
  // In the dark only colours differ.
  const dark = await new AxeBuilder({ page }).setLegacyMode().withRules(['color-contrast']).analyze();
  await page.setViewportSize({ width: 320, height: 640 });
  const isScrolling = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  if (size) await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: null });
  const found = [...light.violations, ...dark.violations].map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  return isScrolling ? [...found, 'scrolls sideways at 320 px'] : found;
}
