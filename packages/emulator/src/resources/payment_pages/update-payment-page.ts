import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { changeQuantity, chooseShippingRate } from '../checkout/change-items.ts';
import { postalAddress, updateCheckoutAddress, updateCheckoutTaxId } from '../checkout/collect-details.ts';
import type { ShippingDetails } from '../checkout/facts.ts';
import { applyPromotionCode, removePromotionCode } from '../checkout/promotion-code.ts';
import { pageSession, paymentPage } from './payment-page.ts';

type Session = Stripe.Checkout.Session;

export interface PaymentPageUpdate {
  client_secret?: string;
  /** Where the card's owner lives. */
  address?: Stripe.AddressParam | '';
  business_name?: string;
  email?: string;
  individual_name?: string;
  /** The line item whose quantity changes. */
  line_item?: string;
  name?: string;
  phone?: string;
  /** An empty one is taken off again. */
  promotion_code?: string;
  quantity?: number;
  /** Where the goods go. */
  shipping?: Stripe.CustomerCreateParams.Shipping | '';
  shipping_rate?: string;
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
  if (item !== undefined) changeQuantity(tx, { session, item, quantity });
  if (params.shipping_rate !== undefined) chooseShippingRate(tx, { session, rate: params.shipping_rate });
  if (address) updateCheckoutAddress(tx, { session, address });
  if (taxId) changeTaxId(tx, session, taxId);
  if (code !== undefined) changePromotionCode(tx, tx.get('checkout.session', session.id), code);
  return paymentPage(tx, tx.get('checkout.session', session.id));
};

function keepContact(tx: Tx, session: Session, params: PaymentPageUpdate): void {
  const { business_name, email, individual_name, name, phone, shipping } = params;
  if (email) checkEmail(email);
  tx.update('_checkout', session.id, {
    ...(business_name === undefined ? {} : { businessName: business_name || null }),
    ...(email === undefined ? {} : { email: email || null }),
    ...(individual_name === undefined ? {} : { individualName: individual_name || null }),
    ...(name === undefined ? {} : { name: name || null }),
    ...(phone === undefined ? {} : { phone: phone || null }),
    ...(shipping === undefined ? {} : { shipping: shipping ? shippingDetails(shipping) : null }),
  });
}

function checkEmail(email: string): void {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return;
  throw invalidRequest({ code: 'email_invalid', message: `Invalid email address: ${email}`, param: 'email' });
}

function shippingDetails({ name, address }: Stripe.CustomerCreateParams.Shipping): ShippingDetails {
  return { name, address: postalAddress(address) };
}

function changeTaxId(tx: Tx, session: Session, { type, value }: { type?: string; value?: string }): void {
  const { businessName } = tx.get('_checkout', session.id);
  updateCheckoutTaxId(tx, { session, taxId: type && value ? { type, value } : null, businessName });
}

function changePromotionCode(tx: Tx, session: Session, code: string): void {
  if (code.trim() === '') removePromotionCode(tx, { session });
  else applyPromotionCode(tx, { session, code: code.trim() });
}
