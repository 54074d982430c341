/**
 * Where the emulator may depart from what the `stripe` package declares, and why. Keys are places in the declarations.
 */
export const ALLOWED: Readonly<Record<string, string>> = {
  'Subscription.plan': 'Stripe still sends this field of older API versions, undeclared',
  'Subscription.quantity': 'Stripe still sends this field of older API versions, undeclared',
  'Partial<Subscription>.plan': 'the same, in what an event says of before',
  'Partial<Subscription>.quantity': 'the same, in what an event says of before',
  'ApiList<SubscriptionItem>.total_count': 'Stripe counts the parts that an object shows, undeclared',
  'ApiList<InvoiceLineItem>.total_count': 'Stripe counts the parts that an object shows, undeclared',
  'ApiList<Refund>.total_count': 'Stripe counts the refunds that a charge shows, undeclared',
  'PaymentIntent.shared_payment_granted_token': 'Stripe sends it on every payment intent, null, undeclared',
  'Partial<PaymentIntent>.shared_payment_granted_token': 'the same, in what an event says of before',
  'PaymentMethod.shared_payment_granted_token': 'Stripe sends it on every payment method, null, undeclared',
  'Partial<PaymentMethod>.shared_payment_granted_token': 'the same, in what an event says of before',
  'Product.attributes': 'Stripe still sends this field of older API versions, undeclared',
  'Partial<Product>.attributes': 'the same, in what an event says of before',
  'Charge.destination': 'Stripe still sends this field of older API versions, undeclared',
  'Partial<Charge>.destination': 'the same, in what an event says of before',
  'Charge.dispute': 'Stripe still sends this field of older API versions, undeclared',
  'Partial<Charge>.dispute': 'the same, in what an event says of before',
  'Charge.order': 'Stripe still sends this field of older API versions, undeclared',
  'Partial<Charge>.order': 'the same, in what an event says of before',
  'SubscriptionItem.plan': 'Stripe still sends this field of older API versions, undeclared',
};

/** Codes of refusals that Stripe documents and the package does not declare. */
export const UNDECLARED_CODES: Readonly<Record<string, string>> = {
  payment_method_types_no_longer_supported: 'the changelog of 2026-09-30 names it, the declarations of errors do not',
  subscription_payment_intent_requires_action:
    'Stripe was seen to answer it, the declarations of errors do not know it',
  amount_details_amount_mismatch: 'declared of what an intent tolerates, not of what is refused',
  amount_details_tax_shipping_discount_greater_than_amount: 'the same',
};

/** Paths whose answers the package does not declare at all. */
export const UNDECLARED_PATHS =
  /^[A-Z]+ \/v1\/(elements|payment_pages|stripecli|events\/[^/]+\/retry|charges\/[^/]+\/refunds|test_helpers\/charges|files\/[^/]+\/contents|confirmation_tokens$)\b/;
