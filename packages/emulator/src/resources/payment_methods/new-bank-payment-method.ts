import type Stripe from 'stripe';
import { ibanParts } from '../../banks/iban.ts';
import { testAccountByNumber } from '../../banks/test-accounts.ts';
import type { TestAccount } from '../../banks/test-accounts.ts';
import { fingerprintOf } from '../../cards/fingerprint.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { billingDetailsAfter, noBillingDetails } from './billing-details.ts';
import { checkedUsAccount, linkedAccount, testRoutingNumber } from './linked-account.ts';
import type { CheckedUsAccount } from './linked-account.ts';

export interface BankMethodData {
  allow_redisplay?: Stripe.PaymentMethod.AllowRedisplay;
  billing_details?: Stripe.PaymentMethodCreateParams.BillingDetails;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
  customer?: Reference;
  /** `ba` for what the older APIs know as a bank account. */
  idPrefix?: 'pm' | 'ba';
}

type TypedUsAccount = Stripe.PaymentMethodCreateParams.UsBankAccount;

/** A payment method of a test id such as `pm_usBankAccount_success`: its account is proved already. */
export function newTestBankMethod(tx: Tx, account: TestAccount, data: BankMethodData): Stripe.PaymentMethod {
  const named = { ...data, billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' } };
  if (account.type === 'sepa_debit') return newSepaMethod(tx, account.number, named);
  const { number, name: test_account } = account;
  const proved = { last4: number.slice(-4), routing_number: testRoutingNumber, test_account, isProved: true };
  return newUsMethod(tx, proved, named);
}

/**
 * A payment method of a US bank account. One whose numbers a server sends must be proved by small deposits before it can be
 * debited; one that its owner linked on a page is proved.
 *
 * @throws StripeError without account number, routing number, holder type or the holder's name.
 */
export function newTypedUsMethod(
  tx: Tx,
  typed: TypedUsAccount | undefined,
  data: BankMethodData,
  param: (name: string) => string,
): Stripe.PaymentMethod {
  if (!typed) throw missingParam(param('us_bank_account'));
  const linked = typed.financial_connections_account;
  const needed = linked === undefined ? (['account_number', 'routing_number'] as const) : [];
  for (const name of ['account_holder_type', ...needed] as const) {
    if (typed[name] === undefined) throw missingParam(param(`us_bank_account[${name}]`));
  }
  if (!data.billing_details?.name) throw missingParam(param('billing_details[name]'));
  const inAccount = (name: string) => param(`us_bank_account[${name}]`);
  if (linked === undefined) return newUsMethod(tx, { ...typed, ...checkedUsAccount(typed, inAccount) }, data);
  const account = linkedAccount(tx, linked, inAccount('financial_connections_account'));
  return newUsMethod(tx, { ...account, account_holder_type: typed.account_holder_type, isProved: true }, data);
}

/** @throws StripeError `account_number_invalid`, or without the holder's name and e-mail. */
export function newTypedSepaMethod(
  tx: Tx,
  iban: string | undefined,
  data: BankMethodData,
  param: (name: string) => string,
): Stripe.PaymentMethod {
  if (iban === undefined) throw missingParam(param('sepa_debit[iban]'));
  if (!data.billing_details?.name) throw missingParam(param('billing_details[name]'));
  if (!data.billing_details.email) throw missingParam(param('billing_details[email]'));
  if (!ibanParts(iban)) {
    throw invalidRequest({
      code: 'account_number_invalid',
      param: param('sepa_debit[iban]'),
      message: 'The IBAN you provided is invalid.',
    });
  }
  return newSepaMethod(tx, iban, data);
}

type UsAccount = CheckedUsAccount & {
  /** Null stays unknown; left out it is an individual's. */
  account_holder_type?: string | null | undefined;
  /** Null stays unknown; left out it is a checking account. */
  account_type?: string | null | undefined;
  id?: string;
  isProved?: boolean;
};

export function newUsMethod(tx: Tx, from: UsAccount, data: BankMethodData): Stripe.PaymentMethod {
  const { last4, routing_number } = from;
  const us_bank_account: Stripe.PaymentMethod.UsBankAccount = {
    account_holder_type: from.account_holder_type === undefined ? 'individual' : from.account_holder_type,
    account_type: from.account_type === undefined ? 'checking' : from.account_type,
    bank_name: 'STRIPE TEST BANK',
    financial_connections_account: from.id ?? null,
    fingerprint: fingerprintOf(`bank ${routing_number} ${last4}`),
    last4,
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number,
    status_details: {},
  };
  const { test_account: account, isProved: isVerified = false } = from;
  return store(tx, { ...data, type: 'us_bank_account', us_bank_account }, { account, isVerified });
}

function newSepaMethod(tx: Tx, typed: string, data: BankMethodData): Stripe.PaymentMethod {
  const parts = ibanParts(typed);
  if (!parts) throw new Error('The IBAN was not checked');
  const sepa_debit: Stripe.PaymentMethod.SepaDebit = {
    bank_code: parts.bankCode,
    branch_code: parts.branchCode ?? '',
    country: parts.country,
    fingerprint: fingerprintOf(`bank ${parts.country} ${parts.bankCode} ${parts.last4}`),
    generated_from: { charge: null, setup_attempt: null },
    last4: parts.last4,
  };
  const account = testAccountByNumber(parts.iban)?.name ?? null;
  return store(tx, { ...data, type: 'sepa_debit', sepa_debit }, { account, isVerified: true });
}

/** What was typed ends here: only the last digits and the name of a published test account are kept. */
function store(
  tx: Tx,
  data: BankMethodData & Pick<Stripe.PaymentMethod, 'type' | 'us_bank_account' | 'sepa_debit'>,
  { account, isVerified }: { account: string | null; isVerified: boolean },
): Stripe.PaymentMethod {
  const { customer, idPrefix = 'pm', ...shown } = data;
  const paymentMethod = tx.insert('payment_method', {
    id: tx.newId(idPrefix),
    object: 'payment_method',
    ...shown,
    allow_redisplay: data.allow_redisplay ?? 'unspecified',
    billing_details: billingDetailsAfter(data.billing_details, noBillingDetails),
    created: tx.now({ customer }),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: mergedMetadata(null, data.metadata),
  });
  tx.insert('_bank_account', {
    id: paymentMethod.id,
    object: '_bank_account',
    test_account: account,
    is_verified: isVerified,
    failed_verifications: 0,
    is_spent: false,
  });
  return paymentMethod;
}
