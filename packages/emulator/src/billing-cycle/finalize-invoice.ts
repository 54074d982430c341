// A draft becomes an invoice that is owed: numbered, frozen, set against the customer's balance, with a way to pay it.
import type Stripe from 'stripe';
import { invalidRequest, StripeError } from '../kernel/errors.ts';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { formatAmount, isChargeable } from '../money/currencies.ts';
import { moveBalance } from '../resources/customers/balance-transactions.ts';
import { settleGrantsOf } from '../resources/billing/credit-grant-life.ts';
import { amountInvoice } from './amount-invoice.ts';
import { bookCredits, planCredits } from './apply-credits.ts';
import { awaitDebit } from './await-debit.ts';
import { customerFields } from './compose-invoice.ts';
import { watchDueDate } from './due-date.ts';
import { recordDebits } from './debits.ts';
import { useUpDiscounts } from './discount-ends.ts';
import { invoiceFacts } from './facts.ts';
import { takeInvoiceNumber } from './invoice-number.ts';
import { linkInvoicePayment, newInvoicePayment } from './invoice-payment.ts';
import { refreshUsage } from './refresh-usage.ts';
import { settleInvoice } from './settle-invoice.ts';
import { settleBalance } from './settle-balance.ts';
import { voidInvoice } from './void-invoice.ts';

/** A draft's amounts, worked out against the customer, and what was used, as they are now. */
export function refreshDraft(tx: Tx, before: Stripe.Invoice): Stripe.Invoice {
  const invoice = refreshUsage(tx, before);
  const customer = tx.get('customer', idOf(invoice.customer) ?? '');
  const draft = { ...invoice, ...customerFields(tx, customer), starting_balance: customer.balance };
  const amounts = amountInvoice(tx, { invoice: draft, facts: invoiceFacts(tx, invoice.id) });
  const refreshed = tx.update('invoice', invoice.id, amounts);
  recordDebits(tx, refreshed);
  return refreshed;
}

function refuseUnknownPlace(invoice: Stripe.Invoice): void {
  const { enabled, status } = invoice.automatic_tax;
  if (!enabled || status === 'complete') return;
  throw invalidRequest({
    code: status === 'failed' ? 'taxes_calculation_failed' : 'customer_tax_location_invalid',
    message:
      status === 'failed'
        ? 'Automatic tax could not be calculated for this invoice. Try again later.'
        : "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    param: 'automatic_tax',
  });
}

function refuseUnchargeable(invoice: Stripe.Invoice): void {
  const { amount_due: due, currency } = invoice;
  if (due === 0 || isChargeable(due, currency)) return;
  throw invalidRequest({
    code: 'amount_too_large',
    message: `The amount due of this invoice (${formatAmount(due, currency)}) is more than can be charged at once.`,
  });
}

/**
 * The draft as it will be owed, with the customer's billing credits taken.
 *
 * @throws StripeError when it cannot be finalized; nothing is taken then.
 */
function takeCredits(tx: Tx, draft: Stripe.Invoice): Stripe.Invoice {
  refuseUnknownPlace(draft);
  settleGrantsOf(tx, idOf(draft.customer) ?? '');
  const credits = planCredits(tx, draft);
  const invoice =
    credits.length === 0 ? draft : amountInvoice(tx, { invoice: draft, facts: invoiceFacts(tx, draft.id), credits });
  refuseUnchargeable(invoice);
  bookCredits(tx, { invoice, credits });
  return credits.length === 0 ? draft : tx.update('invoice', draft.id, invoice);
}

function applyBalance(tx: Tx, invoice: Stripe.Invoice): number {
  const { applied, tooSmall, endingBalance } = settleBalance({
    total: invoice.total,
    balance: invoice.starting_balance,
    currency: invoice.currency,
  });
  const customer = idOf(invoice.customer) ?? '';
  const move = (amount: number, type: 'applied_to_invoice' | 'invoice_too_small'): void => {
    if (amount !== 0) moveBalance(tx, { customer, amount, type, invoice: invoice.id });
  };
  move(applied, 'applied_to_invoice');
  move(tooSmall, 'invoice_too_small');
  return endingBalance;
}

/** The paper that `auto` stands for: A4 for customers who read Japanese, letter for all others. */
function printedRendering({ rendering }: Stripe.Invoice, customer: Stripe.Customer): Stripe.Invoice['rendering'] {
  if (rendering?.pdf?.page_size !== 'auto') return rendering;
  const isJapanese = customer.preferred_locales?.[0]?.startsWith('ja') ?? false;
  return { ...rendering, pdf: { page_size: isJapanese ? 'a4' : 'letter' } };
}

/**
 * Finalizes a draft. A sum of nothing is paid at once; else the invoice gets its payment intent, unconfirmed.
 *
 * @param announcesUpdate Also send `invoice.updated`: time did this, not the request that made the draft.
 * @param autoAdvance Whether collection goes on by itself; unchanged when left out.
 * @throws StripeError `customer_tax_location_invalid` when automatic tax does not know where the customer is.
 */
export function finalizeInvoice(
  tx: Tx,
  options: {
    invoice: Stripe.Invoice;
    autoAdvance?: boolean;
    announcesUpdate?: boolean;
    /** A payment that was made before the invoice existed. */
    paidWith?: Stripe.PaymentIntent;
  },
): Stripe.Invoice {
  const { invoice: draft, autoAdvance, announcesUpdate = false, paidWith } = options;
  const invoice = takeCredits(tx, refreshDraft(tx, draft));
  const at = tx.now(invoice);
  const customer = tx.get('customer', idOf(invoice.customer) ?? '');
  const facts = invoiceFacts(tx, invoice.id);
  const token = invoice.id;
  const number = invoice.number ?? takeInvoiceNumber(tx, customer);
  const open = tx.update('invoice', invoice.id, {
    status: 'open',
    number,
    ...(autoAdvance === undefined ? {} : { auto_advance: autoAdvance }),
    automatically_finalizes_at: null,
    last_finalization_error: null,
    effective_at: invoice.effective_at ?? at,
    due_date: facts.daysUntilDue === null ? invoice.due_date : at + facts.daysUntilDue * 86_400,
    ending_balance: applyBalance(tx, invoice),
    hosted_invoice_url: tx.url(`/i/${token}`),
    invoice_pdf: tx.url(`/i/${token}/pdf`),
    rendering: printedRendering(invoice, customer),
    status_transitions: { ...invoice.status_transitions, finalized_at: at },
    webhooks_delivered_at: invoice.webhooks_delivered_at ?? at,
  });
  if (announcesUpdate) tx.emit('invoice.updated', open, draft);
  tx.emit('invoice.finalized', open);
  useUpDiscounts(tx, open);
  if (open.from_invoice) replaceRevised(tx, { revision: open.id, original: idOf(open.from_invoice.invoice) });
  if (open.amount_due === 0) return settleInvoice(tx, { invoice: open, intent: null });
  if (paidWith) {
    linkInvoicePayment(tx, { invoice: open, intent: paidWith.id });
    if (paidWith.status === 'processing') return awaitDebit(tx, { invoice: open, attempt: 'manual' });
    return settleInvoice(tx, { invoice: open, intent: paidWith });
  }
  newInvoicePayment(tx, open);
  watchDueDate(tx, open);
  return tx.get('invoice', open.id);
}

/** The invoice that a revision takes the place of is void; it and those before it name the newest. */
function replaceRevised(tx: Tx, { revision, original }: { revision: string; original: string }): void {
  const replaced = tx.get('invoice', original);
  if (replaced.status === 'open' || replaced.status === 'uncollectible') voidInvoice(tx, replaced);
  for (let at = tx.find('invoice', original); at; at = tx.find('invoice', at.from_invoice?.invoice)) {
    tx.update('invoice', at.id, { latest_revision: revision });
  }
}

/** Finalizes when time comes; what stands in the way is written on the draft, and `invoice.finalization_failed` is sent. */
export function finalizeWhenDue(tx: Tx, invoice: Stripe.Invoice): Stripe.Invoice {
  try {
    return finalizeInvoice(tx, { invoice, announcesUpdate: true });
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return noteFinalizationFailure(tx, invoice, error);
  }
}

function noteFinalizationFailure(tx: Tx, invoice: Stripe.Invoice, error: StripeError): Stripe.Invoice {
  const { code, message, type } = error.details;
  const failed = tx.update('invoice', invoice.id, {
    automatically_finalizes_at: null,
    automatic_tax: { ...tx.get('invoice', invoice.id).automatic_tax, disabled_reason: null },
    last_finalization_error: {
      code: code as Stripe.Invoice.LastFinalizationError.Code,
      message,
      type: type as Stripe.Invoice.LastFinalizationError.Type,
    },
  });
  tx.emit('invoice.finalization_failed', failed);
  return failed;
}
