import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { methodTypes } from '../payment_intents/method-types.ts';
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

/** The types of payment methods that the account takes in a currency where nothing else is said; null where nothing is paid. */
export function accountMethodTypes(tx: Tx, currency: string | null): string[] {
  const [configuration] = tx.list('payment_method_configuration', { is_default: true });
  return configuration ? methodTypes({ configuration, currency }) : ['card'];
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
