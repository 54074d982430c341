import type { Account } from '@purser/contract';
import { entitlementsOf } from '../catalog/index.ts';
import { customerOfUser, type CustomerRow } from '../customers/index.ts';
import { openInvoice } from '../invoices/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { declineInWords, paymentMethod } from '../payment-methods/index.ts';
import { planSubscription, subscriptionsOfUser, type SubscriptionRow } from '../subscriptions/index.ts';
import { deriveEntitlement, graceEnd } from './derive-entitlement.ts';

/** Everything that the account page says about one user. */
export async function readAccount(
  billing: Billing,
  user: { readonly id: string; readonly email: string | null; readonly name: string | null },
): Promise<Account> {
  const customer = await customerOfUser(billing.db, user.id);
  const subscriptions = await subscriptionsOfUser(billing.db, user.id);
  // Derived anew rather than read back: right to the second at the end of a grace.
  const { tier } = deriveEntitlement(subscriptions, { catalog: billing.catalog, now: billing.clock.now() });
  const current = planSubscription(subscriptions);
  return {
    user: { id: user.id, email: customer?.email ?? user.email, name: customer?.name ?? user.name },
    tier,
    entitlements: entitlementsOf(billing.catalog, tier),
    subscription: current === null ? null : await describe(billing, { current, customer }),
    has_customer: customer !== undefined && customer.customerId !== null,
  };
}

async function describe(
  billing: Billing,
  { current, customer }: { current: SubscriptionRow; customer: CustomerRow | undefined },
): Promise<NonNullable<Account['subscription']>> {
  const open = await openInvoice(billing.db, current.id);
  // Stripe charges the subscription's own card first, then the customer's.
  const cardId = current.defaultPaymentMethodId ?? customer?.defaultPaymentMethodId ?? null;
  const card = cardId === null ? undefined : (await paymentMethod(billing.db, cardId))?.card;
  const lastError = open?.lastPaymentError ?? null;
  return {
    id: current.id,
    status: current.status,
    tier: current.tier ?? '',
    billing_period: current.billingPeriod,
    price: { amount: current.price.amount * current.quantity, currency: current.price.currency },
    current_period_end: current.currentPeriodEnd.toISOString(),
    trial_end: iso(current.trialEnd),
    cancels_at: iso(current.cancelAt ?? (current.cancelAtPeriodEnd ? current.currentPeriodEnd : null)),
    access_until: iso(graceEnd(current, billing.catalog)),
    card:
      card === undefined || card === null
        ? null
        : { brand: card.brand, last4: card.last4, exp_month: card.expMonth, exp_year: card.expYear },
    last_payment_error: lastError === null ? null : declineInWords(lastError),
    open_invoice_url: open?.hostedInvoiceUrl ?? null,
    next_payment_attempt: iso(open?.nextPaymentAttempt ?? null),
  };
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
