import { refreshPrice } from './catalog/index.ts';
import { mailSecondPaymentReturned, secondPaymentReturnedMail } from './checkout/emails.ts';
import { refreshCheckoutSession, returnSecondSession, returnSecondSubscription } from './checkout/index.ts';
import { refreshCustomer } from './customers/index.ts';
import { recomputeEntitlement } from './entitlements/index.ts';
import { mailFailedPayment, paymentFailedMail } from './invoices/emails.ts';
import { lookAtInvoice } from './invoices/index.ts';
import type { Reactions } from './kernel/changes.ts';
import type { Refresher, Refreshers } from './kernel/refreshers.ts';
import type { MailKinds } from './notifications/index.ts';
import { refreshPaymentMethod } from './payment-methods/index.ts';
import { cancellationMail, mailSubscription, welcomeMail } from './subscriptions/emails.ts';
import { refreshSubscription } from './subscriptions/index.ts';

/*
 * What Stripe may say, where we then look, and what follows. An event is a rumour: nothing of it is stored but the fact
 * that it was said. Whatever changed is learnt by looking, so duplicates and any order end in the same rows.
 */

const customer: Refresher = {
  noun: 'customer',
  look: async (billing, id) => ((await refreshCustomer(billing, id)).is === 'foreign' ? 'foreign' : 'stored'),
};

const subscription: Refresher = {
  noun: 'subscription',
  look: async (billing, id) => ((await refreshSubscription(billing, id)) === null ? 'foreign' : 'stored'),
};

const checkoutSession: Refresher = {
  noun: 'checkout_session',
  look: async (billing, id) => ((await refreshCheckoutSession(billing, id)) === null ? 'foreign' : 'stored'),
};

const invoice: Refresher = { noun: 'invoice', look: lookAtInvoice };

const invoiceOfPayment: Refresher = {
  ...invoice,
  idIn: ({ invoice: id }) => (typeof id === 'string' ? id : null),
};

const paymentMethod: Refresher = { noun: 'payment_method', look: (billing, id) => refreshPaymentMethod(billing, id) };

const price: Refresher = {
  noun: 'price',
  look: async (billing, id) => {
    await refreshPrice(billing, id);
    return 'stored';
  },
};

/** What Stripe may tell us, and what we then go and look at. An event not listed is kept and ignored. */
export const refreshers: Refreshers = {
  'customer.created': customer,
  'customer.updated': customer,
  // A deleted customer is answered with 200 and `deleted: true`; its subscriptions end, each with its own event.
  'customer.deleted': customer,

  'checkout.session.completed': checkoutSession,
  'checkout.session.async_payment_succeeded': checkoutSession,
  'checkout.session.async_payment_failed': checkoutSession,
  'checkout.session.expired': checkoutSession,

  'customer.subscription.created': subscription,
  // A trial's end, a plan change and a planned cancellation all arrive as `updated`.
  'customer.subscription.updated': subscription,
  'customer.subscription.paused': subscription,
  'customer.subscription.resumed': subscription,
  'customer.subscription.pending_update_applied': subscription,
  'customer.subscription.pending_update_expired': subscription,
  'customer.subscription.trial_will_end': subscription,
  'customer.subscription.deleted': subscription,

  'invoice.created': invoice,
  'invoice.updated': invoice,
  'invoice.finalized': invoice,
  'invoice.finalization_failed': invoice,
  'invoice.paid': invoice,
  'invoice.payment_succeeded': invoice,
  // Kept as history as well: by the time we look the payment may have gone through.
  'invoice.payment_failed': invoice,
  'invoice.payment_action_required': invoice,
  'invoice.payment_attempt_required': invoice,
  'invoice.overpaid': invoice,
  'invoice.overdue': invoice,
  'invoice.sent': invoice,
  'invoice.voided': invoice,
  'invoice.marked_uncollectible': invoice,
  'invoice.deleted': invoice,
  // `invoice.upcoming` and `invoice.will_be_due` are previews: the first has no id to look at.
  'invoice_payment.paid': invoiceOfPayment,

  'payment_method.attached': paymentMethod,
  'payment_method.updated': paymentMethod,
  'payment_method.automatically_updated': paymentMethod,
  'payment_method.detached': paymentMethod,

  'price.created': price,
  'price.updated': price,
  'price.deleted': price,
};

/** What follows when a row changed, in this order, in the same transaction. */
export const reactions: Reactions = {
  'subscription.changed': [recomputeEntitlement, returnSecondSubscription, mailSubscription],
  'checkout.changed': [returnSecondSession],
  'checkout.second_payment_returned': [mailSecondPaymentReturned],
  'invoice.payment_failed': [mailFailedPayment],
};

/** Every mail that may be sent, by the name that its queue keeps. */
export const mailKinds: MailKinds = {
  welcome: welcomeMail,
  payment_failed: paymentFailedMail,
  cancellation_confirmed: cancellationMail,
  second_payment_returned: secondPaymentReturnedMail,
};
