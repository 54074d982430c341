import { resolve } from 'node:path';
import { dangerousSettings } from './dangerous-settings.ts';

/**
 * Everything that is read from the environment, read here and nowhere else. A wrong value names its variable.
 * `sandbox` is true while there is no STRIPE_SECRET_KEY: money is pretended, by the emulator.
 */
export interface Settings {
  readonly production: boolean;
  readonly sandbox: boolean;
  /** Null: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Null: in memory, for tests. */
  readonly dataDir: string | null;
  readonly stripe: {
    readonly secretKey: string;
    readonly publishableKey: string | null;
    readonly apiBase: string | null;
    readonly webhookSecrets: readonly string[];
    readonly livemode: boolean;
    /** `lightweight_monthly` → `price_…`, from STRIPE_PRICE_LIGHTWEIGHT_MONTHLY. */
    readonly priceOverrides: ReadonlyMap<string, string>;
  };
  readonly frontendUrl: string;
  /** Origins that a person may be sent back to, and that may call the API from a browser. */
  readonly allowedOrigins: readonly string[];
  readonly catalogPath: string | null;
  readonly auth: {
    readonly jwtSecret: string | null;
    readonly jwksUrl: string | null;
    readonly issuer: string | null;
    readonly audience: string | null;
    readonly apiKey: string | null;
  };
  readonly mail: { readonly smtpUrl: string | null; readonly from: string | null; readonly alertEmail: string | null };
  readonly host: string;
  readonly port: number;
  readonly emulatorPort: number;
  readonly auditKey: string | null;
  readonly logLevel: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown at the start with every problem at once; each names its variable. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Purser cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

export const sandboxSecretKey = 'sk_test_purser_emulator';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @throws SettingsError */
export function readSettings(environment: Environment): Settings {
  const problems: string[] = [];
  const read = reader(environment, problems);
  const production = environment['NODE_ENV'] === 'production';
  const secretKey = read.text('STRIPE_SECRET_KEY');
  const emulatorPort = read.port('EMULATOR_PORT', 12111);
  const host = read.text('HOST') ?? '127.0.0.1';
  const port = read.port('PORT', 4242);
  const frontendUrl = (read.url('FRONTEND_URL', ['http:', 'https:']) ?? `http://${host}:${port}`).replace(/\/$/, '');
  const apiBase = read.url('STRIPE_API_BASE', ['http:', 'https:']);
  const logLevel = read.text('LOG_LEVEL') ?? 'info';
  if (!logLevels.includes(logLevel)) problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
  if (secretKey !== null && !/^(?:sk|rk)_(?:test|live)_\w{4,}$/.test(secretKey))
    problems.push('STRIPE_SECRET_KEY must be a secret key of Stripe, such as sk_test_…');
  const settings: Settings = {
    production,
    sandbox: secretKey === null,
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    dataDir: resolve(read.text('PURSER_DATA_DIR') ?? '.purser'),
    stripe: {
      secretKey: secretKey ?? sandboxSecretKey,
      publishableKey:
        read.text('STRIPE_PUBLISHABLE_KEY') ??
        read.text('NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY') ??
        read.text('NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY_DEV'),
      apiBase: apiBase ?? (secretKey === null ? `http://127.0.0.1:${emulatorPort}` : null),
      webhookSecrets: read.list('STRIPE_WEBHOOK_SECRET') ?? read.list('STRIPE_WEBHOOK_SECRET_DEV') ?? [],
      livemode: /^(?:sk|rk)_live_/.test(secretKey ?? ''),
      priceOverrides: readPriceOverrides(environment),
    },
    frontendUrl,
    allowedOrigins: readOrigins(read, { frontendUrl, problems }),
    catalogPath: read.text('PURSER_CATALOG'),
    auth: {
      jwtSecret: read.text('PURSER_JWT_SECRET'),
      jwksUrl: read.url('PURSER_JWKS_URL', ['http:', 'https:']),
      issuer: read.text('PURSER_JWT_ISSUER'),
      audience: read.text('PURSER_JWT_AUDIENCE'),
      apiKey: read.text('PURSER_API_KEY'),
    },
    mail: {
      smtpUrl: read.url('SMTP_URL', ['smtp:', 'smtps:']),
      from: read.text('MAIL_FROM'),
      alertEmail: read.text('ALERT_EMAIL'),
    },
    host,
    port,
    emulatorPort,
    auditKey: read.text('PURSER_AUDIT_KEY'),
    logLevel,
  };
  problems.push(...dangerousSettings(settings));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

type Reader = ReturnType<typeof reader>;

/** An empty variable counts as absent: compose files and CI set those. */
function reader(environment: Environment, problems: string[]) {
  const text = (name: string): string | null => {
    const value = environment[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  return {
    text,
    list: (name: string): string[] | null =>
      text(name)
        ?.split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '') ?? null,
    port: (name: string, otherwise: number): number => {
      const value = text(name);
      if (value === null) return otherwise;
      if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
      problems.push(`${name} must be a port from 0 to 65535, not "${value}".`);
      return otherwise;
    },
    url: (name: string, protocols: readonly string[]): string | null => {
      const value = text(name);
      if (value === null) return null;
      // The value may hold a password, so the message does not repeat it.
      if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
        problems.push(`${name} must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
      return value;
    },
  };
}

function readOrigins(
  read: Reader,
  { frontendUrl, problems }: { frontendUrl: string; problems: string[] },
): readonly string[] {
  const listed = read.list('ALLOWED_ORIGINS') ?? [];
  const wrong = listed.find((origin) => !URL.canParse(origin) || !/^https?:$/.test(new URL(origin).protocol));
  if (wrong !== undefined)
    problems.push(`ALLOWED_ORIGINS: "${wrong}" is not an origin such as https://app.example.com.`);
  return [frontendUrl, ...listed].filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
}

function readPriceOverrides(environment: Environment): ReadonlyMap<string, string> {
  const overrides = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    const key = /^STRIPE_PRICE_(\w+)$/.exec(name)?.[1];
    if (key !== undefined && value !== undefined && value.trim() !== '') overrides.set(key.toLowerCase(), value.trim());
  }
  return overrides;
}
