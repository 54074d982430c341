import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

type Settings = Stripe.Checkout.Session.BrandingSettings;
type Given = Stripe.Checkout.SessionCreateParams['branding_settings'];

/** The colours of an account that chose none; the pages then keep their own. */
export const accountColors = { background: '#ffffff', button: '#0074d4' };

/**
 * How a session's page looks: as the session says, else as the account is set up.
 *
 * @see https://docs.stripe.com/payments/checkout/customization/appearance
 */
export function brandingSettings(tx: Tx, given: Given = {}): { branding_settings: Settings } {
  if (given.icon && given.logo) {
    throw exclusiveParams('branding_settings[icon]', 'branding_settings[logo]');
  }
  return {
    branding_settings: {
      background_color: color(given.background_color, 'background_color') ?? accountColors.background,
      border_style: given.border_style || 'rounded',
      button_color: color(given.button_color, 'button_color') ?? accountColors.button,
      display_name: given.display_name ?? accountSettings(tx).accountName,
      font_family: given.font_family || 'default',
      icon: given.icon ?? null,
      logo: given.logo ?? null,
    },
  };
}

function color(given: string | null | undefined, field: string): string | undefined {
  if (!given) return undefined;
  if (/^#[0-9a-f]{6}$/i.test(given)) return given;
  throw invalidRequest({ message: `Invalid hex color: ${given}`, param: `branding_settings[${field}]` });
}
