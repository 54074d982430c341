import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { resumSession } from './amounts.ts';
import { mayUpdateDetails } from './check-params.ts';
import { postalAddress } from './collect-details.ts';
import type { CheckoutFacts } from './facts.ts';
import { shippingOptions } from './shipping.ts';
import { itemsAfter } from './update-line-items.ts';

type Session = Stripe.Checkout.Session;
type UpdateParams = Stripe.Checkout.SessionUpdateParams;
type IntentData = CheckoutFacts['paymentIntentData'];

/** What was agreed is fixed once the session is over; notes about it are not. */
function checkOpen(session: Session, params: UpdateParams): void {
  if (session.status === 'open') return;
  const [changed] = Object.keys(params).filter((name) => name !== 'metadata' && name !== 'expand');
  if (changed === undefined) return;
  throw invalidRequest({
    message: `Only Checkout Sessions with a status in ["open"] can be updated. This Checkout Session has a status of ${session.status}.`,
    param: changed,
  });
}

function updateItems(tx: Tx, session: Session, given: NonNullable<UpdateParams['line_items']>): void {
  if (session.mode === 'setup') {
    throw invalidRequest({ message: 'You can not pass `line_items` in `setup` mode.', param: 'line_items' });
  }
  tx.update('_checkout', session.id, { items: itemsAfter(tx, { session, given }) });
}

function updateShippingOptions(tx: Tx, session: Session, given: NonNullable<UpdateParams['shipping_options']>): void {
  if (session.mode !== 'payment') {
    const message = `You can not pass \`shipping_options\` in \`${session.mode}\` mode.`;
    throw invalidRequest({ message, param: 'shipping_options' });
  }
  const options = given === '' ? [] : shippingOptions(tx, { given, currency: session.currency ?? 'usd' });
  tx.update('checkout.session', session.id, { shipping_options: options });
  tx.update('_checkout', session.id, { shippingRate: idOf(options[0]?.shipping_rate) });
}

/** On its own page Checkout asks for the address; elsewhere the merchant may say it. */
function updateShippingDetails(tx: Tx, session: Session, given: UpdateParams['collected_information']): void {
  const details = given?.shipping_details;
  if (!details) return;
  if (!mayUpdateDetails(session.ui_mode)) {
    throw invalidRequest({
      message: '`collected_information` can only be updated with `ui_mode` set to `embedded_page` or `elements`.',
      param: 'collected_information',
    });
  }
  const shipping = { name: details.name, address: postalAddress(details.address) };
  tx.update('_checkout', session.id, { shipping });
  tx.update('checkout.session', session.id, {
    collected_information: {
      business_name: null,
      individual_name: null,
      ...session.collected_information,
      shipping_details: shipping,
    },
  });
}

function updateIntentData(tx: Tx, session: Session, given: NonNullable<UpdateParams['payment_intent_data']>): void {
  if (session.mode !== 'payment' || session.ui_mode !== 'elements') {
    throw invalidRequest({
      message: '`payment_intent_data` can only be updated in `payment` mode with `ui_mode` set to `elements`.',
      param: 'payment_intent_data',
    });
  }
  const { metadata, ...texts } = given;
  const before = tx.get('_checkout', session.id).paymentIntentData;
  const after: Record<string, unknown> = { ...before, metadata: mergedMetadata(notes(before), metadata) };
  for (const [name, value] of Object.entries(texts)) {
    const kept = written(value, null);
    if (kept === null) delete after[name];
    else after[name] = kept;
  }
  tx.update('_checkout', session.id, { paymentIntentData: after as IntentData });
}

function notes({ metadata }: IntentData): Stripe.Metadata {
  return mergedMetadata(null, metadata);
}

/** @see https://docs.stripe.com/api/checkout/sessions/update */
export const updateSession: Handler<'POST /v1/checkout/sessions/:id'> = (tx, { path, params }) => {
  const session = tx.get('checkout.session', path.id);
  checkOpen(session, params);
  if (params.line_items) updateItems(tx, session, params.line_items);
  if (params.shipping_options !== undefined) updateShippingOptions(tx, session, params.shipping_options ?? '');
  updateShippingDetails(tx, session, params.collected_information);
  if (params.payment_intent_data) updateIntentData(tx, session, params.payment_intent_data);
  const updated = tx.update('checkout.session', session.id, {
    metadata: mergedMetadata(session.metadata, params.metadata),
  });
  const isResummed = params.line_items ?? params.shipping_options ?? params.collected_information;
  return isResummed === undefined ? updated : resumSession(tx, updated);
};
