import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { chooseShippingRate } from '../../resources/checkout/change-items.ts';
import {
  updateCheckoutAddress,
  updateCheckoutShipping,
  updateCheckoutTaxId,
} from '../../resources/checkout/collect-details.ts';
import { redirectTarget } from '../../resources/checkout/complete-session.ts';
import { completeCheckoutAfterAuthentication } from '../../resources/checkout/confirm-checkout.ts';
import { applyPromotionCode, removePromotionCode } from '../../resources/checkout/promotion-code.ts';
import { sessionView } from '../../resources/checkout/session-view.ts';
import { detachPaymentMethod } from '../../resources/payment_methods/attach-payment-method.ts';
import { accountBrand, checkoutBrand } from '../brand.ts';
import type { Brand } from '../brand.ts';
import { readAddress, refusalText } from '../card-payment.ts';
import { closedPage } from '../closed-page.ts';
import type { FormValues } from '../form-fields.ts';
import { findPageDraft, keptValues, savePageDraft } from '../page-draft.ts';
import { sendFramedPage, sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import { checkoutFormPage } from './checkout-form-page.ts';
import { checkoutPage } from './checkout-page.ts';
import { confirmationPage } from './confirmation-page.ts';
import { offeredCards } from '../../resources/checkout/offered-cards.ts';
import { orderChanges } from './order-changes.ts';
import { readShippingAddress } from './shipping-fields.ts';
import { followOutcome, submitCheckout } from './submit-checkout.ts';
import type { CheckoutStep } from './submit-checkout.ts';

interface SessionRoute {
  Params: { session: string };
}

export function mountCheckout(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<SessionRoute>('/c/pay/:session', (request, reply) => showCheckout(kernel, request.params.session, reply));

  server.post<SessionRoute>('/c/pay/:session', async (request, reply) => {
    const session = openSession(kernel, request.params.session);
    if (!session) return showCheckout(kernel, request.params.session, reply);
    return goOn(kernel, session.id, await submitCheckout(kernel, session.id, postedForm(request)), reply);
  });

  server.get<SessionRoute>('/c/pay/:session/return', async (request, reply) => {
    const session = openSession(kernel, request.params.session);
    if (!session) return showCheckout(kernel, request.params.session, reply);
    const outcome = await kernel.write((tx) => completeCheckoutAfterAuthentication(tx, { session }));
    // Whoever came back without an answer may try again, with the same card or another.
    if (outcome.state === 'requires_action') return reply.redirect(`/c/pay/${session.id}`, 303);
    return goOn(kernel, session.id, await followOutcome(kernel, outcome), reply);
  });

  for (const [path, change] of Object.entries(changes)) {
    server.post<SessionRoute>(`/c/pay/:session/${path}`, async (request, reply) => {
      const { session: id } = request.params;
      if (openSession(kernel, id)) {
        await kernel.write((tx) => change(tx, tx.get('checkout.session', id), postedForm(request)));
      }
      return reply.redirect(`/c/pay/${id}`, 303);
    });
  }
}

type Change = (tx: Tx, session: Stripe.Checkout.Session, form: FormValues) => void;

/** What a person changes on the page before paying; each leads back to it. */
const changes: Record<string, Change> = {
  'promotion-code': (tx, session, form) => {
    const code = form.promotionCode?.trim() ?? '';
    const error = code === '' ? 'Enter a promotion code.' : refusalOf(() => applyPromotionCode(tx, { session, code }));
    savePageDraft(tx, session.id, { promotionCode: { typed: error ? code : '', error }, alert: null });
  },
  'promotion-code/remove': (tx, session) => {
    removePromotionCode(tx, { session });
    savePageDraft(tx, session.id, { promotionCode: { typed: '', error: null }, alert: null });
  },
  ...orderChanges,
  'saved-card/remove': (tx, session, form) => {
    const view = sessionView(tx, session);
    const mayRemove = session.saved_payment_method_options?.payment_method_remove === 'enabled';
    if (mayRemove && offeredCards(view).some(({ id }) => id === form.remove))
      detachPaymentMethod(tx, { paymentMethod: form.remove ?? '' });
  },
  address: (tx, session, form) => {
    const values = { ...findPageDraft(tx, session.id).values, ...keptAddress(form) };
    const address = readAddress(form);
    const rate = form.shippingRate;
    if (rate) refusalOf(() => chooseShippingRate(tx, { session, rate }));
    if (form.shippingCountry) {
      const shipping = { name: form.shippingName?.trim() ?? '', address: readShippingAddress(form) };
      updateCheckoutShipping(tx, { session, shipping });
    }
    const alert =
      address.country && session.status === 'open' && !form.shippingCountry
        ? refusalOf(() => updateCheckoutAddress(tx, { session, address }))
        : null;
    const taxIdError = changeTaxId(tx, tx.get('checkout.session', session.id), form);
    savePageDraft(tx, session.id, { values, errors: taxIdError ? { taxId: taxIdError } : {}, alert });
  },
};

/** The page sends only what totals depend on; what is not sent stays as it was. */
function keptAddress(form: FormValues): Record<string, string> {
  return Object.fromEntries(Object.entries(keptValues(form)).filter(([name]) => form[name] !== undefined));
}

function changeTaxId(tx: Tx, session: Stripe.Checkout.Session, form: FormValues): string | null {
  if (!session.tax_id_collection?.enabled) return null;
  const value = form.purchaseAsBusiness === 'true' ? form.taxId?.trim() : undefined;
  const taxId = value && form.taxIdType ? { type: form.taxIdType, value } : null;
  return refusalOf(() => updateCheckoutTaxId(tx, { session, taxId }));
}

function refusalOf(change: () => unknown): string | null {
  try {
    change();
    return null;
  } catch (error) {
    return refusalText(error);
  }
}

function openSession(kernel: PagesKernel, id: string): Stripe.Checkout.Session | undefined {
  const session = kernel.read((tx) => tx.find('checkout.session', id));
  return session?.status === 'open' && hasPage(session) ? session : undefined;
}

function hasPage(session: Stripe.Checkout.Session): boolean {
  return session.ui_mode === 'hosted_page' || isFramed(session);
}

/** Whether it stands in a frame of the merchant's page: the whole page, or its form alone. */
function isFramed({ ui_mode: mode }: Stripe.Checkout.Session): boolean {
  return mode === 'embedded_page' || mode === 'form';
}

function goOn(kernel: PagesKernel, id: string, step: CheckoutStep, reply: FastifyReply): FastifyReply {
  if (step.state === 'open') return reply.redirect(step.path, 303);
  // A page in a frame cannot lead away from the merchant's own, which does it instead.
  if (isFramed(kernel.read((tx) => tx.get('checkout.session', id)))) return reply.redirect(`/c/pay/${id}`, 303);
  return step.redirectTo ? reply.redirect(step.redirectTo, 303) : showCheckout(kernel, id, reply);
}

function showCheckout(kernel: PagesKernel, id: string, reply: FastifyReply): FastifyReply {
  return kernel.read((tx) => {
    const session = tx.find('checkout.session', id);
    if (!session || !hasPage(session)) {
      const text = 'The link may be incomplete, or the session was never created here.';
      return sendPage(reply, closedPage({ brand: accountBrand(tx), title: 'Checkout session not found', text }), 404);
    }
    const view = sessionView(tx, session);
    const brand = checkoutBrand(session, accountBrand(tx));
    if (isFramed(session) && session.status !== 'open') return showEnded(kernel, session, { brand, reply });
    const send = isFramed(session) ? sendFramedPage : sendPage;
    if (session.status === 'open') {
      const draw = session.ui_mode === 'form' ? checkoutFormPage : checkoutPage;
      const now = tx.now({ customer: session.customer });
      return send(reply, draw(view, { draft: findPageDraft(tx, id), brand, now }));
    }
    if (session.status === 'complete') {
      const link = view.successUrl
        ? { href: view.successUrl.replace('{CHECKOUT_SESSION_ID}', id), label: `Return to ${brand.name}` }
        : null;
      const { confirmation } = tx.get('_checkout', id);
      if (confirmation) return sendPage(reply, confirmationPage(view, { brand, message: confirmation.message }));
      const text = 'This checkout is complete. You will not be charged again.';
      return sendPage(reply, closedPage({ brand, title: "You're all done", text, link }));
    }
    const link = view.cancelUrl ? { href: view.cancelUrl, label: `Return to ${brand.name}` } : null;
    const text = 'Nothing was charged. Go back to start again.';
    return sendPage(reply, closedPage({ brand, title: 'This session has expired', text, link }), 410);
  });
}

/** In a merchant's page, which is told that the session is complete and does the rest. */
function showEnded(
  kernel: PagesKernel,
  session: Stripe.Checkout.Session,
  { brand, reply }: { brand: Brand; reply: FastifyReply },
): FastifyReply {
  const isComplete = session.status === 'complete';
  // A form's page leads away itself, if it wants to.
  const leavesPage = isComplete && session.ui_mode !== 'form' && session.redirect_on_completion === 'always';
  const href = leavesPage ? kernel.read((tx) => redirectTarget(tx, session)) : null;
  const page = closedPage({
    brand,
    title: isComplete ? "You're all done" : 'This session has expired',
    text: isComplete ? 'This checkout is complete. You will not be charged again.' : 'Nothing was charged.',
    link: href === null ? null : { href, label: `Return to ${brand.name}` },
    framed: isComplete ? 'complete' : 'expired',
  });
  return sendFramedPage(reply, page, isComplete ? 200 : 410);
}
