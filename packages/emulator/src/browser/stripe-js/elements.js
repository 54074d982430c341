import { createElement, insideOf, updateFrame } from './element.js';
import { checkIntegration, IntegrationError } from './integration-error.js';

/** What this script knows of a group of elements. */
const groups = new WeakMap();

export function groupOf(elements) {
  const group = groups.get(elements);
  checkIntegration(group, 'Invalid value for elements: it should be an object returned by stripe.elements().');
  return group;
}

const modes = ['payment', 'setup', 'subscription'];

/** @see https://docs.stripe.com/js/elements_object/create */
export function createElements(stripe, options = {}) {
  checkOptions(options);
  const group = { stripe, options: { ...options }, id: newGroupId(), members: new Map(), isSubmitted: false };
  const elements = {
    create: (type, elementOptions = {}) => addMember(group, type, elementOptions),
    getElement: (type) => group.members.get(type) ?? null,
    async update(change) {
      checkOptions({ ...group.options, ...change });
      checkIntegration(!('clientSecret' in change), 'elements.update() cannot change the clientSecret.');
      Object.assign(group.options, change);
      group.isSubmitted = false;
      await Promise.all([...group.members.values()].map(updateFrame));
    },
    async fetchUpdates() {
      const frames = [...group.members.values()].map((member) => insideOf(member).frame).filter(Boolean);
      const answers = await Promise.all(frames.map((frame) => frame.ask('refresh')));
      return answers.find(({ error }) => error) ?? {};
    },
    submit: () => submitGroup(group),
  };
  groups.set(elements, group);
  return elements;
}

/** By which the frames of a group know each other. */
function newGroupId() {
  return Math.random().toString(36).slice(2);
}

/** What every frame of the group is told. */
function configurationOf({ stripe, options, id, members }) {
  const { appearance, clientSecret, customerSessionClientSecret } = options;
  return {
    appearance,
    group: id,
    hasBillingAddress: members.has('address') && insideOf(members.get('address')).options.mode === 'billing',
    hasEmail: members.has('linkAuthentication'),
    key: stripe.key,
    session: clientSecret
      ? { client_secret: clientSecret, customer_session_client_secret: customerSessionClientSecret }
      : {
          customer_session_client_secret: customerSessionClientSecret,
          deferred_intent: deferredIntent(options),
        },
  };
}

/** The intent that the page means to make, in the API's words. */
function deferredIntent({ amount, captureMethod, currency, mode, setupFutureUsage, ...choice }) {
  return {
    allowed_payment_method_types: choice.allowedPaymentMethodTypes,
    amount,
    capture_method: captureMethod,
    currency,
    excluded_payment_method_types: choice.excludedPaymentMethodTypes,
    mode,
    payment_method_configuration: choice.paymentMethodConfiguration,
    setup_future_usage: setupFutureUsage,
  };
}

function addMember(group, type, options) {
  checkIntegration(
    !group.members.has(type),
    `Can only create one Element of type ${type} through an Elements instance.`,
  );
  if (type === 'payment') {
    checkIntegration(
      group.options.clientSecret || group.options.mode,
      'In order to create a payment element, you must pass a clientSecret or mode when creating the Elements group.',
    );
  }
  if (type === 'address') {
    checkIntegration(
      ['billing', 'shipping'].includes(options.mode),
      "You must specify a mode for the Address Element: 'billing' or 'shipping'.",
    );
  }
  const element = createElement({
    type,
    options,
    configuration: () => configurationOf(group),
    onChange: () => (group.isSubmitted = false),
    onDestroy: () => group.members.delete(type),
  });
  group.members.set(type, element);
  // Who has an address of their own asks for no place beside the card.
  if (type === 'address') for (const member of group.members.values()) void updateFrame(member);
  return element;
}

/** Lets every form say what is wrong with it. @see https://docs.stripe.com/js/elements/submit */
async function submitGroup(group) {
  const forms = [...group.members.values()].map(insideOf).filter(({ kind, frame }) => kind.isForm && frame);
  checkIntegration(forms.length > 0, 'elements.submit() was called, but no Element is mounted.');
  const answers = await Promise.all(forms.map(({ frame }) => frame.ask('check')));
  const wrong = answers.find(({ error }) => error);
  if (wrong) return { error: wrong.error };
  group.isSubmitted = true;
  const payment = group.members.get('payment');
  return { selectedPaymentMethod: (payment && insideOf(payment).latest.value?.type) ?? 'card' };
}

function checkOptions(options) {
  const { clientSecret, mode, amount, currency } = options;
  checkIntegration(
    !('paymentMethodTypes' in options),
    'Invalid elements() parameter: paymentMethodTypes is no longer supported. Use allowedPaymentMethodTypes or excludedPaymentMethodTypes.',
  );
  if (clientSecret !== undefined) {
    checkIntegration(
      /^(pi|seti)_\w+_secret_\w+$/.test(clientSecret),
      `Invalid value for elements(): clientSecret should be a client secret of the form \${id}_secret_\${secret}. You specified: ${clientSecret}.`,
    );
    checkIntegration(mode === undefined, 'Invalid elements() parameters: pass either clientSecret or mode, not both.');
    return;
  }
  if (mode === undefined) return;
  checkIntegration(modes.includes(mode), `Invalid value for elements(): mode should be one of ${modes.join(', ')}.`);
  checkIntegration(typeof currency === 'string', 'Invalid value for elements(): currency is required with mode.');
  if (mode !== 'setup' && !(Number.isInteger(amount) && amount >= (mode === 'payment' ? 1 : 0))) {
    throw new IntegrationError(
      `Invalid value for elements(): amount is required with mode '${mode}', as an integer in the currency's minor unit.`,
    );
  }
}
