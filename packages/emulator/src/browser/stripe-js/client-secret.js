import { checkIntegration } from './integration-error.js';

const objects = {
  pi: { name: 'paymentIntent', path: '/v1/payment_intents', query: 'payment_intent', noun: 'PaymentIntent' },
  seti: { name: 'setupIntent', path: '/v1/setup_intents', query: 'setup_intent', noun: 'SetupIntent' },
};

/**
 * What a client secret is about: `pi_…_secret_…` or `seti_…_secret_…`.
 *
 * @throws IntegrationError when it is none, or not one of `prefix`.
 */
export function intentOf(clientSecret, { call, prefix }) {
  const [, id, found] = /^((pi|seti)_\w+?)_secret_\w+$/.exec(clientSecret ?? '') ?? [];
  const wanted = prefix ? objects[prefix].noun : 'PaymentIntent or SetupIntent';
  checkIntegration(
    id && (!prefix || found === prefix),
    `Invalid value for ${call}: value should be a client secret of a ${wanted}, of the form \${id}_secret_\${secret}. You specified: ${clientSecret}.`,
  );
  return { ...objects[found], id, clientSecret };
}
