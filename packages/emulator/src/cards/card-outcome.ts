import type Stripe from 'stripe';

/** Why a bank, or Stripe itself, says no to a card. */
export interface CardDecline {
  /** The error's `code`. */
  code: string;
  declineCode: string;
  message: string;
  adviceCode: Stripe.Charge.Outcome.AdviceCode;
  /** What the card's network calls it (ISO 8583), where that is known. */
  networkDeclineCode?: string;
  /** Radar stopped the payment before the bank was asked. */
  isBlocked?: boolean;
}

const plainDecline = 'Your card was declined.';

/** The declines that test cards know, by decline code. For lost, stolen and fraud the customer must not learn the reason. */
export const declines = {
  generic_decline: {
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: plainDecline,
    adviceCode: 'try_again_later',
    networkDeclineCode: '01',
  },
  insufficient_funds: {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
    adviceCode: 'try_again_later',
    networkDeclineCode: '51',
  },
  lost_card: {
    code: 'card_declined',
    declineCode: 'lost_card',
    message: plainDecline,
    adviceCode: 'do_not_try_again',
    networkDeclineCode: '41',
  },
  stolen_card: {
    code: 'card_declined',
    declineCode: 'stolen_card',
    message: plainDecline,
    adviceCode: 'do_not_try_again',
    networkDeclineCode: '43',
  },
  expired_card: {
    code: 'expired_card',
    declineCode: 'expired_card',
    message: 'Your card has expired.',
    adviceCode: 'do_not_try_again',
    networkDeclineCode: '54',
  },
  incorrect_cvc: {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    adviceCode: 'confirm_card_data',
  },
  processing_error: {
    code: 'processing_error',
    declineCode: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    adviceCode: 'try_again_later',
  },
  card_velocity_exceeded: {
    code: 'card_declined',
    declineCode: 'card_velocity_exceeded',
    message: 'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    adviceCode: 'try_again_later',
  },
  fraudulent: {
    code: 'card_declined',
    declineCode: 'fraudulent',
    message: plainDecline,
    adviceCode: 'do_not_try_again',
    isBlocked: true,
  },
  authentication_required: {
    code: 'authentication_required',
    declineCode: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
    adviceCode: 'do_not_try_again',
  },
} as const satisfies Record<string, CardDecline>;

/** What an error tells of a decline beside its code: what to do next, and what the network said. */
export function declineAdvice({ adviceCode, networkDeclineCode }: CardDecline): {
  advice_code?: string;
  network_decline_code?: string;
} {
  return {
    ...(adviceCode === null ? {} : { advice_code: adviceCode }),
    ...(networkDeclineCode === undefined ? {} : { network_decline_code: networkDeclineCode }),
  };
}

export type DeclineCode = keyof typeof declines;

/** When a card's bank asks for 3-D Secure. */
export type AuthenticationRule =
  /** Never; not enrolled. */
  | 'none'
  /** Only when the integration asks for it. */
  | 'optional'
  /** Whenever the customer is there, and off session too unless the card was set up before. */
  | 'unless_set_up'
  /** On every transaction, so that no payment off session can succeed. */
  | 'always'
  /** When the customer is there; off session it counts as set up. */
  | 'already_set_up'
  /** Asked for, but the look-up at the bank fails: the payment is declined. */
  | 'look_up_fails'
  /** Asked for and answered without the customer noticing. */
  | 'frictionless';

/** What a test card does, once it is attached, charged, refunded or disputed. */
export interface CardBehavior {
  authentication: AuthenticationRule;
  /** What every charge answers, after authentication if there is any. */
  decline: CardDecline | null;
  /** A card that declines usually cannot be attached either. */
  isAttachable: boolean;
  riskLevel: 'normal' | 'elevated' | 'highest';
  cvcCheck: 'pass' | 'fail';
  addressLine1Check: 'pass' | 'fail' | 'unavailable';
  postalCodeCheck: 'pass' | 'fail' | 'unavailable';
  refund: 'succeeds' | 'starts_pending' | 'fails_later';
  dispute:
    | 'none'
    | 'fraudulent'
    | 'product_not_received'
    | 'inquiry'
    | 'multiple'
    | 'compelling_evidence'
    | 'compliance'
    | 'prevented'
    | 'early_fraud_warning';
  /** The money is available at once instead of after two days. */
  skipsPendingBalance: boolean;
}
