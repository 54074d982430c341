// What Stripe refuses when a session is created, apart from its line items.
import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest, missingParam, type StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { taxLocationOf } from '../../tax/customer-location.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;

const MINUTE = 60;
const DAY = 86_400;

function refuse(message: string, param: string): StripeError {
  return invalidRequest({ message, param });
}

function checkUrl(value: string | undefined, param: string): void {
  if (value === undefined) return;
  const filled = value.replaceAll('{CHECKOUT_SESSION_ID}', 'cs_test');
  if (!/^https?:\/\//.test(filled) || !URL.canParse(filled)) {
    throw invalidRequest({ code: 'url_invalid', message: 'Not a valid URL', param });
  }
}

function checkAddresses(params: CreateParams): void {
  for (const param of ['success_url', 'cancel_url', 'return_url'] as const) checkUrl(params[param], param);
  const mode = params.ui_mode ?? 'hosted_page';
  if (mode === 'hosted_page') {
    if (params.success_url === undefined) throw missingParam('success_url');
    if (params.return_url !== undefined) {
      throw refuse(
        '`return_url` cannot be used with `ui_mode` set to `hosted_page`. Use `success_url` instead.',
        'return_url',
      );
    }
    return;
  }
  if (params.success_url !== undefined || params.cancel_url !== undefined) {
    const param = params.success_url === undefined ? 'cancel_url' : 'success_url';
    throw refuse(
      `\`${param}\` can only be used with \`ui_mode\` set to \`hosted_page\`. Use \`return_url\` instead.`,
      param,
    );
  }
  const isNever = params.redirect_on_completion === 'never';
  if (isNever && params.return_url !== undefined) {
    throw refuse('`return_url` cannot be used with `redirect_on_completion` set to `never`.', 'return_url');
  }
  if (!isNever && params.return_url === undefined) throw missingParam('return_url');
}

/** Each kind of data belongs to one mode. */
function checkMode(params: CreateParams): void {
  const { mode } = params;
  if (mode === undefined) throw missingParam('mode');
  const owners: [keyof CreateParams, string[]][] = [
    ['subscription_data', ['subscription']],
    ['payment_intent_data', ['payment']],
    ['setup_intent_data', ['setup']],
    ['invoice_creation', ['payment']],
    ['customer_creation', ['payment', 'setup']],
    ['payment_method_collection', ['subscription']],
    ['line_items', ['payment', 'subscription']],
    ['optional_items', ['payment', 'subscription']],
    ['saved_payment_method_options', ['payment', 'subscription']],
    ['shipping_address_collection', ['payment', 'subscription']],
    ['shipping_options', ['payment']],
    ['submit_type', ['payment', 'subscription']],
  ];
  for (const [param, modes] of owners) {
    if (params[param] !== undefined && !modes.includes(mode)) {
      throw refuse(`You can not pass \`${param}\` in \`${mode}\` mode.`, param);
    }
  }
  if (mode !== 'setup' && !params.line_items?.length) throw missingParam('line_items');
}

/** What a page that the merchant builds does not show, and what only such a page can do. */
function checkUiMode(params: CreateParams): void {
  const mode = params.ui_mode ?? 'hosted_page';
  const withoutPage: (keyof CreateParams)[] = [
    'after_expiration',
    'branding_settings',
    'custom_fields',
    'custom_text',
    'optional_items',
    'origin_context',
    'submit_type',
  ];
  const unshown: Record<string, (keyof CreateParams)[]> = { elements: withoutPage, form: ['optional_items'] };
  const misplaced = unshown[mode]?.find((param) => params[param] !== undefined);
  if (misplaced) throw refuse(`\`${misplaced}\` cannot be used with \`ui_mode\` set to \`${mode}\`.`, misplaced);
  if (params.permissions && !mayUpdateDetails(mode)) {
    throw refuse('`permissions` can only be used with `ui_mode` set to `embedded_page` or `elements`.', 'permissions');
  }
}

/** Where the merchant's server may say what the customer would: in two of the pages that stand in its own. */
export function mayUpdateDetails(mode: string | null): boolean {
  return mode === 'embedded_page' || mode === 'elements';
}

function checkCustomer(tx: Tx, params: CreateParams): void {
  if (params.customer !== undefined && params.customer_email !== undefined)
    throw exclusiveParams('customer', 'customer_email');
  if (params.customer === undefined) {
    if (params.customer_update) {
      throw refuse('`customer_update` can only be used with `customer`.', 'customer_update');
    }
    return;
  }
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  const update = params.customer_update;
  const savesAddress = update?.address === 'auto' || update?.shipping === 'auto';
  if (params.automatic_tax?.enabled && !savesAddress && taxLocationOf(tx, customer).automatic_tax !== 'supported') {
    throw invalidRequest({
      code: 'customer_tax_location_invalid',
      message:
        "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
      param: 'automatic_tax',
    });
  }
  if (params.tax_id_collection?.enabled && update?.name !== 'auto') {
    throw refuse(
      'Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.',
      'tax_id_collection[enabled]',
    );
  }
}

function checkDiscounts(params: CreateParams): void {
  if (params.allow_promotion_codes !== undefined && params.discounts !== undefined) {
    throw exclusiveParams('allow_promotion_codes', 'discounts');
  }
  if ((params.discounts?.length ?? 0) > 1) {
    throw refuse('You can only apply one discount to a Checkout Session.', 'discounts');
  }
}

function checkTrial(params: CreateParams, at: number): void {
  const { trial_end: end, trial_period_days: days } = params.subscription_data ?? {};
  if (end !== undefined && days !== undefined) {
    throw exclusiveParams('subscription_data[trial_end]', 'subscription_data[trial_period_days]');
  }
  if (days !== undefined && days < 1) {
    throw refuse('The minimum number of trial period days is 1.', 'subscription_data[trial_period_days]');
  }
  if (end !== undefined && end < at + 2 * DAY) {
    throw refuse(
      'The `subscription_data[trial_end]` must be at least 48 hours in the future.',
      'subscription_data[trial_end]',
    );
  }
}

function checkExpiry(params: CreateParams, at: number): void {
  const { expires_at: expiry } = params;
  if (expiry === undefined) return;
  if (expiry < at + 30 * MINUTE) {
    throw refuse(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      'expires_at',
    );
  }
  if (expiry > at + DAY) {
    throw refuse('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', 'expires_at');
  }
}

function checkCustomFields({ custom_fields: fields = [] }: CreateParams): void {
  if (fields.length > 3) throw refuse('You can only specify up to 3 custom fields.', 'custom_fields');
  for (const [index, field] of fields.entries()) {
    const param = `custom_fields[${index}]`;
    if (!/^[a-z0-9]+$/i.test(field.key)) {
      throw refuse('The `key` of a custom field must be alphanumeric.', `${param}[key]`);
    }
    if (field.type === 'dropdown' && !field.dropdown?.options.length) throw missingParam(`${param}[dropdown]`);
  }
  if (new Set(fields.map(({ key }) => key)).size < fields.length) {
    throw refuse('The `key` of each custom field must be unique.', 'custom_fields');
  }
}

/** @throws StripeError for the first rule of Checkout that the parameters break. */
export function checkSessionParams(tx: Tx, params: CreateParams): void {
  checkMode(params);
  checkAddresses(params);
  checkUiMode(params);
  checkCustomer(tx, params);
  checkDiscounts(params);
  const at = tx.now({ customer: idOf(params.customer) });
  checkTrial(params, at);
  checkExpiry(params, at);
  checkCustomFields(params);
  const options = params.saved_payment_method_options;
  if (options?.payment_method_remove === 'enabled' && params.customer === undefined) {
    const param = 'saved_payment_method_options[payment_method_remove]';
    throw refuse('`saved_payment_method_options[payment_method_remove]` can only be used with `customer`.', param);
  }
}
