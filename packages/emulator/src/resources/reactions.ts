import { billThresholds } from '../billing-cycle/bill-threshold.ts';
import { endCustomerSubscriptions, forgetDetachedMethod } from '../billing-cycle/customer-followers.ts';
import { paymentIntentChanged } from '../billing-cycle/payment-intent-changed.ts';
import { setupIntentChanged } from '../billing-cycle/setup-intent-changed.ts';
import { followUsage } from './billing/followers.ts';
import { followChangedMethod } from './cards/change-card.ts';
import { debitOfSessionChanged } from './checkout/debit-of-session-changed.ts';
import { followCustomerDeletions } from './customers/followers.ts';
import { followPaymentIntents } from './payment_intents/followers.ts';
import { followDetachments, followMethodChanges } from './payment_methods/followers.ts';
import { followSetupIntents } from './setup_intents/followers.ts';
import { followDetachedMethod } from './sources/change-source.ts';

/**
 * What follows from what, across resources, within the same transaction. Billing builds on payments; what must go the
 * other way (a payment settles its invoice) goes through here, so that no two folders import each other.
 */
export function connectReactions(): void {
  followPaymentIntents(paymentIntentChanged);
  followPaymentIntents(debitOfSessionChanged);
  followSetupIntents(setupIntentChanged);
  followCustomerDeletions(endCustomerSubscriptions);
  followDetachments(forgetDetachedMethod);
  followUsage(billThresholds);
  followDetachments(followDetachedMethod);
  followMethodChanges(followChangedMethod);
}
