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

/** What an intent says of the configuration that decides on its payment methods: the one that is named, else the default. */
export function configurationDetails(tx: Tx, named: string | undefined): { id: string; parent: string | null } {
  const { id, parent } =
    named === undefined
      ? defaultConfiguration(tx)
      : tx.get('payment_method_configuration', named, { param: 'payment_method_configuration' });
  return { id, parent };
}
