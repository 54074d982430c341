import type { Settings } from './settings.ts';

/**
 * What would be dangerous, above all with real money. Each sentence names the variable and says what to do.
 * The database's own mode is checked in `installation.ts`, once the database is open.
 */
export function dangerousSettings(settings: Settings): string[] {
  const { sandbox, auth } = settings;
  const isAnybody = !sandbox && auth.jwtSecret === null && auth.jwksUrl === null;
  const problems = isAnybody
    ? ['PURSER_JWT_SECRET or PURSER_JWKS_URL is missing: Purser must know who is asking.']
    : [];
  return [...problems, ...(settings.production ? productionProblems(settings) : testProblems(settings))];
}

function testProblems({ stripe }: Settings): string[] {
  return stripe.livemode
    ? ['STRIPE_SECRET_KEY is a live key, but NODE_ENV is not "production". Use a test key, or set NODE_ENV=production.']
    : [];
}

function productionProblems(settings: Settings): string[] {
  const { sandbox, stripe, auth, mail } = settings;
  const problems: string[] = [];
  if (sandbox)
    problems.push(
      'STRIPE_SECRET_KEY is missing. Without it Purser is a sandbox, where anybody may sign in as anybody.',
    );
  if (stripe.webhookSecrets.length === 0)
    problems.push(
      'STRIPE_WEBHOOK_SECRET is missing. Stripe shows it beside the webhook endpoint; it begins with whsec_.',
    );
  if (auth.jwtSecret !== null && auth.jwtSecret.length < 32)
    problems.push('PURSER_JWT_SECRET must have at least 32 characters. Make one with: openssl rand -hex 32');
  if (mail.smtpUrl === null) problems.push('SMTP_URL is missing: mails about payments could not be sent.');
  if (mail.from === null) problems.push('MAIL_FROM is missing: mails need a sender.');
  for (const [name, value] of secretsOf(settings)) {
    if (looksLikeExample(value)) problems.push(`${name} is an example value. Set the real one.`);
  }
  return problems;
}

function secretsOf({ sandbox, stripe, auth, auditKey }: Settings): [string, string | null][] {
  return [
    ['STRIPE_SECRET_KEY', sandbox ? null : stripe.secretKey],
    ...stripe.webhookSecrets.map((secret): [string, string] => ['STRIPE_WEBHOOK_SECRET', secret]),
    ['PURSER_JWT_SECRET', auth.jwtSecret],
    ['PURSER_API_KEY', auth.apiKey],
    ['PURSER_AUDIT_KEY', auditKey],
  ];
}

/** Placeholders as `.env.example` and copied tutorials have them; a repeated character is one too. */
export function looksLikeExample(value: string | null): boolean {
  if (value === null) return false;
  return (
    /example|change[-_ ]?me|change[-_ ]?this|replace|placeholder|your[-_ ]|insecure|dev[-_ ]?secret|purser_emulator/i.test(
      value,
    ) ||
    value.includes('...') ||
    value.includes('…') ||
    /(.)\1{7,}/.test(value) ||
    /^(?:secret|password|test)$/i.test(value)
  );
}
