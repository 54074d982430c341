import { showChallenge } from './challenge.js';
import { insideOf } from './element.js';

/** What a page can do with its Checkout. Each resolves with the session as it then is, or with what a person can mend. */
export function checkoutActions(checkout, page) {
  const keep = (answer, codes) => {
    const result = keepAnswer(checkout, answer, codes);
    if (result.type === 'success') void formFrame(checkout)?.ask('refresh');
    return result;
  };
  const update = async (change, codes) => keep(await page.update(change), codes);
  const unserved = (name) => async () => ({
    type: 'error',
    error: { code: null, message: `This emulator's Checkout does not serve ${name}.` },
  });
  const actions = {
    getSession: () => checkout.page.session,
    applyPromotionCode: (code) => update({ promotion_code: code }, { promotion_code_invalid: 'invalidCode' }),
    removePromotionCode: () => update({ promotion_code: '' }),
    updateBillingAddress: (contact) => update({ address: contact?.address ?? {}, name: contact?.name ?? '' }),
    updateEmail: (email) => update({ email: email ?? '' }, { email_invalid: 'invalidEmail' }),
    updatePhoneNumber: (phone) => update({ phone: phone ?? '' }),
    updateIndividualName: (name) => update({ individual_name: name ?? '' }),
    updateShippingAddress: (contact) => update({ shipping: contact ? { ...contact, name: contact.name ?? '' } : '' }),
    updateShippingOption: (rate) => update({ shipping_rate: rate }),
    updateBusinessName: (name) => update({ business_name: name ?? '' }),
    updateTaxIdInfo: (info) =>
      update(
        { business_name: info?.businessName ?? '', tax_id: info?.taxId ?? { type: '' } },
        { tax_id_invalid: 'invalidTaxId' },
      ),
    updateLineItemQuantity: ({ lineItem, quantity }) => update({ line_item: lineItem, quantity }),
    async runServerUpdate(change) {
      await change();
      return keep(await page.read());
    },
    async validateElements() {
      const { error, name } = await checkMembers(checkout);
      if (!error) return { type: 'success', session: checkout.page.session };
      const validation_errors = [{ message: error.message, element: validatedNames[name] }];
      return { type: 'error', error: { code: 'validation_error', message: error.message, validation_errors } };
    },
    confirm: (options = {}) => confirmOnce(checkout, page, { options, actions }),
  };
  for (const name of ['addOptionalLineItem', 'removeOptionalLineItem']) {
    actions[name] = unserved(name);
  }
  return actions;
}

/** What `validateElements` calls the members that it asks. */
const validatedNames = {
  BillingAddress: 'billingAddress',
  ContactDetails: 'contactDetails',
  Form: 'checkoutForm',
  Payment: 'payment',
  ShippingAddress: 'shippingAddress',
};

/** The frame of Checkout's form, where the page shows one. */
function formFrame({ members }) {
  const form = members.get('Form');
  return form && insideOf(form).frame;
}

/** Takes the page as it now is, and tells those who listen. */
export function keepAnswer(checkout, { value, error }, codes = {}) {
  if (error) return { type: 'error', error: errorOf(error, codes) };
  checkout.page = value;
  checkout.listeners.tell('change', value.session);
  return { type: 'success', session: value.session };
}

function errorOf(error, codes = {}) {
  const { message, code, decline_code: declineCode = null } = error;
  if (error.type === 'card_error') return { message, code: 'paymentFailed', paymentFailed: { declineCode } };
  return { message, code: codes[code] ?? null };
}

async function checkMembers({ members }) {
  for (const [name, member] of members) {
    const { kind, frame } = insideOf(member);
    const { error } = (kind.isForm && (await frame?.ask('check'))) || {};
    if (error) return { error, name };
  }
  return {};
}

/** Whoever presses the button twice pays once. */
function confirmOnce(checkout, page, call) {
  checkout.confirming ??= confirmCheckout(checkout, page, call).finally(() => (checkout.confirming = null));
  return checkout.confirming;
}

async function confirmCheckout(checkout, page, { options, actions }) {
  const { email, phoneNumber, billingAddress, shippingAddress } = options;
  const told = [
    shippingAddress && (() => actions.updateShippingAddress(shippingAddress)),
    email && (() => actions.updateEmail(email)),
    phoneNumber && (() => actions.updatePhoneNumber(phoneNumber)),
    billingAddress && (() => actions.updateBillingAddress(billingAddress)),
  ];
  for (const tell of told.filter(Boolean)) {
    const result = await tell();
    if (result.type === 'error') return result;
  }
  if (checkout.uiMode === 'form' && !options.paymentMethod) return confirmForm(checkout, page, options);
  const { paymentMethod, error } = await methodToPayWith(checkout, options);
  if (error) return { type: 'error', error: errorOf(error) };
  const confirmed = await page.confirm(paymentMethod);
  if (confirmed.error) return { type: 'error', error: errorOf(confirmed.error) };
  const result = await passBank(checkout, page);
  return result.type === 'success' ? finish(checkout, result, options) : result;
}

/** The method that the page names, or what the Payment Element holds. Nothing where nothing is due and no card is asked for. */
async function methodToPayWith(checkout, { paymentMethod }) {
  if (paymentMethod) return { paymentMethod };
  const element = checkout.members.get('Payment');
  const { frame, latest } = element ? insideOf(element) : {};
  if (!checkout.page.needs_payment_method && (!frame || latest.empty)) return {};
  if (!frame)
    return { error: { message: 'A payment method is required: mount a Payment Element or pass paymentMethod.' } };
  const wrong = await checkMembers(checkout);
  if (wrong.error) return { error: wrong.error };
  const { email, phoneNumber: phone, billingAddress } = checkout.page.session;
  const data = { billing_details: { email, phone, ...billingAddress } };
  const { value, error } = await frame.ask('send', { target: { path: '/v1/payment_methods' }, data });
  return { paymentMethod: value?.id, error };
}

/** The form sends itself, so that no card comes here; it shows what became of it. */
async function confirmForm(checkout, page, options) {
  const frame = formFrame(checkout);
  if (!frame) {
    const message = 'The Checkout form must be mounted to confirm with it; or pass paymentMethod.';
    return { type: 'error', error: { message, code: null } };
  }
  const { error } = await frame.ask('send');
  if (error) return { type: 'error', error: errorOf(error) };
  const result = await passBank(checkout, page);
  await (result.type === 'success' ? frame.ask('finish') : frame.ask('fail', { message: result.error.message }));
  return result.type === 'success' ? finish(checkout, result, options) : result;
}

async function passBank(checkout, page) {
  const result = keepAnswer(checkout, await page.read());
  const { waiting_intent: secret } = checkout.page;
  if (result.type === 'error' || !secret) return result;
  await showChallenge(secret.split('_secret_')[0]);
  return keepAnswer(checkout, await page.proceed());
}

function finish(checkout, result, { returnUrl, redirect = 'always' }) {
  const { id, redirect_on_completion: when, return_url: url } = checkout.page;
  const target = returnUrl ?? url;
  if (redirect === 'if_required' || when !== 'always' || !target) return result;
  location.assign(target.replaceAll('{CHECKOUT_SESSION_ID}', id));
  return new Promise(() => undefined);
}
