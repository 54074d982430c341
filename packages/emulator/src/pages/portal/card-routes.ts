import type { FastifyInstance } from 'fastify';
import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { setDefaultPaymentMethod } from '../../resources/customers/default-payment-method.ts';
import { confirmSetupIntent } from '../../resources/setup_intents/confirm-setup-intent.ts';
import { newSetupIntent } from '../../resources/setup_intents/new-setup-intent.ts';
import { paymentMethodOf, refusalText } from '../card-payment.ts';
import type { MethodChoice } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { draftFormState, findPageDraft, keptValues, removePageDraft, savePageDraft } from '../page-draft.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import { readPayment, typedDetails } from '../read-method.ts';
import type { MethodOffer } from '../read-method.ts';
import { cardPage } from './card-page.ts';
import { offeredMethods } from './offered-methods.ts';
import type { PortalVisit } from './portal-access.ts';
import { afterDone, openVisit } from './portal-request.ts';
import type { PortalRoute } from './portal-routes.ts';
import { liveSubscriptions, payingMethod } from './subscription-view.ts';

interface ReturnRoute {
  Params: { token: string; intent: string };
}

/** A new card: checked with the bank by a SetupIntent, then the one that pays. */
export function mountCard(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<PortalRoute>('/p/session/:token/payment-method', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    if (!isEnabled(visit)) return reply.redirect(`${visit.path}/home`, 303);
    return sendPage(
      reply,
      kernel.read((tx) => showCardForm(tx, visit)),
    );
  });

  server.post<PortalRoute>('/p/session/:token/payment-method', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    if (!isEnabled(visit)) return reply.redirect(`${visit.path}/home`, 303);
    return reply.redirect(await saveCard(kernel, visit, postedForm(request)), 303);
  });

  server.get<ReturnRoute>('/p/session/:token/payment-method/:intent', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    return reply.redirect(await kernel.write((tx) => followSetup(tx, visit, request.params.intent)), 303);
  });
}

function isEnabled(visit: PortalVisit): boolean {
  return visit.configuration.features.payment_method_update.enabled;
}

function showCardForm(tx: Tx, visit: PortalVisit): string {
  const { customer } = visit;
  const draft = findPageDraft(tx, visit.session.id);
  const form = draftFormState(draft, {
    billingName: customer.name ?? '',
    billingCountry: customer.address?.country || 'US',
    billingPostalCode: customer.address?.postal_code ?? '',
  });
  const current = payingMethod(tx, liveSubscriptions(tx, customer.id)[0], customer.id);
  const { accountName: merchant } = accountSettings(tx);
  const offered = offeredMethods(tx, visit.customer);
  return cardPage(visit, { current, offered, merchant, form, alert: draft.alert, now: tx.now(customer) });
}

/** @returns The path that the person goes to next. */
async function saveCard(kernel: PagesKernel, visit: PortalVisit, form: FormValues): Promise<string> {
  const choice = await kernel.write((tx) => checkForm(tx, visit, form));
  if (!choice) return `${visit.path}/payment-method`;
  try {
    return await kernel.write((tx) => {
      const paymentMethod = paymentMethodOf(tx, choice, {
        billingDetails: { ...typedDetails(form, offerOf(tx, visit)), email: visit.customer.email },
        customer: visit.customer,
      }).id;
      const created = newSetupIntent(tx, {
        customer: visit.customer.id,
        payment_method: paymentMethod,
        usage: 'off_session',
      });
      const { setupIntent } = confirmSetupIntent(tx, { setupIntent: created, paymentMethod, impliesMandate: true });
      return followSetup(tx, visit, setupIntent.id);
    });
  } catch (error) {
    const alert = refusalText(error);
    await kernel.write((tx) => savePageDraft(tx, visit.session.id, { alert }));
    return `${visit.path}/payment-method`;
  }
}

function checkForm(tx: Tx, visit: PortalVisit, form: FormValues): MethodChoice {
  const { choice, errors } = readPayment(form, { ...offerOf(tx, visit), now: tx.now(visit.customer) });
  savePageDraft(tx, visit.session.id, { values: keptValues(form), errors, alert: null });
  return choice;
}

function offerOf(tx: Tx, { customer }: PortalVisit): MethodOffer {
  return { offered: offeredMethods(tx, customer), saved: [] };
}

/** Goes where the SetupIntent stands: to the bank, to the end, or back to the form with the bank's reason. */
function followSetup(tx: Tx, visit: PortalVisit, id: string): string {
  const intent = tx.find('setup_intent', id);
  const formPath = `${visit.path}/payment-method`;
  if (!intent || idOf(intent.customer) !== visit.customer.id) return formPath;
  if (intent.status === 'requires_action') return `/3ds/${id}?return_to=${formPath}/${id}`;
  if (intent.status === 'succeeded' && intent.payment_method) {
    payWith(tx, visit, idOf(intent.payment_method) ?? '');
    removePageDraft(tx, visit.session.id);
    const isCard = tx.get('payment_method', intent.payment_method).type === 'card';
    return afterDone(visit, isCard ? 'card-saved' : 'account-saved');
  }
  const alert = intent.last_setup_error?.message ?? 'This could not be saved.';
  savePageDraft(tx, visit.session.id, { alert });
  return formPath;
}

/**
 * The customer's default, and also the subscriptions' own: Checkout gives each subscription the card that it was bought
 * with, and a new card that changed nothing there would not be charged.
 */
function payWith(tx: Tx, visit: PortalVisit, paymentMethod: string): void {
  setDefaultPaymentMethod(tx, { customer: visit.customer.id, paymentMethod });
  for (const before of liveSubscriptions(tx, visit.customer.id)) {
    if (!hasOtherMethod(before, paymentMethod)) continue;
    const after = tx.update('subscription', before.id, { default_payment_method: paymentMethod });
    tx.emit('customer.subscription.updated', after, before);
  }
}

function hasOtherMethod(subscription: Stripe.Subscription, paymentMethod: string): boolean {
  const own = idOf(subscription.default_payment_method);
  return own !== null && own !== paymentMethod;
}
