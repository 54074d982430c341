import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds in a page, in light and in dark, as short lines; and whether it can be scrolled sideways at 320 px. */
export async function pageFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const size = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    faults.push(...violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map((node) => node.html)[0]}`));
  }
  await page.setViewportSize({ width: 320, height: 640 });
  if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
    faults.push('scrolls sideways at 320 px');
  if (size) await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: null });
  return faults;
}
