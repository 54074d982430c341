import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { resumSession } from '../checkout/amounts.ts';
import { updateCheckoutAddress, updateCheckoutTaxId } from '../checkout/collect-details.ts';
import { applyPromotionCode, removePromotionCode } from '../checkout/promotion-code.ts';
import { pageSession, paymentPage } from './payment-page.ts';

type Session = Stripe.Checkout.Session;

export interface PaymentPageUpdate {
  client_secret?: string;
  /** Where the card's owner lives. */
  address?: Stripe.AddressParam | '';
  business_name?: string;
  email?: string;
  /** The line item whose quantity changes. */
  line_item?: string;
  name?: string;
  phone?: string;
  /** An empty one is taken off again. */
  promotion_code?: string;
  quantity?: number;
  /** Of a business that buys; one without a value is taken away. */
  tax_id?: { type?: string; value?: string };
}

/** What a person changes on the page before paying. */
export const updatePaymentPage: Handler<'POST /v1/payment_pages/:id'> = (tx, { path, params, request }) => {
  const session = pageSession(tx, { path, params, request });
  if (session.status !== 'open') {
    throw invalidRequest({ message: `This Checkout Session is no longer open: it is ${session.status}.` });
  }
  keepContact(tx, session, params);
  const { address, line_item: item, promotion_code: code, quantity = 0, tax_id: taxId } = params;
  if (item !== undefined) changeQuantity(tx, session, { item, quantity });
  if (address) updateCheckoutAddress(tx, { session, address });
  if (taxId) changeTaxId(tx, session, taxId);
  if (code !== undefined) changePromotionCode(tx, tx.get('checkout.session', session.id), code);
  return paymentPage(tx, tx.get('checkout.session', session.id));
};

function keepContact(tx: Tx, session: Session, params: PaymentPageUpdate): void {
  const { business_name, email, name, phone } = params;
  if (email) checkEmail(email);
  tx.update('_checkout', session.id, {
    ...(business_name === undefined ? {} : { businessName: business_name || null }),
    ...(email === undefined ? {} : { email: email || null }),
    ...(name === undefined ? {} : { name: name || null }),
    ...(phone === undefined ? {} : { phone: phone || null }),
  });
}

function checkEmail(email: string): void {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return;
  throw invalidRequest({ code: 'email_invalid', message: `Invalid email address: ${email}`, param: 'email' });
}

function changeQuantity(tx: Tx, session: Session, change: { item: string; quantity: number }): void {
  const { items } = tx.get('_checkout', session.id);
  const item = items.find(({ id }) => id === change.item);
  if (!item) throw missing('item', change.item, 'line_item');
  const { enabled = false, minimum, maximum } = item.adjustable ?? {};
  const isWithin = change.quantity >= (minimum ?? 0) && change.quantity <= (maximum ?? 99) && change.quantity > 0;
  if (!enabled || !isWithin) {
    const message = enabled
      ? `The quantity of this line item must be from ${minimum ?? 0} to ${maximum ?? 99}.`
      : 'The quantity of this line item cannot be adjusted.';
    throw invalidRequest({ message, param: 'quantity' });
  }
  const changed = items.map((other) => (other === item ? { ...other, quantity: change.quantity } : other));
  tx.update('_checkout', session.id, { items: changed });
  resumSession(tx, session);
}

function changeTaxId(tx: Tx, session: Session, { type, value }: { type?: string; value?: string }): void {
  const { businessName } = tx.get('_checkout', session.id);
  updateCheckoutTaxId(tx, { session, taxId: type && value ? { type, value } : null, businessName });
}

function changePromotionCode(tx: Tx, session: Session, code: string): void {
  if (code.trim() === '') removePromotionCode(tx, { session });
  else applyPromotionCode(tx, { session, code: code.trim() });
}
