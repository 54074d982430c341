import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { cardsOnly } from './method-settings.ts';

/** The account's default: cards. Made when it is first asked for. */
export function defaultConfiguration(tx: Tx): Stripe.PaymentMethodConfiguration {
  const known = tx.list('payment_method_configuration', { is_default: true })[0];
  if (known) return known;
  return tx.insert('payment_method_configuration', {
    id: tx.newId('pmc'),
    object: 'payment_method_configuration',
    active: true,
    application: null,
    ...cardsOnly,
    is_default: true,
    livemode: false,
    name: 'Default',
    parent: null,
  });
}

/** The configuration that decides on payment methods: the one that is named, else the default. */
export function configurationOf(tx: Tx, named: string | undefined): Stripe.PaymentMethodConfiguration {
  if (named === undefined) return defaultConfiguration(tx);
  return tx.get('payment_method_configuration', named, { param: 'payment_method_configuration' });
}

/** What an intent says of its configuration. */
export function configurationDetails(tx: Tx, named: string | undefined): { id: string; parent: string | null } {
  const { id, parent } = configurationOf(tx, named);
  return { id, parent };
}
