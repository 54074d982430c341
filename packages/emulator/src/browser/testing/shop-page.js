/*
 * A shop's page as its own developers would write it: real `@stripe/stripe-js`, its elements, its server. What to show stands in
 * the address; how it went is written where a test can read it.
 */
import { loadStripe } from '/stripe-js/index.mjs';

const options = Object.fromEntries(new URLSearchParams(location.search));
const place = document.querySelector('#element');
const button = document.querySelector('#pay');
const given = JSON.parse(options.given ?? '{}');
const returnUrl = `${location.origin}/thanks`;

function write(id, value) {
  document.querySelector(id).textContent = JSON.stringify(value);
}

/** The shop's server makes an intent once the person has decided to pay. */
async function createIntent() {
  const response = await fetch('/intent', { method: 'POST' });
  return (await response.json()).client_secret;
}

function watch(element) {
  const events = [];
  for (const event of ['ready', 'change', 'focus', 'blur', 'loaderstart', 'loaderror', 'savedpaymentmethodremove']) {
    element.on(event, (detail) => {
      events.push({ event, ...detail });
      write('#events', events);
    });
  }
  return element;
}

const flows = {
  async payment(stripe) {
    const elements = stripe.elements({ clientSecret: options.secret, ...given });
    watch(elements.create('payment', given.payment)).mount('#element');
    window.elements = elements;
    const call = options.secret.startsWith('seti_') ? 'confirmSetup' : 'confirmPayment';
    const confirmParams = { return_url: returnUrl };
    return () => stripe[call]({ elements, confirmParams, redirect: options.redirect ?? 'if_required' });
  },
  async deferred(stripe) {
    const elements = stripe.elements({ mode: 'payment', amount: 2600, currency: 'usd', ...given });
    watch(elements.create('payment')).mount(place);
    return async () => {
      const { error } = await elements.submit();
      if (error) return { error };
      const clientSecret = await createIntent();
      return stripe.confirmPayment({
        elements,
        clientSecret,
        confirmParams: { return_url: returnUrl },
        redirect: 'if_required',
      });
    };
  },
  async token(stripe) {
    const elements = stripe.elements({ mode: 'payment', amount: 2500, currency: 'usd' });
    elements.create('payment').mount(place);
    elements.create('address', { mode: 'billing' }).mount('#second');
    window.elements = elements;
    return async () => {
      const { error } = await elements.submit();
      return error ? { error } : stripe.createConfirmationToken({ elements });
    };
  },
  async card(stripe) {
    const elements = stripe.elements();
    const card = watch(elements.create('card', given));
    card.mount(place);
    const billing_details = { name: 'Ada Lovelace' };
    return () => stripe.confirmCardPayment(options.secret, { payment_method: { card, billing_details } });
  },
  async split(stripe) {
    const elements = stripe.elements();
    for (const type of ['cardExpiry', 'cardCvc']) {
      elements.create(type).mount(place.appendChild(document.createElement('div')));
    }
    const card = elements.create('cardNumber');
    card.mount('#second');
    return () => stripe.createPaymentMethod({ type: 'card', card });
  },
  async checkout(stripe) {
    const checkout = stripe.initCheckoutElementsSdk({ clientSecret: options.secret });
    checkout.on('change', (session) => write('#events', session));
    watch(checkout.createPaymentElement()).mount('#element');
    const { actions } = await checkout.loadActions();
    window.actions = actions;
    write('#events', actions.getSession());
    return () => actions.confirm({ redirect: options.redirect ?? 'if_required' });
  },
  async checkoutForm(stripe) {
    const checkout = stripe.initCheckoutFormSdk({ clientSecret: options.secret, ...given });
    checkout.on('change', (session) => (window.session = session));
    const form = watch(checkout.createForm(given.form));
    form.mount('#element');
    Object.assign(window, { checkout, form });
    const { actions } = await checkout.loadActions();
    window.actions = actions;
    form.on('confirm', async (formConfirmEvent) => {
      write('#confirm', formConfirmEvent);
      write('#result', await actions?.confirm({ formConfirmEvent, redirect: options.redirect ?? 'if_required' }));
    });
  },
  async embedded(stripe) {
    const page = await stripe.createEmbeddedCheckoutPage({
      fetchClientSecret: async () => options.secret,
      onComplete: () => write('#result', 'complete'),
    });
    page.mount('#element');
  },
  async nextAction(stripe) {
    return () => stripe.handleNextAction({ clientSecret: options.secret });
  },
};

const stripe = await loadStripe(options.key);
window.stripe = stripe;
const pay = await flows[options.flow]?.(stripe);
button.addEventListener('click', async () => {
  document.querySelector('#result').textContent = '';
  write('#result', await pay());
});
