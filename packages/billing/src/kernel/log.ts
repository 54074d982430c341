import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Fields whose value is never written, wherever they stand in what is logged. */
const secretFields = new Set(
  (
    'authorization cookie set-cookie stripe-signature x-api-key password secret client_secret clientsecret token access_token ' +
    'api_key apikey webhooksecrets jwtsecret secretkey number cvc cvv card email email_address name phone address ' +
    'line1 line2 city postal_code billing_details customer_details customer_email checkout_url portal_url smtpurl databaseurl'
  ).split(' '),
);

/** What a secret, a card number, an e-mail address or a token looks like inside a sentence. */
const secretTexts: readonly [RegExp, string][] = [
  [/\b(?:sk|rk|pk)_(?:test|live)_\w+/g, '[key]'],
  [/\bwhsec_\w+/g, '[secret]'],
  [/\b\w+_secret_\w+/g, '[secret]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\bBearer\s+\S+/gi, 'Bearer [token]'],
  [/[^\s"'<>(),;:]+@[^\s"'<>(),;:]+\.[a-z]{2,}/gi, '[e-mail]'],
  [/\b(?:\d[ -]?){12,18}\d\b/g, '[number]'],
  [/:\/\/[^\s/@]+:[^\s/@]+@/g, '://[credentials]@'],
  [/\/(?:c\/pay|p\/session)\/\S+/g, '/[session]'],
];

/** One line of JSON for each entry; secrets, tokens, card numbers, postal and e-mail addresses are left out. */
export function createLog({ level = 'info', destination }: { level?: string; destination?: DestinationStream }): Log {
  const options = {
    level,
    base: undefined,
    formatters: { log: (entry: Record<string, unknown>) => withoutSecrets(entry) },
    // Errors are rendered by `withoutSecrets`; pino's own serializer would write an error's every field.
    serializers: {},
    hooks: {
      logMethod(this: Logger, parameters: unknown[], method: (...parameters: never[]) => void) {
        method.apply(this, parameters.map((part) => (typeof part === 'string' ? redactText(part) : part)) as never[]);
      },
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Replaces what looks like a secret in a sentence, e.g. in an error's message. */
export function redactText(text: string): string {
  return secretTexts.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}

function withoutSecrets(entry: Record<string, unknown>): Record<string, unknown> {
  return redactFields(entry, 0);
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date || value === null || typeof value !== 'object') return value;
  if (depth > 5) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item: unknown) => redact(item, depth + 1));
  return redactFields(value, depth);
}

function redactFields(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([field, item]: [string, unknown]) => [
      field,
      secretFields.has(field.toLowerCase()) && item !== null && item !== undefined
        ? '[redacted]'
        : redact(item, depth + 1),
    ]),
  );
}

/** An error's name, message, code and stack; never its other fields, where libraries keep requests and answers. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('requestId' in error && typeof error.requestId === 'string' ? { stripe_request_id: error.requestId } : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
