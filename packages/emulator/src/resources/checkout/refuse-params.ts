// Parameters of a session that the emulator does not act on: each is refused by its name, none is silently lost.
import { invalidRequest } from '../../kernel/errors.ts';
import { isHash, valueAt } from '../../kernel/fields.ts';

/** What belongs to Connect, to Stripe's own reselling, or to a way of paying that there is none of here. */
const uncovered = [
  'customer_account',
  'application_fee_amount',
  'application_fee_percent',
  'on_behalf_of',
  'transfer_data',
  'invoice_creation.invoice_data.account_tax_ids',
  'payment_intent_data.application_fee_amount',
  'payment_intent_data.on_behalf_of',
  'payment_intent_data.transfer_data',
  'setup_intent_data.on_behalf_of',
  'subscription_data.application_fee_percent',
  'subscription_data.on_behalf_of',
  'subscription_data.transfer_data',
];

/** Switches that may be given as long as they are off. */
const offOnly = ['adaptive_pricing.enabled', 'managed_payments.enabled'];

/** Who answers for tax or issues an invoice: the account itself, never a connected one. */
const liable = [
  'automatic_tax.liability',
  'invoice_creation.invoice_data.issuer',
  'subscription_data.invoice_settings.issuer',
];

const cardOptions = new Set(['capture_method', 'request_three_d_secure', 'restrictions', 'setup_future_usage']);

function refusal(path: string, noun: string) {
  const [first, ...rest] = path.split('.');
  const param = `${first}${rest.map((field) => `[${field}]`).join('')}`;
  return invalidRequest({ message: `This emulator does not cover the parameter \`${param}\` of ${noun}.`, param });
}

function methodOptionPaths(params: object): string[] {
  const options = valueAt(params, 'payment_method_options');
  if (!isHash(options)) return [];
  const card = options['card'];
  return [
    ...Object.keys(options).filter((type) => type !== 'card'),
    ...(isHash(card) ? Object.keys(card) : [])
      .filter((option) => !cardOptions.has(option))
      .map((name) => `card.${name}`),
  ].map((path) => `payment_method_options.${path}`);
}

/**
 * @param noun Whose parameters these are, for the message: `Checkout Sessions`.
 * @throws StripeError for the first parameter that would have no effect.
 */
export function refuseUncovered(params: object, noun: string): void {
  const given = uncovered.filter(
    (path) => ![undefined, '', null].includes(valueAt(params, path) as string | undefined),
  );
  const switchedOn = offOnly.filter((path) => valueAt(params, path) === true);
  const elsewhere = liable.filter((path) => valueAt(params, `${path}.type`) === 'account');
  const [first] = [...given, ...switchedOn, ...elsewhere, ...methodOptionPaths(params)];
  if (first !== undefined) throw refusal(first, noun);
}
