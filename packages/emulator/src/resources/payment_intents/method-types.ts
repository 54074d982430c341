import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';

/** What the emulator can be paid with, and in which currency. */
const currencies: Readonly<Record<string, string | null>> = {
  card: null,
  sepa_debit: 'eur',
  us_bank_account: 'usd',
};

export interface MethodChoice {
  /** The payment method configuration that decides. */
  configuration: Stripe.PaymentMethodConfiguration;
  /** Null where nothing is paid. */
  currency: string | null;
  allowed?: readonly string[] | null | undefined;
  excluded?: readonly string[] | null | undefined;
  /** Money that is only held can be held on cards alone. */
  isHeld?: boolean;
  /** Types that somebody asked for by name, as a bank account does: they count as switched on. */
  named?: readonly string[] | undefined;
}

/**
 * The types of payment methods that an intent takes: those that its configuration switches on, as far as currency, capture
 * and the integration's own lists let them.
 *
 * @see https://docs.stripe.com/payments/payment-methods/dynamic-payment-methods
 */
export function methodTypes(choice: MethodChoice): string[] {
  const { allowed, excluded, isHeld = false } = choice;
  return Object.keys(currencies).filter(
    (type) =>
      (isOn(choice, type) || choice.named?.includes(type)) &&
      fitsCurrency(type, choice.currency) &&
      (!isHeld || type === 'card') &&
      (!allowed || allowed.includes(type)) &&
      !excluded?.includes(type),
  );
}

function isOn({ configuration }: MethodChoice, type: string): boolean {
  const setting = configuration[type as 'card' | 'sepa_debit' | 'us_bank_account'];
  return setting?.display_preference.value === 'on';
}

/** Whether the emulator can be paid so. */
export function isServed(type: string): boolean {
  return type in currencies;
}

/** Whether a type of payment method can pay in a currency; null where nothing is paid. */
export function fitsCurrency(type: string, currency: string | null): boolean {
  return currency === null || (currencies[type] ?? currency) === currency;
}

/**
 * The types that an intent takes, once its payment method is known.
 *
 * @throws StripeError when there is none, and `payment_intent_incompatible_payment_method` when the method is of another type.
 */
export function typesFor(choice: MethodChoice, paymentMethod: Stripe.PaymentMethod | null): string[] {
  const types = methodTypes({ ...choice, named: paymentMethod ? [paymentMethod.type] : [] });
  if (types.length === 0) {
    throw invalidRequest({
      code: 'payment_intent_invalid_parameter',
      message:
        'No valid payment method types for this PaymentIntent. Please ensure that you have activated payment methods compatible with your chosen currency in your dashboard (https://dashboard.stripe.com/settings/payment_methods) or specify different payment method types.',
    });
  }
  if (paymentMethod && !types.includes(paymentMethod.type)) {
    throw invalidRequest({
      code: 'payment_intent_incompatible_payment_method',
      param: 'payment_method',
      message: `The PaymentMethod provided (${paymentMethod.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${types.join(', ')}.`,
    });
  }
  return types;
}
