/** What is printed: an invoice, a receipt, a credit note, a quote. Amounts and dates are texts already, in the words that people read. */
export interface PaperDocument {
  /** "Invoice" */
  title: string;
  number: string | null;
  /** Seconds. The file is dated with it, so that the same document has the same bytes. */
  created: number;
  paper: 'a4' | 'letter';
  /** Whose document it is, in large letters. */
  sender: string;
  /** What stands under the title: "Date due" and the like. */
  facts: readonly Fact[];
  /** Who is concerned, side by side: the sender first. */
  parties: readonly Party[];
  /** The one sentence that matters: "$14.99 due 31 January 2026". */
  headline: string | null;
  link: { label: string; url: string } | null;
  memo: string | null;
  lines: readonly PaperLine[];
  totals: readonly Total[];
  /** Further tables below the sums, such as payments. */
  tables: readonly PaperTable[];
  footer: string | null;
}

export interface Fact {
  name: string;
  value: string;
}

export interface Party {
  /** "Bill to"; null for the sender. */
  title: string | null;
  /** The name first. */
  lines: readonly string[];
}

export interface PaperLine {
  description: string;
  /** In small letters below: periods, discounts. */
  details: readonly string[];
  quantity: string;
  unitAmount: string;
  /** "20%"; the column is left out when no line has one. */
  tax: string;
  amount: string;
}

export interface Total {
  name: string;
  amount: string;
  isStrong?: boolean;
}

export interface PaperTable {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}
