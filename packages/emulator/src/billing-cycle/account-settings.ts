import { resource } from '../kernel/resource.ts';
import type { Tx } from '../kernel/tx.ts';
import { billingSettings, defaultBillingSettings, type BillingSettings } from './settings.ts';

declare module '../kernel/objects.ts' {
  interface StripeObjects {
    _billing_settings: BillingSettings & { id: string; object: '_billing_settings' };
  }
}

/** The settings are kept like any object, so that they survive with the rest. */
export const billingSettingsObject = resource('_billing_settings', {});

/** The account has one set of settings. */
const id = 'account';

/** The account's settings as they are now. */
export function accountSettings(tx: Tx): BillingSettings {
  return tx.find('_billing_settings', id) ?? defaultBillingSettings;
}

/**
 * Changes the account's settings, as its owner does in the dashboard; what is left out stays.
 *
 * @throws RangeError naming the setting whose value cannot be used.
 */
export function setAccountSettings(tx: Tx, change: Partial<BillingSettings>): BillingSettings {
  const settings = {
    ...billingSettings({ ...accountSettings(tx), ...change }),
    id,
    object: '_billing_settings' as const,
  };
  if (tx.find('_billing_settings', id)) return tx.update('_billing_settings', id, settings);
  return tx.insert('_billing_settings', settings);
}
