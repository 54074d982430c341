import type { KnownCard } from '../payment_methods/card-facts.ts';
import type { ThreeDSecure } from '../charges/new-charge.ts';

export type AuthenticationNeed = 'none' | 'challenge' | 'frictionless' | 'look_up_fails';

/**
 * Whether the bank wants the customer to authenticate this use of a card.
 *
 * @param isRequested The integration asked for it (`request_three_d_secure`).
 */
export function authenticationNeed(
  { testCard, is_set_up }: KnownCard,
  { offSession, isRequested }: { offSession: boolean; isRequested: boolean },
): AuthenticationNeed {
  switch (testCard.behavior.authentication) {
    case 'none':
      return 'none';
    case 'optional':
      return isRequested && !offSession ? 'challenge' : 'none';
    case 'unless_set_up':
      return offSession && is_set_up ? 'none' : 'challenge';
    case 'always':
      return 'challenge';
    case 'already_set_up':
      return offSession ? 'none' : 'challenge';
    case 'look_up_fails':
      return 'look_up_fails';
    case 'frictionless':
      return offSession ? 'none' : 'frictionless';
  }
}

/** What a charge or set-up says of an authentication that succeeded. */
export function authenticated(flow: 'challenge' | 'frictionless', transactionId: string): ThreeDSecure {
  return {
    authentication_flow: flow,
    electronic_commerce_indicator: '05',
    exemption_indicator: null,
    result: 'authenticated',
    result_reason: null,
    transaction_id: transactionId,
    version: '2.2.0',
  };
}
