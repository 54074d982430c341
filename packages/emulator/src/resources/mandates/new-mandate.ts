import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { LivesBy, Tx } from '../../kernel/tx.ts';

/** `mandate_data` as a server sends it, or a browser, which leaves it to Stripe to see who agreed. */
export interface MandateData {
  customer_acceptance?: {
    accepted_at?: number;
    offline?: object;
    online?: { ip_address?: string; user_agent?: string; infer_from_client?: boolean };
    type?: string;
  };
}

export interface NewMandate {
  paymentMethod: Stripe.PaymentMethod;
  data: MandateData;
  /** The one payment that is allowed; any further ones too when left out. */
  singleUse?: { amount: number; currency: string } | undefined;
  /** Whose clock says when it was accepted. */
  livesBy: LivesBy;
  status: 'active' | 'pending';
}

/**
 * The customer's leave to take money from them. Stripe tells of a mandate only when its status changes.
 *
 * @throws StripeError for an acceptance that does not say how it was given.
 */
export function newMandate(tx: Tx, { paymentMethod, data, singleUse, livesBy, status }: NewMandate): Stripe.Mandate {
  const id = tx.newId('mandate');
  return tx.insert('mandate', {
    id,
    object: 'mandate',
    customer_acceptance: acceptance(tx, data, livesBy),
    livemode: false,
    ...(singleUse ? { single_use: singleUse } : { multi_use: {} }),
    payment_method: paymentMethod.id,
    payment_method_details: details(tx, id, paymentMethod.type),
    status,
    type: singleUse ? 'single_use' : 'multi_use',
  });
}

function acceptance(tx: Tx, data: MandateData, livesBy: LivesBy): Stripe.Mandate.CustomerAcceptance {
  const { accepted_at, online, type = 'online' } = data.customer_acceptance ?? {};
  const at = accepted_at ?? tx.now(livesBy);
  if (type === 'offline') return { accepted_at: at, offline: {}, type };
  const isSeen = online?.infer_from_client === true;
  for (const name of ['ip_address', 'user_agent'] as const) {
    if (isSeen || online?.[name] !== undefined) continue;
    const param = `mandate_data[customer_acceptance][online][${name}]`;
    throw invalidRequest({ code: 'parameter_missing', message: `Missing required param: ${param}.`, param });
  }
  return {
    accepted_at: at,
    online: { ip_address: online?.ip_address ?? '127.0.0.1', user_agent: online?.user_agent ?? 'unknown' },
    type,
  };
}

function details(tx: Tx, id: string, type: string): Stripe.Mandate.PaymentMethodDetails {
  if (type === 'sepa_debit') {
    const reference = id.slice(-16).toUpperCase();
    return { sepa_debit: { reference, url: tx.url(`/mandates/${reference}`) }, type };
  }
  return { [type]: {}, type };
}

/** Says that a customer's leave has been given, or is over. */
export function setMandateStatus(tx: Tx, id: string, status: 'active' | 'inactive'): void {
  const before = tx.get('mandate', id);
  if (before.status === status) return;
  tx.emit('mandate.updated', tx.update('mandate', id, { status }), before);
}

/** The leave to debit a payment method again and again, where there is one. */
export function standingMandate(tx: Tx, paymentMethod: string): Stripe.Mandate | undefined {
  const isStanding = (mandate: Stripe.Mandate) => mandate.type === 'multi_use' && mandate.status === 'active';
  return tx.list('mandate', { payment_method: paymentMethod }).find(isStanding);
}
