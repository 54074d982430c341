import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import type { Tx } from '../../kernel/tx.ts';
import { dateText } from '../date-text.ts';
import { moneyText } from '../money-text.ts';
import { invoiceLine } from './invoice-document.ts';
import { invoiceSums } from './invoice-sums.ts';
import type { Sum } from './invoice-sums.ts';
import type { Fact, PaperDocument, PaperLine, PaperTable, Party } from './paper.ts';
import { addressLines, buyerParty, paperOf, sellerParty } from './parties.ts';
import { invoiceOfCharge, paidWithText, receiptNumber } from './receipts.ts';

/** What shows that a charge was paid, and for what: the lines of its invoice, or its own description. */
export function receiptDocument(tx: Tx, charge: Stripe.Charge): PaperDocument {
  const { currency } = charge;
  const invoice = invoiceOfCharge(tx, charge);
  const seller = sellerOf(tx, invoice);
  const paid = charge.captured ? charge.amount_captured : charge.amount;
  return {
    title: 'Receipt',
    number: receiptNumber(charge),
    created: charge.created,
    paper: paperOf(seller),
    sender: seller.account_name ?? 'Receipt',
    facts: factsOf(charge, invoice),
    parties: [sellerParty(tx, seller), invoice ? buyerParty(invoice) : payerParty(charge)],
    headline: `${moneyText(paid, currency)} ${charge.captured ? 'paid' : 'authorized'} on ${dateText(charge.created)}`,
    link: null,
    memo: null,
    lines: invoice ? invoice.lines.data.map((line) => invoiceLine(tx, line)) : [ownLine(charge, seller.account_name)],
    totals: receiptSums(tx, charge).map((sum) => ({ ...sum, amount: moneyText(sum.amount, currency) })),
    tables: refundTable(tx, charge),
    footer: invoice?.footer ?? null,
  };
}

/** From what was bought to what was paid and given back. */
export function receiptSums(tx: Tx, charge: Stripe.Charge): Sum[] {
  const invoice = invoiceOfCharge(tx, charge);
  const bought = invoice ? invoiceSums(tx, invoice).filter(({ name }) => !/^Amount (paid|remaining)$/.test(name)) : [];
  const paid = charge.captured ? charge.amount_captured : charge.amount;
  const refunded = charge.amount_refunded > 0 ? [{ name: 'Refunded', amount: -charge.amount_refunded }] : [];
  return [
    ...bought.map(({ name, amount }) => ({ name, amount })),
    { name: charge.captured ? 'Amount paid' : 'Amount authorized', amount: paid, isStrong: true },
    ...refunded,
  ];
}

type Seller = Parameters<typeof sellerParty>[1];

function sellerOf(tx: Tx, invoice: Stripe.Invoice | undefined): Seller {
  if (invoice) return invoice;
  const { accountName, accountCountry } = accountSettings(tx);
  return { account_name: accountName, account_country: accountCountry, account_tax_ids: null };
}

function factsOf(charge: Stripe.Charge, invoice: Stripe.Invoice | undefined): Fact[] {
  return [
    ...(invoice?.number ? [{ name: 'Invoice number', value: invoice.number }] : []),
    { name: charge.captured ? 'Date paid' : 'Date authorized', value: dateText(charge.created) },
    { name: 'Payment method', value: paidWithText(charge) },
  ];
}

function payerParty({ billing_details: details, receipt_email }: Stripe.Charge): Party {
  const lines = [details.name, ...addressLines(details.address), details.phone, details.email ?? receipt_email];
  return { title: 'Bill to', lines: lines.filter((line): line is string => Boolean(line)) };
}

function ownLine(charge: Stripe.Charge, seller: string | null): PaperLine {
  const amount = moneyText(charge.amount, charge.currency);
  const description = charge.description ?? `Payment to ${seller ?? 'the seller'}`;
  return { description, details: [], quantity: '1', unitAmount: amount, tax: '', amount };
}

function refundTable(tx: Tx, charge: Stripe.Charge): PaperTable[] {
  const refunds = tx
    .list('refund', { charge: charge.id })
    .filter(({ status }) => status !== 'failed' && status !== 'canceled');
  if (refunds.length === 0) return [];
  const rows = refunds.map((refund) => [dateText(refund.created), moneyText(refund.amount, refund.currency)]);
  return [{ title: 'Refunds', columns: ['Date', 'Amount refunded'], rows }];
}
