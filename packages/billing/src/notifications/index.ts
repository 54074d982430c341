import type { MailKinds } from './mail-kinds.ts';

/** Queue and delivery of mail; the wording stands with the nouns, in their `emails.ts`. */
export { queueMail } from './queue-mail.ts';
export { deliverDueMail } from './deliver-mail.ts';
export { renderMail, type RenderedMail } from './render-mail.ts';
export { cardInWords, dateInWords, factLines, greeting, priceInWords, type CardInWords } from './mail-words.ts';
export { listKeptMail, listParkedMail, requeueParkedMail } from './table.ts';
export type { Fact, MailContent, MailContext, MailKind, MailKinds, MailProps } from './mail-kinds.ts';

declare module '../kernel/billing.ts' {
  interface Billing {
    readonly mailKinds: MailKinds;
  }
}
