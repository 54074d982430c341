import { describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import type { MailContent } from './mail-kinds.ts';
import { renderMail } from './render-mail.ts';

const content: MailContent = {
  subject: 'Your plan & <b>you</b>',
  preview: 'A short word before.',
  heading: 'About your plan',
  paragraphs: ['Hello "Ada" <script>alert(1)</script>,'],
  facts: [{ name: 'Amount', value: '$14.99' }],
  action: { label: 'Open your account', url: 'https://app.example/account?a=1&b="2"' },
  text: 'Hello Ada,\n\nyour plan costs $14.99.\n\nYour account: https://app.example/account',
};

describe.each([mmarkov, talents])('a mail of $id', (catalog) => {
  it('shows what people typed as text, and never as markup', async () => {
    const { html } = await renderMail(content, catalog);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<b>you</b>');
    expect(html).toContain('&#60;script&#62;');
  });

  it('loads nothing from anywhere, so that opening it tells nobody', async () => {
    const { html } = await renderMail(content, catalog);
    expect(html).not.toMatch(/<img|<link|url\(|@import|<iframe/);
  });

  it('says its language, its facts as a table with row heads, and follows the dark mode', async () => {
    const { html } = await renderMail(content, catalog);
    expect(html).toContain('<html lang="en" dir="ltr"');
    expect(html).toMatch(/<th scope="row"[^>]*>Amount<\/th>/);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain(catalog.brand.accent);
    expect(html).toContain(catalog.brand.accentDark);
  });

  it('ends its text part with whom to ask and the policies', async () => {
    const { text } = await renderMail(content, catalog);
    expect(text).toContain('your plan costs $14.99.');
    expect(text).toContain(`write to ${catalog.brand.supportEmail}`);
    expect(text).toContain(catalog.brand.termsUrl);
    expect(text).not.toMatch(/<\w+/);
  });
});
