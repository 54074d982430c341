import type Stripe from 'stripe';
import { StripeError } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { previewDiscounts } from '../subscriptions/take-discounts.ts';
import { amountFields } from './amounts.ts';
import { brandingSettings } from './branding-settings.ts';
import { checkSessionParams } from './check-params.ts';
import { collectionFields } from './collection-fields.ts';
import { emptySession } from './empty-session.ts';
import type { CheckoutFacts, SessionItem } from './facts.ts';
import { invoiceDataOf } from './invoice-data.ts';
import { methodFields } from './method-fields.ts';
import { refuseUncovered } from './refuse-params.ts';
import { sessionItems } from './session-items.ts';
import { withSetup } from './session-setup.ts';
import { shippingOptions } from './shipping.ts';

type Session = Stripe.Checkout.Session;
type CreateParams = Stripe.Checkout.SessionCreateParams;

const DAY = 86_400;

/** What can be said of the payer before the page was filled in. */
function knownDetails(tx: Tx, params: CreateParams): Stripe.Checkout.Session.CustomerDetails | null {
  const customer = tx.find('customer', params.customer);
  const email = customer?.email ?? params.customer_email ?? null;
  if (!customer && email === null) return null;
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: params.mode === 'setup' ? null : (customer?.tax_exempt ?? 'none'),
    tax_ids: null,
  };
}

function addresses(tx: Tx, { id, params }: { id: string; params: CreateParams }): Partial<Session> {
  const mode = params.ui_mode ?? 'hosted_page';
  const isHosted = mode === 'hosted_page';
  return {
    ...(mode === 'elements' ? {} : brandingSettings(tx, params.branding_settings)),
    cancel_url: params.cancel_url ?? null,
    client_secret: isHosted ? null : tx.newSecret(`${id}_secret`),
    ...(isHosted ? {} : { redirect_on_completion: params.redirect_on_completion ?? 'always' }),
    ...(params.return_url === undefined ? {} : { return_url: params.return_url }),
    success_url: params.success_url ?? null,
    ui_mode: mode,
    url: isHosted ? tx.url(`/c/pay/${id}`) : null,
  };
}

interface Blank {
  id: string;
  params: CreateParams;
  at: number;
  currency: string | null;
  listed: readonly string[] | null;
}

function blankSession(tx: Tx, { id, params, at, currency, listed }: Blank): Session {
  const automatic = params.automatic_tax?.enabled ?? false;
  const isSetup = params.mode === 'setup';
  return {
    ...emptySession,
    id,
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? !isSetup },
    after_expiration: afterExpiration(params.after_expiration),
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    automatic_tax: {
      enabled: automatic,
      liability: automatic ? { type: 'self' } : null,
      provider: automatic ? 'stripe' : null,
      status: null,
    },
    client_reference_id: params.client_reference_id ?? null,
    collected_information:
      params.customer === undefined ? null : { business_name: null, individual_name: null, shipping_details: null },
    created: at,
    currency,
    customer: params.customer ?? null,
    customer_details: knownDetails(tx, params),
    customer_email: params.customer_email ?? null,
    discounts: isSetup ? null : shownDiscounts(params.discounts),
    expires_at: params.expires_at ?? at + DAY,
    integration_identifier: params.integration_identifier ?? null,
    invoice_creation: params.mode === 'payment' ? invoiceCreation(params) : null,
    locale: params.locale ?? null,
    managed_payments: isSetup ? null : { enabled: false },
    metadata: mergedMetadata(null, params.metadata),
    mode: params.mode ?? 'payment',
    origin_context: params.origin_context ?? null,
    payment_status: isSetup ? 'no_payment_required' : 'unpaid',
    submit_type: params.submit_type ?? null,
    total_details: isSetup ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ...collectionFields(params),
    ...methodFields(tx, { params, currency, listed }),
    permissions: permissions(params.permissions),
    wallet_options: params.wallet_options ? walletOptions(params.wallet_options) : null,
    ...addresses(tx, { id, params }),
  };
}

function shownDiscounts(given: CreateParams['discounts']): Stripe.Checkout.Session.Discount[] {
  return (given || []).map(({ coupon = null, promotion_code = null }) => ({ coupon, promotion_code }));
}

function afterExpiration(given: CreateParams['after_expiration']): Session['after_expiration'] {
  if (!given?.recovery) return null;
  const { allow_promotion_codes: allows = false, enabled } = given.recovery;
  return { recovery: { allow_promotion_codes: allows, enabled, expires_at: null, url: null } };
}

function permissions(given: CreateParams['permissions']): Session['permissions'] {
  return given ? { update_shipping_details: given.update_shipping_details ?? 'client_only' } : null;
}

function walletOptions({ link }: NonNullable<CreateParams['wallet_options']>): Stripe.Checkout.Session.WalletOptions {
  return link ? { link: { display: link.display ?? 'auto' } } : {};
}

function invoiceCreation({ invoice_creation: given }: CreateParams): Stripe.Checkout.Session.InvoiceCreation {
  const enabled = given?.enabled ?? false;
  return { enabled, invoice_data: invoiceDataOf(given?.invoice_data, { isIssuerNamed: enabled }) };
}

function startingFacts(options: { id: string; params: CreateParams; items: SessionItem[] }): CheckoutFacts {
  const { id, params, items } = options;
  return {
    id,
    object: '_checkout',
    items,
    params,
    confirmation: null,
    subscriptionData: params.subscription_data ?? {},
    paymentIntentData: params.payment_intent_data ?? {},
    setupIntentData: params.setup_intent_data ?? {},
    customerUpdate: params.customer_update ?? {},
    address: null,
    name: null,
    businessName: null,
    individualName: null,
    phone: null,
    email: params.customer_email ?? null,
    taxId: null,
    shipping: null,
    shippingRate: null,
    savesMethod: false,
    customer: null,
    intent: null,
    settledItems: null,
  };
}

function checkDiscounts(
  tx: Tx,
  { params, amount, currency }: { params: CreateParams; amount: number; currency: string },
): void {
  if (!params.discounts?.length) return;
  previewDiscounts(tx, params.discounts, { customer: params.customer ?? null, param: 'discounts', amount, currency });
}

/** The subscription's own rules refuse in its words; here its parameters stand in `subscription_data`. */
function inWordsOf<T>(params: CreateParams, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const param = error instanceof StripeError ? error.details.param : undefined;
    if (!(error instanceof StripeError) || !param || !(param in (params.subscription_data ?? {}))) throw error;
    throw new StripeError({ ...error.details, param: `subscription_data[${param}]` });
  }
}

export interface SessionOpening {
  /** Checked already. */
  params: CreateParams;
  items: SessionItem[];
  /** What the session says beyond its parameters: the payment link that it came from, the session that it recovers. */
  fields?: Partial<Session>;
  facts?: Partial<CheckoutFacts>;
  /** The types of payment methods that a payment link lists; its sessions ask no configuration. */
  methodTypes?: readonly string[] | null;
}

/** Ids begin with what the session is for. */
function sessionId(tx: Tx, mode: CreateParams['mode']): string {
  return tx.newId('cs_test', 58).replace(/^cs_test_../, mode === 'setup' ? 'cs_test_c1' : 'cs_test_a1');
}

/** Opens a session: one that the API asked for, one of a payment link, one that recovers an expired one. */
export function openSession(tx: Tx, opening: SessionOpening): Session {
  const { params, items, fields, facts, methodTypes: listed = null } = opening;
  const currency = params.currency ?? tx.find('price', items[0]?.price)?.currency ?? null;
  const id = sessionId(tx, params.mode);
  const at = tx.now({ customer: idOf(params.customer) });
  const shipping = shippingOptions(tx, { given: params.shipping_options ?? [], currency: currency ?? 'usd' });
  const shippingRate = idOf(shipping[0]?.shipping_rate);
  tx.insert('_checkout', { ...startingFacts({ id, params, items }), shippingRate, ...facts });
  const blank = blankSession(tx, { id, params, at, currency, listed });
  const session = tx.insert('checkout.session', { ...blank, shipping_options: shipping, ...fields });
  if (session.mode === 'setup') return withSetup(tx, session);
  const summed = tx.update(
    'checkout.session',
    id,
    inWordsOf(params, () => amountFields(tx, session)),
  );
  checkDiscounts(tx, { params, amount: summed.amount_subtotal ?? 0, currency: currency ?? 'usd' });
  return summed;
}

/** @see https://docs.stripe.com/api/checkout/sessions/create */
export const createSession: Handler<'POST /v1/checkout/sessions'> = (tx, { params }) => {
  refuseUncovered(params, 'Checkout Sessions');
  checkSessionParams(tx, params);
  return openSession(tx, { params, items: sessionItems(tx, params) });
};
