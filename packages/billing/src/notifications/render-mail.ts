import type { Catalog } from '../catalog/index.ts';
import type { MailContent } from './mail-kinds.ts';
import { mailDocument } from './mail-document.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Dresses a mail in the brand: HTML through MJML, and the text part with the same foot. */
export async function renderMail(content: MailContent, catalog: Catalog): Promise<RenderedMail> {
  // Half a second to load, and no process needs it before its first mail.
  const { default: mjml } = await import('mjml');
  const { html, errors } = await mjml(mailDocument(content, catalog.brand), { fonts: {}, validationLevel: 'strict' });
  if (errors.length > 0) throw new Error(`The mail's MJML is wrong: ${errors[0]?.formattedMessage}`);
  return { subject: content.subject, text: `${content.text.trim()}\n\n${textFoot(catalog)}`, html };
}

function textFoot({ brand }: Catalog): string {
  return [
    '-- ',
    `${brand.name} · ${brand.websiteUrl}`,
    `Questions? Answer this mail, or write to ${brand.supportEmail}.`,
    `Terms: ${brand.termsUrl}`,
    `Privacy: ${brand.privacyUrl}`,
    ...(brand.refundPolicyUrl === undefined ? [] : [`Refunds: ${brand.refundPolicyUrl}`]),
    '',
  ].join('\n');
}
