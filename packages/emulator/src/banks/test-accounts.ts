/** Why a bank sends a debit back. */
export interface DebitFailure {
  /** The charge's `failure_code`. */
  code: string;
  /** What the intent says where its codes know no such reason. */
  intentCode?: string;
  message: string;
  /** The account may not be debited again: its mandate ends. */
  endsMandate?: boolean;
}

/** What a test bank account does with a debit, after it was `processing` for a while. */
export interface DebitBehavior {
  /** Null when the money comes. */
  failure: DebitFailure | null;
  /** Takes three minutes longer, or never comes to an end. */
  pace: 'ordinary' | 'delayed' | 'never';
  /** The holder takes the money back as soon as it has come. */
  isDisputed?: boolean;
  /** The two small deposits that prove a typed account never arrive. */
  losesMicrodeposits?: boolean;
}

/** A bank account of https://docs.stripe.com/testing: its published number, and how it behaves. */
export interface TestAccount {
  /** `usBankAccount_success`, `sepaDebit_failed_de`: the name after `pm_`; also what is remembered of a typed account. */
  name: string;
  type: 'us_bank_account' | 'sepa_debit';
  /** An account number with routing number 110000000, or an IBAN. */
  number: string;
  behavior: DebitBehavior;
}

const failures = {
  account_closed: { code: 'account_closed', message: 'The bank account has been closed.', endsMandate: true },
  no_account: { code: 'no_account', message: 'The bank account could not be located.', endsMandate: true },
  insufficient_funds: { code: 'insufficient_funds', message: 'The bank account has insufficient funds.' },
  debit_not_authorized: {
    code: 'debit_not_authorized',
    message: 'The customer has notified their bank that this debit was not authorized.',
    endsMandate: true,
  },
  invalid_currency: {
    code: 'invalid_currency',
    intentCode: 'payment_intent_payment_attempt_failed',
    message: 'The bank account does not take this currency.',
  },
  exceeds_weekly_limit: {
    code: 'charge_exceeds_weekly_limit',
    intentCode: 'payment_intent_payment_attempt_failed',
    message: 'The payment exceeds the weekly limit of this bank account.',
  },
  exceeds_source_limit: {
    code: 'charge_exceeds_source_limit',
    message: 'The payment exceeds the limit of this bank account.',
  },
  generic: {
    code: 'debit_declined',
    intentCode: 'payment_intent_payment_attempt_failed',
    message: 'The bank refused the debit.',
  },
} as const satisfies Record<string, DebitFailure>;

const pays: DebitBehavior = { failure: null, pace: 'ordinary' };
const fails = (failure: keyof typeof failures): DebitBehavior => ({ failure: failures[failure], pace: 'ordinary' });

const usAccounts: readonly (readonly [scenario: string, number: string, behavior: DebitBehavior])[] = [
  ['success', '000123456789', pays],
  ['accountClosed', '000111111113', fails('account_closed')],
  ['noAccount', '000111111116', fails('no_account')],
  ['insufficientFunds', '000222222227', fails('insufficient_funds')],
  ['debitNotAuthorized', '000333333335', fails('debit_not_authorized')],
  ['invalidCurrency', '000444444440', fails('invalid_currency')],
  ['failMicrodeposits', '000666666661', { ...pays, losesMicrodeposits: true }],
  ['dispute', '000555555559', { ...pays, isDisputed: true }],
  ['processing', '000000000009', { ...pays, pace: 'never' }],
  ['weeklyLimitExceeded', '000777777771', fails('exceeds_weekly_limit')],
];

const sepaScenarios = {
  success: pays,
  successDelayed: { ...pays, pace: 'delayed' },
  failed: fails('generic'),
  failedDelayed: { ...fails('generic'), pace: 'delayed' },
  disputed: { ...pays, isDisputed: true },
  exceedsWeeklyVolumeLimit: fails('exceeds_source_limit'),
  exceedsWeeklyTransactionLimit: fails('exceeds_weekly_limit'),
  insufficientFunds: fails('insufficient_funds'),
} as const satisfies Record<string, DebitBehavior>;

type SepaScenario = keyof typeof sepaScenarios;

/** By country, in the order of the scenarios. */
const sepaNumbers: Readonly<Record<string, Partial<Record<SepaScenario, string>>>> = {
  at: {
    success: 'AT611904300234573201',
    successDelayed: 'AT321904300235473204',
    failed: 'AT861904300235473202',
    failedDelayed: 'AT051904300235473205',
    disputed: 'AT591904300235473203',
    exceedsWeeklyVolumeLimit: 'AT981904300000343434',
    exceedsWeeklyTransactionLimit: 'AT601904300000121212',
    insufficientFunds: 'AT981904300002222227',
  },
  be: {
    success: 'BE62510007547061',
    successDelayed: 'BE78510007547064',
    failed: 'BE68539007547034',
    failedDelayed: 'BE51510007547065',
    disputed: 'BE08510007547063',
    exceedsWeeklyVolumeLimit: 'BE90510000343434',
    exceedsWeeklyTransactionLimit: 'BE52510000121212',
    insufficientFunds: 'BE90510002222227',
  },
  de: {
    success: 'DE89370400440532013000',
    successDelayed: 'DE08370400440532013003',
    failed: 'DE62370400440532013001',
    failedDelayed: 'DE78370400440532013004',
    disputed: 'DE35370400440532013002',
    exceedsWeeklyVolumeLimit: 'DE65370400440000343434',
    exceedsWeeklyTransactionLimit: 'DE27370400440000121212',
    insufficientFunds: 'DE65370400440002222227',
  },
  fr: {
    success: 'FR1420041010050500013M02606',
    successDelayed: 'FR3020041010050500013M02609',
    failed: 'FR8420041010050500013M02607',
    failedDelayed: 'FR7920041010050500013M02600',
    disputed: 'FR5720041010050500013M02608',
    exceedsWeeklyVolumeLimit: 'FR9720041010050000000343434',
    exceedsWeeklyTransactionLimit: 'FR5920041010050000000121212',
    insufficientFunds: 'FR9720041010050000002222227',
  },
  ie: {
    success: 'IE29AIBK93115212345678',
    successDelayed: 'IE24AIBK93115212345671',
    failed: 'IE02AIBK93115212345679',
    failedDelayed: 'IE94AIBK93115212345672',
    disputed: 'IE51AIBK93115212345670',
    exceedsWeeklyVolumeLimit: 'IE10AIBK93115200343434',
    exceedsWeeklyTransactionLimit: 'IE69AIBK93115200121212',
    insufficientFunds: 'IE10AIBK93115202222227',
  },
  // The account with which the Stripe CLI triggers a failed payment.
  it: { failed: 'IT60X0542811101000000123456' },
};

const accounts: readonly TestAccount[] = [
  ...usAccounts.map(([scenario, number, behavior]): TestAccount => {
    return { name: `usBankAccount_${scenario}`, type: 'us_bank_account', number, behavior };
  }),
  ...Object.entries(sepaNumbers).flatMap(([country, numbers]) =>
    Object.entries(numbers).map(([scenario, number]): TestAccount => {
      const behavior = sepaScenarios[scenario as SepaScenario];
      return { name: `sepaDebit_${scenario}_${country}`, type: 'sepa_debit', number, behavior };
    }),
  ),
];

const byName = new Map(accounts.map((account) => [account.name, account]));
const byNumber = new Map(accounts.map((account) => [account.number, account]));

/** The account of a name as kept beside a payment method. */
export function testAccountByName(name: string): TestAccount | undefined {
  return byName.get(name);
}

/** The account behind a number that somebody typed; undefined when it is none of Stripe's. */
export function testAccountByNumber(number: string): TestAccount | undefined {
  return byNumber.get(number);
}

/** The account behind `pm_usBankAccount_success` or `pm_sepaDebit_success_de`; without a scenario it is the one that pays. */
export function testAccountById(id: string): TestAccount | undefined {
  if (id === 'pm_usBankAccount') return byName.get('usBankAccount_success');
  if (id === 'pm_sepaDebit') return byName.get('sepaDebit_success_at');
  return id.startsWith('pm_') ? byName.get(id.slice(3)) : undefined;
}
