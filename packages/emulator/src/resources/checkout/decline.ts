import type { StripeError } from '../../kernel/errors.ts';

/** A refused payment in the words for the person who pays. */
export interface Decline {
  code: string;
  declineCode: string | null;
  message: string;
}

export function declineOf(error: StripeError): Decline {
  const { code, message, fields } = error.details;
  const declineCode = fields?.['decline_code'];
  return { code: code ?? 'card_declined', declineCode: typeof declineCode === 'string' ? declineCode : null, message };
}
