import type { Catalog } from '../catalog/index.ts';
import type { Billing } from '../kernel/billing.ts';

/**
 * Every kind of mail and what it is told, as JSON. A slice adds its own from its `emails.ts`:
 *
 *     declare module '../notifications/mail-kinds.ts' {
 *       interface MailProps { payment_failed: PaymentFailedProps }
 *     }
 */
export interface MailProps {}

export type MailKindName = keyof MailProps;

/** `flow.ts` lists them all. */
export type MailKinds = { readonly [Name in MailKindName]: MailKind<MailProps[Name]> };

export interface MailKind<Props> {
  /** The wording. It says the same to the eye and in plain text. */
  write(props: Props, context: MailContext): MailContent;
  /**
   * Brings the props up to date when the mail is about to be sent. Null: it is not true any more, and is dropped.
   * A mail that waited for its server must not say that a payment failed which has been made since.
   */
  beforeSending?(billing: Billing, props: Props): Promise<Props | null>;
}

export interface MailContext {
  readonly catalog: Catalog;
  /** The page where people change their plan and card, and cancel. */
  readonly accountUrl: string;
}

export interface MailContent {
  readonly subject: string;
  /** What mail programs show beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** Shown as a small table: amount, date, card. */
  readonly facts?: readonly Fact[];
  readonly action?: { readonly label: string; readonly url: string };
  /** After the button. */
  readonly closing?: readonly string[];
  /** The plain-text part, written for reading, not made from the other one. */
  readonly text: string;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}
