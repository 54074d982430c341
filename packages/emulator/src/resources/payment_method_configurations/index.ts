import type Stripe from 'stripe';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { defaultConfiguration } from './default-configuration.ts';
import { cardsOnly, methodSettingsAfter } from './method-settings.ts';

const listConfigurations = list('payment_method_configuration');

/** https://docs.stripe.com/api/payment_method_configurations */
export const paymentMethodConfigurations = resource('payment_method_configuration', {
  indexes: ['is_default'],
  operations: {
    'POST /v1/payment_method_configurations': createConfiguration,
    'GET /v1/payment_method_configurations/:id': retrieve('payment_method_configuration'),
    'POST /v1/payment_method_configurations/:id': updateConfiguration,
    'GET /v1/payment_method_configurations': (tx, call) => {
      defaultConfiguration(tx);
      return listConfigurations(tx, call);
    },
  },
});

function createConfiguration(
  tx: Tx,
  { params }: Call<Params<'POST /v1/payment_method_configurations'>>,
): Stripe.PaymentMethodConfiguration {
  const { name, parent, expand: _expand, ...methods } = params;
  return tx.insert('payment_method_configuration', {
    id: tx.newId('pmc'),
    object: 'payment_method_configuration',
    active: true,
    application: null,
    ...methodSettingsAfter(cardsOnly, methods),
    is_default: false,
    livemode: false,
    name: name ?? 'Configuration',
    parent: parent === undefined ? null : tx.get('payment_method_configuration', parent, { param: 'parent' }).id,
  });
}

function updateConfiguration(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/payment_method_configurations/:id'>, 'id'>,
): Stripe.PaymentMethodConfiguration {
  const before = tx.get('payment_method_configuration', path.id);
  const { active, name, expand: _expand, ...methods } = params;
  return tx.update('payment_method_configuration', before.id, {
    active: active ?? before.active,
    ...methodSettingsAfter({}, methods),
    name: name ?? before.name,
  });
}
