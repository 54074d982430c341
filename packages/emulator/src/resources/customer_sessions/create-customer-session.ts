import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';

/** A customer session under the only name that it has. */
export interface KeptCustomerSession {
  /** Its client secret. */
  id: string;
  object: '_customer_session';
  session: Stripe.CustomerSession & { customer: string; components: Components };
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _customer_session: KeptCustomerSession;
  }
}

type Components = Stripe.CustomerSession.Components;
type FeaturesOf<Name extends 'customer_sheet' | 'mobile_payment_element' | 'payment_element'> = NonNullable<
  Components[Name]['features']
>;
type Given = Stripe.CustomerSessionCreateParams.Components;

const lifeInSeconds = 30 * 60;

/**
 * Lets a browser act for a customer: show their saved cards, save and remove them, as far as the components' features say.
 *
 * @see https://docs.stripe.com/api/customer_sessions/create
 */
export const createCustomerSession: Handler<'POST /v1/customer_sessions'> = (tx, { params }) => {
  if (params.customer_account !== undefined) {
    const message = 'This emulator knows customers, not accounts as customers.';
    throw invalidRequest({ param: 'customer_account', message });
  }
  if (params.customer === undefined) throw missingParam('customer');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  checkComponents(params.components);
  const created = tx.now(customer);
  const client_secret = tx.newSecret('cuss_secret', 48);
  const session = {
    object: 'customer_session' as const,
    client_secret,
    components: componentsOf(params.components),
    created,
    customer: customer.id,
    customer_account: null,
    expires_at: created + lifeInSeconds,
    livemode: false,
  };
  tx.insert('_customer_session', { id: client_secret, object: '_customer_session', session });
  return session;
};

function checkComponents(given: Given): void {
  if (!Object.values(given).some((component) => component?.enabled)) {
    throw invalidRequest({ param: 'components', message: 'You must enable at least one component.' });
  }
  const limit = given.payment_element?.features?.payment_method_redisplay_limit ?? 3;
  if (limit >= 1 && limit <= 10) return;
  throw invalidRequest({
    param: 'components[payment_element][features][payment_method_redisplay_limit]',
    message: 'The number of saved payment methods to display must be from 1 to 10.',
  });
}

function componentsOf(given: Given): Components {
  return {
    active_entitlements: { enabled: given.active_entitlements?.enabled ?? false },
    buy_button: { enabled: given.buy_button?.enabled ?? false },
    customer_portal: { enabled: given.customer_portal?.enabled ?? false },
    customer_sheet: withFeatures<FeaturesOf<'customer_sheet'>>(given.customer_sheet, {
      payment_method_allow_redisplay_filters: ['always'],
      payment_method_remove: 'disabled',
    }),
    mobile_payment_element: withFeatures<FeaturesOf<'mobile_payment_element'>>(given.mobile_payment_element, {
      payment_method_allow_redisplay_filters: ['always'],
      payment_method_redisplay: 'disabled',
      payment_method_remove: 'disabled',
      payment_method_save: 'disabled',
      payment_method_save_allow_redisplay_override: null,
    }),
    payment_element: withFeatures<FeaturesOf<'payment_element'>>(given.payment_element, {
      payment_method_allow_redisplay_filters: ['always'],
      payment_method_redisplay: 'disabled',
      payment_method_redisplay_limit: 3,
      payment_method_remove: 'disabled',
      payment_method_save: 'disabled',
      payment_method_save_usage: null,
    }),
    pricing_table: { enabled: given.pricing_table?.enabled ?? false },
  };
}

function withFeatures<Features extends object>(
  given: { enabled: boolean; features?: Partial<Features> } | undefined,
  byDefault: Features,
): { enabled: boolean; features: Features | null } {
  if (!given?.enabled) return { enabled: false, features: null };
  return { enabled: true, features: { ...byDefault, ...given.features } };
}
