import type Stripe from 'stripe';
import { accountSettings } from '../billing-cycle/account-settings.ts';
import type { Tx } from '../kernel/tx.ts';
import { accountColors } from '../resources/checkout/branding-settings.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const borderStyles = ['rounded', 'rectangular', 'pill'] as const;

/** Who asks for the money, and in which colours. Colours are `#rrggbb`; null keeps the pages' own. */
export interface Brand {
  name: string;
  buttonColor: string | null;
  backgroundColor: string | null;
  borderStyle: (typeof borderStyles)[number];
}

/** The pages' own look under a name. */
export function plainBrand(name: string): Brand {
  return { name, buttonColor: null, backgroundColor: null, borderStyle: 'rounded' };
}

export function accountBrand(tx: Tx): Brand {
  return plainBrand(accountSettings(tx).accountName);
}

/** A session's own branding over the account's. @see https://docs.stripe.com/api/checkout/sessions/object#checkout_session_object-branding_settings */
export function checkoutBrand(session: Pick<Stripe.Checkout.Session, 'branding_settings'>, account: Brand): Brand {
  const settings = session.branding_settings;
  if (!settings) return account;
  return {
    name: settings.display_name || account.name,
    buttonColor: ownColor(settings.button_color, accountColors.button),
    backgroundColor: ownColor(settings.background_color, accountColors.background),
    borderStyle: borderStyles.find((style) => style === settings.border_style) ?? 'rounded',
  };
}

/** The name with its first letter as a mark. Images of a brand live on other servers, which these pages never ask. */
export function brandName(brand: Brand): Html {
  return html`<p class="brand">
    <span class="brand-mark" aria-hidden="true">${[...brand.name.trim()][0]?.toUpperCase() ?? '•'}</span>
    <span>${brand.name}</span> <span class="badge">Sandbox</span>
  </p>`;
}

export function brandStylesheet(brand: Brand): string | null {
  const query = new URLSearchParams();
  if (brand.buttonColor) query.set('button', brand.buttonColor.slice(1));
  if (brand.backgroundColor) query.set('background', brand.backgroundColor.slice(1));
  if (brand.borderStyle !== 'rounded') query.set('border', brand.borderStyle);
  return query.size > 0 ? `/_pages/brand.css?${query}` : null;
}

/** The style sheet behind `brandStylesheet`. What is no colour is left out, so nothing else can be written into it. */
export function brandCss(query: { button?: unknown; background?: unknown; border?: unknown }): string {
  const button = hexColor(`#${query.button}`);
  const background = hexColor(`#${query.background}`);
  const rules: string[] = [];
  if (button) rules.push(`--accent: ${button};`, `--on-accent: ${textColorOn(button)};`);
  if (background) rules.push(...summaryRules(background));
  if (query.border === 'pill') rules.push('--button-radius: 999px;');
  if (query.border === 'rectangular') rules.push('--radius: 0px;');
  return `:root {\n  ${rules.join('\n  ')}\n}\n`;
}

/** By day the brand's own ground; by night only its tint, since a bright page half is no dark page. */
function summaryRules(background: string): string[] {
  const ink = textColorOn(background);
  // Quieter text is mixed towards the ground only where contrast allows it.
  const muted = contrast(background, ink) > 9 ? `color-mix(in srgb, ${ink} 80%, ${background})` : ink;
  return [
    `--summary-ground: light-dark(${background}, color-mix(in srgb, ${background} 12%, #0d0e12));`,
    `--summary-ink: light-dark(${ink}, #f1f3f6);`,
    `--summary-muted: light-dark(${muted}, #b4bac6);`,
    `--summary-line: color-mix(in srgb, var(--summary-ink) 25%, var(--summary-ground));`,
  ];
}

/** A colour that was chosen; the account's default leaves the pages their own, in light and in dark. */
function ownColor(color: string, byDefault: string): string | null {
  return color === byDefault ? null : hexColor(color);
}

function hexColor(text: string | null | undefined): string | null {
  return text && /^#[0-9a-f]{6}$/i.test(text) ? text.toLowerCase() : null;
}

/** Whichever of near-black and white reads better; one of them always reaches 4.5:1. */
function textColorOn(background: string): string {
  return contrast(background, '#ffffff') >= contrast(background, '#12131a') ? '#ffffff' : '#12131a';
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(first: string, second: string): number {
  const [lighter, darker] = [luminance(first), luminance(second)].toSorted((a, b) => b - a);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
