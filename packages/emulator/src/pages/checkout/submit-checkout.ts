import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { confirmCheckout } from '../../resources/checkout/confirm-checkout.ts';
import type { CheckoutOutcome } from '../../resources/checkout/confirm-checkout.ts';
import { sessionView } from '../../resources/checkout/session-view.ts';
import type { SessionView } from '../../resources/checkout/session-view.ts';
import { addressErrors, paymentMethodOf, readAddress, readBillingDetails, refusalText } from '../card-payment.ts';
import type { BillingDetails, MethodChoice } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { holderLabel, methodTypesOf } from '../method-choice.ts';
import { keptValues, removePageDraft, savePageDraft } from '../page-draft.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { answeredFields, keptAnswers, merchantFieldErrors } from './merchant-fields.ts';
import { isPlaceAsked, readMethodChoice } from './read-method.ts';
import { readShippingAddress, shippingErrors, withShippingAsBilling } from './shipping-fields.ts';
import { asksEmail } from './wording.ts';

/** Where the person goes after pressing the button. */
export type CheckoutStep =
  | { state: 'complete'; redirectTo: string | null }
  | { state: 'open'; path: string; declined?: Extract<CheckoutOutcome, { state: 'declined' }>['error'] };

/**
 * Pays an open session with what the form holds: keeps what was typed (never the card), says what is wrong, or hands the
 * card to the session and follows its answer.
 */
export async function submitCheckout(kernel: PagesKernel, id: string, form: FormValues): Promise<CheckoutStep> {
  const checked = await kernel.write((tx) => checkForm(tx, tx.get('checkout.session', id), form));
  if (!checked.isFine) return { state: 'open', path: `/c/pay/${id}` };
  try {
    const outcome = await kernel.write((tx) => confirm(tx, tx.get('checkout.session', id), { form, ...checked }));
    return await followOutcome(kernel, outcome);
  } catch (error) {
    const alert = refusalText(error);
    await kernel.write((tx) => savePageDraft(tx, id, { alert }));
    return { state: 'open', path: `/c/pay/${id}` };
  }
}

/** Turns the session's answer to a payment, or to a 3-D Secure challenge, into the next page. */
export async function followOutcome(kernel: PagesKernel, outcome: CheckoutOutcome): Promise<CheckoutStep> {
  const id = outcome.session.id;
  switch (outcome.state) {
    case 'complete':
      await kernel.write((tx) => removePageDraft(tx, id));
      // A merchant's success page usually reads what the webhooks wrote, so they come first, as at Stripe.
      await kernel.delivered({ timeoutMs: 10_000 });
      return { state: 'complete', redirectTo: outcome.redirectTo };
    case 'requires_action':
      return { state: 'open', path: `/3ds/${outcome.intent}?return_to=/c/pay/${id}/return` };
    case 'declined':
      await kernel.write((tx) =>
        savePageDraft(tx, id, { alert: `${outcome.error.message} You have not been charged.` }),
      );
      return { state: 'open', path: `/c/pay/${id}`, declined: outcome.error };
  }
}

function checkForm(
  tx: Tx,
  session: Stripe.Checkout.Session,
  form: FormValues,
): { isFine: boolean; choice: MethodChoice; isBusiness: boolean } {
  const view = sessionView(tx, session);
  const { choice, errors: methodErrors } = readMethodChoice(view, form, tx.now({ customer: session.customer }));
  const isBusiness = view.collects.taxId && form.purchaseAsBusiness === 'true';
  const errors = {
    ...contactErrors(view, form),
    ...nameErrors(view, form),
    ...shippingErrors(view, form),
    ...billingErrors(view, withShippingAsBilling(form), choice),
    ...methodErrors,
    ...merchantFieldErrors(session, form),
  };
  const values = { ...keptValues(form), ...keptAnswers(session, form) };
  savePageDraft(tx, session.id, { values, errors: definedOnly(errors), alert: null });
  return { isFine: Object.keys(errors).length === 0, choice, isBusiness };
}

function contactErrors(view: SessionView, form: FormValues): FormValues {
  const errors: Record<string, string> = {};
  const email = form.email?.trim() ?? '';
  if (asksEmail(view) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    errors.email = email === '' ? 'Email is required.' : 'Your email is invalid.';
  }
  if (view.collects.phone && !/^\+?[\d\s().-]{5,}$/.test(form.phone?.trim() ?? '')) {
    errors.phone = 'Your phone number is incomplete.';
  }
  return errors;
}

function nameErrors({ session, collects }: SessionView, form: FormValues): FormValues {
  const { business, individual } = session.name_collection ?? {};
  return {
    ...(individual?.enabled && !individual.optional && !form.individualName?.trim()
      ? { individualName: 'Full name is required.' }
      : {}),
    ...(business?.enabled && !business.optional && !collects.taxId && !form.businessName?.trim()
      ? { businessName: 'Business name is required.' }
      : {}),
  };
}

/** Without a card or an account, and without an address to collect, nobody is asked for a name or a place. */
function billingErrors(view: SessionView, form: FormValues, choice: MethodChoice): FormValues {
  const isNew = choice !== null && !('saved' in choice);
  if (!view.collects.address && !isNew && !view.collects.paymentMethod) return {};
  if (!view.collects.address && choice !== null && 'saved' in choice) return {};
  const errors: Record<string, string | undefined> = isPlaceAsked(view, form) ? { ...addressErrors(form) } : {};
  if (!form.billingName?.trim()) errors.billingName = `${holderLabel(methodTypesOf(view.session))} is required.`;
  return errors;
}

function confirm(
  tx: Tx,
  session: Stripe.Checkout.Session,
  options: { form: FormValues; choice: MethodChoice; isBusiness: boolean },
): CheckoutOutcome {
  const { form, choice, isBusiness } = options;
  tx.update('checkout.session', session.id, answeredFields(session, form));
  const view = sessionView(tx, session);
  const asked = withShippingAsBilling(form);
  const typed = readBillingDetails(asked);
  const knowsPlace = isPlaceAsked(view, asked);
  const billingDetails = knowsPlace ? typed : { ...typed, address: readAddress({}) };
  const paymentMethod = choice ? methodOf(tx, view, { choice, billingDetails }) : undefined;
  const value = isBusiness ? form.taxId?.trim() : undefined;
  const outcome = confirmCheckout(tx, {
    session,
    billingDetails: knowsPlace ? billingDetails : { ...billingDetails, address: null },
    email: billingDetails.email ?? session.customer_email,
    ...(paymentMethod === undefined ? {} : { paymentMethod }),
    taxId: value && form.taxIdType ? { type: form.taxIdType, value } : null,
    businessName: isBusiness || session.name_collection?.business?.enabled ? form.businessName?.trim() || null : null,
    individualName: session.name_collection?.individual?.enabled ? form.individualName?.trim() || null : null,
    shipping: session.shipping_address_collection
      ? { name: form.shippingName ?? '', address: readShippingAddress(form) }
      : null,
    savesMethod: form.savePaymentMethod === 'true',
  });
  if (outcome.state !== 'declined') return outcome;
  // Answers belong to what was bought; nothing was.
  const { custom_fields, consent } = session;
  return { ...outcome, session: tx.update('checkout.session', session.id, { custom_fields, consent }) };
}

/** A mandate is sent to whom it is from, so that an account has an e-mail address also where the page asks for none. */
function methodOf(
  tx: Tx,
  view: SessionView,
  { choice, billingDetails }: { choice: NonNullable<MethodChoice>; billingDetails: BillingDetails },
): string {
  const email = 'bank' in choice ? (billingDetails.email ?? view.email) : billingDetails.email;
  return paymentMethodOf(tx, choice, {
    billingDetails: { ...billingDetails, email },
    customer: view.session.customer,
  }).id;
}

function definedOnly(errors: FormValues): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}
