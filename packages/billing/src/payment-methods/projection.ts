import type { Stripe } from 'stripe';
import { userOfCustomer } from '../customers/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { idOf } from '../kernel/reference.ts';
import { refresh } from '../kernel/refresh.ts';
import type { Looked } from '../kernel/refreshers.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import { removePaymentMethod, storePaymentMethod } from './table.ts';

/** Looks at a payment method and stores what may be stored of it. One that was detached has no customer, and no row. */
export async function refreshPaymentMethod(billing: Billing, id: string): Promise<Looked> {
  const look = await refresh(billing, {
    objectId: id,
    look: async () => {
      const method = await readPaymentMethod(billing, id);
      const customerId = idOf(method?.customer);
      const isOurs = customerId !== null && (await userOfCustomer(billing, customerId)) !== null;
      return { method, customerId, isOurs };
    },
    store: async (tx, { method, customerId, isOurs }): Promise<Looked> => {
      if (method === null || customerId === null) await removePaymentMethod(tx.db, id);
      else if (!isOurs) return 'foreign';
      else await storePaymentMethod(tx.db, { id, customerId, type: method.type, card: cardOf(method) });
      return 'stored';
    },
  });
  return look.superseded ? 'stored' : look.stored;
}

async function readPaymentMethod(billing: Billing, id: string): Promise<Stripe.PaymentMethod | null> {
  try {
    return await billing.stripe.paymentMethods.retrieve(id);
  } catch (error) {
    if (isMissingAtStripe(error)) return null;
    throw error;
  }
}

function cardOf({ card }: Stripe.PaymentMethod) {
  if (card === undefined || card === null) return null;
  return { brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year };
}
