import { expect, test } from 'vitest';
import { readSettings, SettingsError, type Environment } from './settings.ts';

const production: Environment = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://purser@db.internal/purser',
  STRIPE_SECRET_KEY: 'sk_live_51Nq8aKd0Zr4',
  STRIPE_WEBHOOK_SECRET: 'whsec_9fK2mQv7Lx3T',
  FRONTEND_URL: 'https://mmarkov.com',
  PURSER_JWT_SECRET: '4f1c09be77d2a6530e8b9d14c2fa6b83',
  SMTP_URL: 'smtps://mailer:k7Gz@mail.internal:465',
  MAIL_FROM: 'MMarkov <billing@mmarkov.com>',
};

function problemsOf(environment: Environment): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

test('without any variable Purser is a sandbox on this machine', () => {
  const settings = readSettings({});
  expect(settings.sandbox).toBe(true);
  expect(settings.databaseUrl).toBeNull();
  expect(settings.stripe.apiBase).toBe('http://127.0.0.1:12111');
  expect(settings.frontendUrl).toBe('http://127.0.0.1:4242');
  expect(settings.allowedOrigins).toEqual(['http://127.0.0.1:4242']);
});

test('several webhook secrets are given by comma, and the older names are read when the newer are absent', () => {
  expect(readSettings({ STRIPE_WEBHOOK_SECRET: 'whsec_a, whsec_b' }).stripe.webhookSecrets).toEqual([
    'whsec_a',
    'whsec_b',
  ]);
  const older = readSettings({
    STRIPE_WEBHOOK_SECRET_DEV: 'whsec_dev',
    NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
  });
  expect(older.stripe.webhookSecrets).toEqual(['whsec_dev']);
  expect(older.stripe.publishableKey).toBe('pk_test_1');
});

test('prices named in the environment are found by tier and period', () => {
  const { priceOverrides } = readSettings({ STRIPE_PRICE_LIGHTWEIGHT_MONTHLY: 'price_123' }).stripe;
  expect(priceOverrides.get('lightweight_monthly')).toBe('price_123');
});

test('complete production settings are accepted', () => {
  expect(problemsOf(production)).toEqual([]);
  expect(readSettings(production).stripe.livemode).toBe(true);
});

test.each([
  ['STRIPE_SECRET_KEY', undefined],
  ['STRIPE_WEBHOOK_SECRET', undefined],
  ['PURSER_JWT_SECRET', undefined],
  ['SMTP_URL', undefined],
  ['MAIL_FROM', undefined],
  ['PURSER_JWT_SECRET', 'change-me-change-me-change-me-change-me'],
  ['PURSER_JWT_SECRET', 'short'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_...'],
  ['PURSER_API_KEY', 'your-api-key-here'],
  ['PURSER_AUDIT_KEY', 'xxxxxxxxxxxxxxxx'],
])('production does not start with %s = %s, and the variable is named', (name, value) => {
  const problems = problemsOf({ ...production, [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(name);
});

test('a live key outside of production is refused', () => {
  const problems = problemsOf({ ...production, NODE_ENV: 'development' });
  expect(problems).toEqual([expect.stringContaining('STRIPE_SECRET_KEY')]);
});

test('every wrong value is named at once, and a password is not repeated', () => {
  const problems = problemsOf({
    PORT: 'eighty',
    DATABASE_URL: 'mysql://root:hunter2@db/purser',
    LOG_LEVEL: 'loud',
    STRIPE_SECRET_KEY: 'pk_test_1234',
    ALLOWED_ORIGINS: 'javascript:alert(1)',
  });
  for (const name of ['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'STRIPE_SECRET_KEY', 'ALLOWED_ORIGINS'])
    expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
  expect(problems.join()).not.toContain('hunter2');
});
