import type { Brand } from '../catalog/index.ts';
import type { Fact, MailContent } from './mail-kinds.ts';

/** Colours on a light and on a dark page; each text has at least 4.5:1 on its ground. */
const light = { page: '#f4f5f7', card: '#ffffff', text: '#1f2328', quiet: '#57606a', line: '#d0d7de' };
const dark = { page: '#121212', card: '#1e1e1e', text: '#f0f0f0', quiet: '#b0b3b8', line: '#3d4045' };

/** The mail as an MJML document: one narrow column, system fonts, no pictures, and nothing loaded from elsewhere. */
export function mailDocument(content: MailContent, brand: Brand): string {
  return `<mjml lang="en" dir="ltr">
  <mj-head>
    <mj-title>${escape(content.subject)}</mj-title>
    <mj-preview>${escape(content.preview)}</mj-preview>
    <mj-raw>
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
    </mj-raw>
    <mj-attributes>
      <mj-all font-family="-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
      <mj-text color="${light.text}" font-size="16px" line-height="24px" padding="8px 24px" />
      <mj-section padding="0" />
    </mj-attributes>
    <mj-style>${style(brand)}</mj-style>
  </mj-head>
  <mj-body background-color="${light.page}" width="560px">
    <mj-section padding="24px 0 8px"><mj-column>
      <mj-text font-size="20px" font-weight="700" padding="0 24px" css-class="brand">${escape(brand.name)}</mj-text>
    </mj-column></mj-section>
    <mj-section background-color="${light.card}" border-radius="12px" padding="16px 0" css-class="card"><mj-column>
      <mj-text css-class="text" padding="8px 24px"><h1 style="margin:0;font-size:24px;line-height:32px">${escape(content.heading)}</h1></mj-text>
      ${content.paragraphs.map(paragraph).join('\n      ')}
      ${content.facts === undefined ? '' : factTable(content.facts)}
      ${content.action === undefined ? '' : button(content.action, brand)}
      ${(content.closing ?? []).map(paragraph).join('\n      ')}
    </mj-column></mj-section>
    <mj-section padding="16px 0 32px"><mj-column>
      <mj-text font-size="14px" line-height="22px" color="${light.quiet}" css-class="quiet">${foot(brand)}</mj-text>
    </mj-column></mj-section>
  </mj-body>
</mjml>`;
}

function paragraph(text: string): string {
  return `<mj-text css-class="text"><p style="margin:0">${escape(text)}</p></mj-text>`;
}

function factTable(facts: readonly Fact[]): string {
  const cell = 'padding:10px 0;text-align:left;vertical-align:top';
  const rows = facts.map(
    ({ name, value }) =>
      `<tr class="line" style="border-bottom:1px solid ${light.line}"><th scope="row" class="quiet" style="${cell};width:40%;font-weight:400;color:${light.quiet}">${escape(name)}</th>` +
      `<td style="${cell};font-weight:600">${escape(value)}</td></tr>`,
  );
  // Not an mj-table: MJML would mark it as mere layout, and it is a table of facts.
  return `<mj-text css-class="text" padding="8px 24px"><table style="width:100%;border-collapse:collapse;font-size:16px;line-height:24px">${rows.join('')}</table></mj-text>`;
}

function button(action: { label: string; url: string }, brand: Brand): string {
  return (
    `<mj-button href="${escape(action.url)}" background-color="${brand.accent}" color="#ffffff" font-size="16px" font-weight="600" ` +
    `inner-padding="14px 24px" border-radius="8px" align="left" padding="16px 24px" css-class="button">${escape(action.label)}</mj-button>`
  );
}

function foot(brand: Brand): string {
  const link = (url: string, text: string) =>
    `<a href="${escape(url)}" class="link" style="color:${light.quiet};text-decoration:underline">${escape(text)}</a>`;
  const policies = [link(brand.termsUrl, 'Terms'), link(brand.privacyUrl, 'Privacy')];
  if (brand.refundPolicyUrl !== undefined) policies.push(link(brand.refundPolicyUrl, 'Refunds'));
  return (
    `<p style="margin:0 0 8px">Questions? Answer this mail, or write to ${link(`mailto:${brand.supportEmail}`, brand.supportEmail)}.</p>` +
    `<p style="margin:0">${link(brand.websiteUrl, brand.name)} · ${policies.join(' · ')}</p>`
  );
}

/** Mail programs that know dark mode follow these; the others show the light colours, which stand in the elements. */
function style(brand: Brand): string {
  return `
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      .text a, .text h1 { color: inherit; }
      td, th, p, h1 { overflow-wrap: anywhere; }
      @media (prefers-color-scheme: dark) {
        body, body > div { background-color: ${dark.page} !important; }
        .card, .card > table { background-color: ${dark.card} !important; }
        .brand div, .text div, .text table, .text td { color: ${dark.text} !important; }
        .quiet, .quiet div, .text th.quiet { color: ${dark.quiet} !important; }
        .line { border-color: ${dark.line} !important; }
        .link { color: ${dark.quiet} !important; }
        .button td, .button a { background-color: ${brand.accentDark} !important; color: #121212 !important; }
      }`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
