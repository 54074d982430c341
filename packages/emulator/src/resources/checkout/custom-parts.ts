import type Stripe from 'stripe';

type CreateParams = Stripe.Checkout.SessionCreateParams;

/** The merchant's own fields on the page, unanswered. */
export function customFields(given: CreateParams['custom_fields']): Stripe.Checkout.Session.CustomField[] {
  return (given ?? []).map((field) => ({
    key: field.key,
    label: { custom: field.label.custom, type: 'custom' },
    optional: field.optional ?? false,
    type: field.type,
    ...(field.type === 'dropdown'
      ? {
          dropdown: {
            default_value: field.dropdown?.default_value ?? null,
            options: field.dropdown?.options ?? [],
            value: null,
          },
        }
      : {}),
    ...(field.type === 'text' ? { text: unanswered(field.text) } : {}),
    ...(field.type === 'numeric' ? { numeric: unanswered(field.numeric) } : {}),
  }));
}

function unanswered(given: Stripe.Checkout.SessionCreateParams.CustomField.Text | undefined): {
  default_value: string | null;
  maximum_length: number | null;
  minimum_length: number | null;
  value: null;
} {
  return {
    default_value: given?.default_value ?? null,
    maximum_length: given?.maximum_length ?? null,
    minimum_length: given?.minimum_length ?? null,
    value: null,
  };
}

export function customText(given: CreateParams['custom_text']): Stripe.Checkout.Session.CustomText {
  return {
    after_submit: given?.after_submit || null,
    shipping_address: given?.shipping_address || null,
    submit: given?.submit || null,
    terms_of_service_acceptance: given?.terms_of_service_acceptance || null,
  };
}
