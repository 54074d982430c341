import type { Brand } from './catalog-definition.ts';
import { contrast, type Report } from './catalog-values.ts';

/** What is wrong with the brand: addresses, the statement's line, colours that text cannot be read on. */
export function brandProblems(brand: Brand, report: Report): void {
  for (const key of ['name', 'headline', 'tagline', 'invoiceFooter'] as const) {
    if (brand[key].trim() === '') report(`brand.${key}`, 'is empty');
  }
  for (const key of ['websiteUrl', 'privacyUrl', 'termsUrl', 'refundPolicyUrl'] as const) {
    const url = brand[key];
    if (url !== undefined && !(URL.canParse(url) && url.startsWith('https://'))) {
      report(`brand.${key}`, `${JSON.stringify(url)} is not an https address`);
    }
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(brand.supportEmail)) {
    report('brand.supportEmail', `${JSON.stringify(brand.supportEmail)} is not a mail address`);
  }
  // https://docs.stripe.com/get-started/account/statement-descriptors
  const descriptor = brand.statementDescriptor;
  if (descriptor.length < 5 || descriptor.length > 22 || !/[A-Za-z]/.test(descriptor) || /[<>\\'"*]/.test(descriptor)) {
    report('brand.statementDescriptor', `"${descriptor}" is not 5 to 22 characters with a letter and without <>\\'"*`);
  }
  colourProblems('brand.accent', brand.accent, '#ffffff', report);
  colourProblems('brand.accentDark', brand.accentDark, '#121212', report);
}

function colourProblems(key: string, colour: string, against: string, report: Report): void {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) {
    report(key, `${JSON.stringify(colour)} is not a colour like #1976d2`);
    return;
  }
  const ratio = contrast(colour, against);
  if (ratio < 4.5) report(key, `${colour} against ${against} has a contrast of ${ratio.toFixed(2)}; text needs 4.5`);
}
