// What the owner of a Stripe account sets in the dashboard and no API call shows. Given to `createEmulator({ settings })`.

export interface BillingSettings {
  /** Shown on invoices as `account_name`, and on the hosted pages. */
  accountName: string;
  /** Two letters; shown on invoices as `account_country`. */
  accountCountry: string;
  /** Days to wait after each failed payment of an invoice before the next try. */
  retryDays: readonly number[];
  /** What becomes of a subscription when the last retry failed; one that cannot be paused is cancelled instead. */
  afterLastRetry: 'cancel' | 'unpaid' | 'past_due' | 'pause';
  /** What becomes of a subscription when a renewal's first payment failed; one that cannot be paused is past due. */
  afterFirstFailure: 'past_due' | 'pause';
  /** Whether a subscription that a failed payment paused goes on when that invoice is paid or written off by hand. */
  resumesWhenSettled: boolean;
  /** Whether its billing cycle then begins anew. */
  anchorAfterPause: 'unchanged' | 'now';
  /** Whether the invoice is marked uncollectible as well when the last retry failed. */
  marksUncollectible: boolean;
  /** How long an automatic invoice stays a draft. */
  draftSeconds: number;
  /** How long finalization waits at most for `invoice.created` to be acknowledged. */
  draftHoldSeconds: number;
  /** How many days before a renewal `invoice.upcoming` is sent. */
  upcomingDays: number;
  /** Who counts invoice numbers: `ABCD1234-0001` for each customer, or one sequence with `accountInvoicePrefix`. */
  invoiceNumbering: 'customer' | 'account';
  accountInvoicePrefix: string;
  /** Days that a customer has to pay an invoice of `send_invoice` for which nobody says it; null where each must say it. */
  daysUntilDue: number | null;
  /** How many days before an invoice's due date `invoice.will_be_due` is sent. */
  willBeDueDays: number;
  /** How many days after an invoice's due date `invoice.overdue` is sent. */
  overdueDays: number;
  /** Whether servers may send card numbers themselves (Stripe: "raw card data APIs"). Browsers always may. */
  allowsRawCardNumbers: boolean;
  /** Whether the older Charges and Customers APIs take card tokens; accounts that are new at Stripe must ask for it. */
  allowsCardTokens: boolean;
  /** How long a bank takes to answer a debit (`us_bank_account`, `sepa_debit`). */
  bankDebitSeconds: number;
}

/** A retry 3 days after the first failure, then 5, then 7 days later; then the subscription is cancelled. */
export const defaultBillingSettings: BillingSettings = {
  accountName: 'Purser sandbox',
  accountCountry: 'US',
  retryDays: [3, 5, 7],
  afterLastRetry: 'cancel',
  afterFirstFailure: 'past_due',
  resumesWhenSettled: true,
  anchorAfterPause: 'unchanged',
  marksUncollectible: false,
  draftSeconds: 3600,
  draftHoldSeconds: 72 * 3600,
  upcomingDays: 7,
  invoiceNumbering: 'customer',
  accountInvoicePrefix: 'INV',
  daysUntilDue: null,
  willBeDueDays: 7,
  overdueDays: 0,
  allowsRawCardNumbers: false,
  allowsCardTokens: true,
  bankDebitSeconds: 5,
};

const durations = [
  'draftSeconds',
  'draftHoldSeconds',
  'upcomingDays',
  'daysUntilDue',
  'willBeDueDays',
  'overdueDays',
  'bankDebitSeconds',
] as const;

/**
 * Fills what is left out with Stripe's defaults.
 *
 * @throws RangeError naming the setting whose value cannot be used.
 */
export function billingSettings(given: Partial<BillingSettings> = {}): BillingSettings {
  const settings = { ...defaultBillingSettings, ...given };
  if (settings.retryDays.some((days) => !(days > 0))) throw new RangeError('retryDays: each must be more than 0 days');
  for (const name of durations) {
    if (!((settings[name] ?? 0) >= 0)) throw new RangeError(`${name}: must be 0 or more`);
  }
  if (!/^[A-Z0-9]{3,12}$/.test(settings.accountInvoicePrefix)) {
    throw new RangeError('accountInvoicePrefix: 3 to 12 capital letters or digits');
  }
  return settings;
}
