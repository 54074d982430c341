import { createWriteStream, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  createBilling,
  createLog,
  pushCatalog,
  readSettings,
  type Billing,
  type Environment,
  type Settings,
} from '@purser/billing';
import type { Catalog } from '@purser/billing/catalog';
import { startWorker } from '@purser/billing/worker';
import { createClock, type MainClock } from '@purser/emulator';
import { checkPorts } from './check-ports.ts';
import { Complaint } from './complaint.ts';
import { demoUsers } from './demo-users.ts';
import { withFreePorts } from './free-port.ts';
import { Closers, type Row, type Running } from './running.ts';
import { startEmulator } from './start-emulator.ts';
import { findWebApp, startService } from './service.ts';
import { provideWebhookEndpoint } from './webhook-endpoint.ts';
import { WorkerInTurns } from './worker-in-turns.ts';

/**
 * Runs everything on this machine: billing with its worker and web application, and, while no STRIPE_SECRET_KEY is set,
 * a Stripe of its own that shares billing's clock.
 *
 * @throws Complaint, SettingsError: what the person at the keyboard can mend.
 */
export async function start(catalog: Catalog, environment: Environment): Promise<Running> {
  const settings = settingsFor(catalog, await withFreePorts(environment));
  await checkPorts(settings);
  const closers = new Closers();
  try {
    return settings.sandbox
      ? await startSandbox(catalog, settings, closers)
      : await startWithStripe(catalog, settings, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** The two products do not share a data directory: one's customers would meet the other's prices. */
function settingsFor(catalog: Catalog, environment: Environment): Settings {
  const settings = readSettings(environment);
  if (settings.sandbox && environment['STRIPE_API_BASE'] !== undefined) {
    throw new Complaint(
      'STRIPE_API_BASE is set without STRIPE_SECRET_KEY. Unset it to let `purser start` run its own emulator, or use `purser serve`.',
    );
  }
  const dataDir = settings.dataDir === null ? null : join(settings.dataDir, catalog.id);
  return { ...settings, dataDir };
}

async function startSandbox(catalog: Catalog, settings: Settings, closers: Closers): Promise<Running> {
  const clock = createClock();
  const { billing, dataDir, logFile } = await openBilling(catalog, { settings, clock, closers });
  const emulator = await startEmulator({ billing, clock, dataDir, closers });
  const worker = new WorkerInTurns(billing);
  const withSandbox: Billing = {
    ...billing,
    sandbox: {
      users: demoUsers,
      emulatorUrl: emulator.url,
      advance: async (to) => {
        await emulator.advance({ to });
        await worker.finish();
      },
    },
  };
  await worker.start();
  closers.add(() => worker.stop());
  const { url } = await startService(withSandbox, closers);
  const webhookUrl = `${url.replace('//0.0.0.0:', '//127.0.0.1:')}/api/payments/webhook`;
  billing.webhookSecrets.add(await provideWebhookEndpoint(billing, { url: webhookUrl, dataDir }));
  await pushCatalog(billing);
  await worker.finish();
  const rows: Row[] = [
    ['Web app', webAppRow(url)],
    ['API', `${url}/docs`],
    ['Mailbox', `${url}/sandbox/mail`],
    ['Stripe emulator', emulator.url],
    ['Database', databaseRow(settings)],
    ['Data and log', relative(process.cwd(), logFile)],
    ['Sign in as', demoUsers.map((user) => user.name).join(', ')],
    ['Pay with', '4242 4242 4242 4242, any future date, any CVC'],
  ];
  return { url, rows, stop: () => closers.close() };
}

async function startWithStripe(catalog: Catalog, settings: Settings, closers: Closers): Promise<Running> {
  const { billing, logFile } = await openBilling(catalog, { settings, closers });
  const worker = await startWorker(billing);
  closers.add(() => worker.stop());
  const { url } = await startService(billing, closers);
  const hasSecret = settings.stripe.webhookSecrets.length > 0;
  const rows: Row[] = [
    ['Web app', webAppRow(url)],
    ['API', `${url}/docs`],
    ['Stripe', settings.stripe.livemode ? 'your account, live mode' : 'your account, test mode'],
    [
      'Webhooks',
      hasSecret
        ? `${url}/api/payments/webhook`
        : `none: set STRIPE_WEBHOOK_SECRET, e.g. from stripe listen --forward-to ${url}/api/payments/webhook`,
    ],
    ['Catalog', 'compare it with Stripe by: npm run purser -- catalog plan'],
    ['Database', databaseRow(settings)],
    ['Data and log', relative(process.cwd(), logFile)],
  ];
  return { url, rows, stop: () => closers.close() };
}

/** The log goes to a file, so that the terminal shows what is running and stays readable. */
async function openBilling(
  catalog: Catalog,
  { settings, clock, closers }: { settings: Settings; clock?: MainClock; closers: Closers },
): Promise<{ billing: Billing; dataDir: string; logFile: string }> {
  const { dataDir } = settings;
  if (dataDir === null) throw new Error('`purser start` keeps its data in a directory.');
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(dataDir, 'purser.log');
  const destination = createWriteStream(logFile, { flags: 'a' });
  closers.add(() => new Promise<void>((resolve) => destination.end(() => resolve())));
  const log = createLog({ level: settings.logLevel, destination });
  const billing = await createBilling({ settings, catalog, log, ...(clock !== undefined && { clock }) });
  closers.add(() => billing.close());
  return { billing, dataDir, logFile };
}

function webAppRow(url: string): string {
  return findWebApp() === null ? 'not built yet: npm start builds it' : url;
}

function databaseRow({ databaseUrl }: Settings): string {
  return databaseUrl === null
    ? 'embedded; survives a crash of the process, not a power failure'
    : `PostgreSQL on ${new URL(databaseUrl).host}`;
}
