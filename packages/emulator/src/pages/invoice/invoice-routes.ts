import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { findInvoiceByToken } from '../../resources/invoices/hosted-token.ts';
import { payInvoiceFromPage } from '../../resources/invoices/pay-from-page.ts';
import { accountMethodTypes } from '../../resources/payment_method_configurations/default-configuration.ts';
import { paymentMethodOf, refusalText } from '../card-payment.ts';
import { accountBrand } from '../brand.ts';
import type { MethodChoice } from '../card-payment.ts';
import { closedPage } from '../closed-page.ts';
import { invoiceChargesOf, paidWithText } from '../documents/receipts.ts';
import type { FormValues } from '../form-fields.ts';
import { methodTypesOf } from '../method-choice.ts';
import type { MethodType } from '../method-choice.ts';
import { draftFormState, findPageDraft, keptValues, removePageDraft, savePageDraft } from '../page-draft.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import { readPayment, typedDetails } from '../read-method.ts';
import type { MethodOffer } from '../read-method.ts';
import { invoiceLines } from './invoice-lines.ts';
import { invoicePage } from './invoice-page.ts';
import { isAwaitingBank, isPayable } from './is-payable.ts';

interface InvoiceRoute {
  Params: { token: string };
}

export function mountInvoice(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<InvoiceRoute>('/i/:token', (request, reply) => showInvoice(kernel, request.params.token, reply));

  server.post<InvoiceRoute>('/i/:token', async (request, reply) => {
    const { token } = request.params;
    const invoice = kernel.read((tx) => findInvoiceByToken(tx, token));
    const isAsked = invoice && isPayable(invoice) && !kernel.read((tx) => isAwaitingBank(tx, invoice));
    if (!isAsked) return reply.redirect(`/i/${token}`, 303);
    return reply.redirect(await payInvoice(kernel, { invoice: invoice.id, token, form: postedForm(request) }), 303);
  });

  // The bank has answered; whatever it said, the invoice and its draft say it.
  server.get<InvoiceRoute>('/i/:token/return', async (request, reply) => {
    const { token } = request.params;
    await kernel.write((tx) => noteAuthentication(tx, findInvoiceByToken(tx, token)));
    return reply.redirect(`/i/${token}`, 303);
  });
}

/** @returns The path that the person goes to next. */
async function payInvoice(
  kernel: PagesKernel,
  { invoice: id, token, form }: { invoice: string; token: string; form: FormValues },
): Promise<string> {
  const path = `/i/${token}`;
  const choice = await kernel.write((tx) => checkForm(tx, tx.get('invoice', id), form));
  if (choice === null) return path;
  try {
    const paid = await kernel.write((tx) => {
      const invoice = tx.get('invoice', id);
      const billingDetails = { ...typedDetails(form, offerOf(tx, invoice)), email: invoice.customer_email };
      const paymentMethod = paymentMethodOf(tx, choice, { billingDetails, customer: invoice.customer }).id;
      return payInvoiceFromPage(tx, { invoice: id, paymentMethod });
    });
    if (paid.state === 'requires_action') return `/3ds/${paid.intent}?return_to=${path}/return`;
    if (paid.state === 'paid' || paid.state === 'processing') await kernel.write((tx) => removePageDraft(tx, id));
    else await sayAlert(kernel, id, `${paid.error?.message ?? 'Your card was declined.'} You have not been charged.`);
  } catch (error) {
    await sayAlert(kernel, id, refusalText(error));
  }
  return path;
}

function sayAlert(kernel: PagesKernel, id: string, alert: string): Promise<unknown> {
  return kernel.write((tx) => savePageDraft(tx, id, { alert }));
}

function checkForm(tx: Tx, invoice: Stripe.Invoice, form: FormValues): MethodChoice {
  const { choice, errors } = readPayment(form, { ...offerOf(tx, invoice), now: tx.now(invoice) });
  savePageDraft(tx, invoice.id, { values: keptValues(form), errors, alert: null });
  return choice;
}

function offerOf(tx: Tx, invoice: Stripe.Invoice): MethodOffer {
  return { offered: offeredTypes(tx, invoice), saved: savedPaymentMethods(tx, invoice) };
}

/** A SEPA mandate goes to whoever it is from, which takes an e-mail address. */
function offeredTypes(tx: Tx, { currency, customer_email: email }: Stripe.Invoice): MethodType[] {
  const payment_method_types = accountMethodTypes(tx, currency);
  return methodTypesOf({ payment_method_types }).filter((type) => type !== 'sepa_debit' || email);
}

function noteAuthentication(tx: Tx, invoice: Stripe.Invoice | undefined): void {
  if (!invoice) return;
  if (!isPayable(invoice)) return removePageDraft(tx, invoice.id);
  const alert = 'We are unable to authenticate your payment method. Please choose a different card and try again.';
  savePageDraft(tx, invoice.id, { alert });
}

/** The customer's own card for invoices; the page shows no other, since it asks nobody who they are. */
function savedPaymentMethods(tx: Tx, invoice: Stripe.Invoice): Stripe.PaymentMethod[] {
  const customer = tx.find('customer', invoice.customer);
  const subscription = tx.find('subscription', invoice.parent?.subscription_details?.subscription);
  const id =
    idOf(invoice.default_payment_method) ??
    idOf(subscription?.default_payment_method) ??
    idOf(customer?.invoice_settings.default_payment_method);
  const method = tx.find('payment_method', id);
  return method ? [method] : [];
}

function showInvoice(kernel: PagesKernel, token: string, reply: FastifyReply): FastifyReply {
  const page = kernel.read((tx) => {
    const invoice = findInvoiceByToken(tx, token);
    if (!invoice || invoice.status === 'draft') return null;
    const draft = findPageDraft(tx, invoice.id);
    const country = invoice.customer_address?.country || 'US';
    const charge = invoice.status === 'paid' ? (invoiceChargesOf(tx, invoice.id)[0] ?? null) : null;
    return invoicePage({
      invoice,
      lines: invoiceLines(tx, invoice),
      savedPaymentMethods: savedPaymentMethods(tx, invoice),
      offered: offeredTypes(tx, invoice),
      isAwaitingBank: isAwaitingBank(tx, invoice),
      creditNotes: tx.list('credit_note', { invoice: invoice.id }),
      charge,
      paidWith: charge && paidWithText(charge),
      form: draftFormState(draft, { billingName: invoice.customer_name ?? '', billingCountry: country }),
      alert: draft.alert,
      path: `/i/${token}`,
      now: tx.now(invoice),
    });
  });
  if (page) return sendPage(reply, page);
  const text = 'The link may be incomplete, or the invoice is not issued yet.';
  const brand = kernel.read(accountBrand);
  return sendPage(reply, closedPage({ brand, title: 'Invoice not found', text }), 404);
}
