import { keepAnswer } from './checkout-actions.js';
import { createMember, openCheckout, sdkMethods } from './checkout-sdk.js';

/** The form says these itself. */
const formActions = [
  'updateBillingAddress',
  'updateBusinessName',
  'updateEmail',
  'updateIndividualName',
  'updatePhoneNumber',
  'updateShippingAddress',
  'updateTaxIdInfo',
];

/**
 * Checkout's form in the merchant's own page, which shows what is bought and confirms when the form's button is pressed.
 *
 * @see https://docs.stripe.com/js/custom_checkout/form_init
 */
export function initCheckoutFormSdk(stripe, options = {}) {
  const checkout = openCheckout(stripe, { ...options, call: 'initCheckoutFormSdk', uiMode: 'form' });
  const member = (name) => checkout.members.get(name) ?? null;
  const kinds = {
    Form: {
      type: 'checkoutForm',
      hooks: { path: () => formPath(checkout), onSession: (said) => keepSaid(checkout, said) },
    },
    CurrencySelector: { type: 'currencySelector' },
  };
  return {
    ...sdkMethods(checkout),
    loadActions: () => loadFormActions(checkout),
    createForm: (formOptions = {}) => createMember(checkout, { name: 'Form', kind: kinds.Form, options: formOptions }),
    getForm: () => member('Form'),
    createCurrencySelectorElement: () =>
      createMember(checkout, { name: 'CurrencySelector', kind: kinds.CurrencySelector, options: {} }),
    getCurrencySelectorElement: () => member('CurrencySelector'),
  };
}

async function loadFormActions(checkout) {
  const { type, actions, error } = await checkout.load();
  if (error) return { type, error };
  return { type, actions: Object.fromEntries(Object.entries(actions).filter(([name]) => !formActions.includes(name))) };
}

/** @throws what keeps the form from loading, with the type that its `loaderror` has. */
async function formPath(checkout) {
  const { error } = await checkout.load();
  const { id, session } = checkout.page ?? {};
  const isOver = session && session.status.type !== 'open';
  const message =
    error?.message ?? (isOver && `This Checkout Session is no longer open: it is ${session.status.type}.`);
  if (message) throw Object.assign(new Error(message), { type: 'invalid_request_error' });
  return `/c/pay/${id}`;
}

/** What the form changed is the session's, and told to who listens. */
async function keepSaid(checkout, said) {
  const page = await checkout.opened;
  keepAnswer(checkout, await (said.email ? page.update({ email: said.email }) : page.read()));
}
