import type { Page } from '@playwright/test';

/** Goes on with Tab, as somebody without a mouse does, until the focus is on what has this text or label. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const reached = await page.evaluate<string>(focusedName);
    if (typeof name === 'string' ? reached === name : name.test(reached)) return;
  }
  throw new Error(`Tab never reaches ${name}`);
}

/** Text of the focused link or button, or the label of the focused field. */
const focusedName = `(() => {
  const { labels, textContent } = document.activeElement;
  return (labels?.[0] ?? { textContent }).textContent.trim().replace(/\\s+/g, ' ');
})()`;
