import type Stripe from 'stripe';
import { StripeError } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { changeCustomAmount } from '../checkout/change-items.ts';
import { openSession } from '../checkout/create-session.ts';
import { applyPromotionCode } from '../checkout/promotion-code.ts';
import { sessionParams } from './session-params.ts';

type Session = Stripe.Checkout.Session;

/** What the address of a link may carry; what makes no sense is passed over. */
export interface LinkQuery {
  client_reference_id?: string | undefined;
  prefilled_email?: string | undefined;
  /** An e-mail address that the page shows and does not ask. */
  locked_prefilled_email?: string | undefined;
  prefilled_promo_code?: string | undefined;
  /** Minor units, for a price that leaves its amount to the person. */
  __prefilled_amount?: string | undefined;
}

/** What was proposed and cannot be had is no reason to show no page. */
function ifPossible(change: () => unknown): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
  }
}

function email(typed: string | undefined): string | undefined {
  return typed && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed) ? typed : undefined;
}

function propose(tx: Tx, session: Session, query: LinkQuery): void {
  const code = query.prefilled_promo_code;
  if (code) ifPossible(() => applyPromotionCode(tx, { session, code }));
  const amount = Number(query.__prefilled_amount);
  const [item] = tx.get('_checkout', session.id).items;
  if (item && Number.isInteger(amount)) ifPossible(() => changeCustomAmount(tx, { session, item: item.id, amount }));
}

/**
 * Opens a new session, as a link does for everybody who follows it; null when the link is inactive.
 *
 * @see https://docs.stripe.com/payment-links/url-parameters
 */
export function followPaymentLink(tx: Tx, link: Stripe.PaymentLink, query: LinkQuery): Session | null {
  if (!link.active) return null;
  const facts = tx.get('_payment_link', link.id);
  const reference = query.client_reference_id;
  const isReference = reference !== undefined && /^[\w-]{1,200}$/.test(reference);
  const locked = email(query.locked_prefilled_email);
  const typed = locked ?? email(query.prefilled_email);
  const after = link.after_completion;
  const session = openSession(tx, {
    params: {
      ...sessionParams(facts),
      ...(isReference ? { client_reference_id: reference } : {}),
      ...(locked === undefined ? {} : { customer_email: locked }),
    },
    methodTypes: link.payment_method_types,
    items: facts.items.map((item) => ({ ...item, id: tx.newId('li') })),
    fields: { payment_link: link.id, customer_creation: link.customer_creation },
    facts: {
      confirmation: after.type === 'redirect' ? null : { message: after.hosted_confirmation?.custom_message ?? null },
      ...(typed === undefined ? {} : { email: typed }),
    },
  });
  propose(tx, session, query);
  return tx.get('checkout.session', session.id);
}
