import { Command, Option } from 'commander';
import type { Environment } from '@purser/billing';
import type { Catalog } from '@purser/billing/catalog';
import { runUntilStopped } from './run-until-stopped.ts';
import { table } from './running.ts';
import type { Role } from './serve.ts';

// A command loads what it needs when it runs: `--help` shall not wait for a database engine.

const defaultCatalog = 'mmarkov';
const roles: readonly Role[] = ['api', 'worker', 'all'];

const print = (line: string): void => console.log(line);

/** The commands. Each reads its settings from the environment, as the README lists them. */
export function createProgram(environment: Environment): Command {
  const program = new Command('purser')
    .description('Stripe billing for SaaS that its owner runs.')
    .showHelpAfterError('(purser --help lists the commands)')
    .addHelpText(
      'after',
      `
Examples:
  purser start                     try everything on this machine; needs no Stripe account
  purser start --catalog talents   the same for the other product
  purser catalog plan              what a push of the catalog would change at Stripe

Settings come from the environment, e.g. PORT, DATABASE_URL, STRIPE_SECRET_KEY. See .env.example.`,
    );
  addStart(program, environment);
  addServe(program, environment);
  addCatalog(program, environment);
  withCatalog(program.command('migrate'), environment)
    .description('bring the database schema up to date')
    .action(async ({ catalog: name }: { catalog: string }) => {
      const { migrateDatabase } = await import('./migrate-database.ts');
      const names = await migrateDatabase(await loadCatalog(name), environment);
      print(names.length === 0 ? 'The schema is up to date.' : names.map((done) => `done: ${done}`).join('\n'));
    });
  withCatalog(program.command('parked'), environment)
    .description('list mail and events that were given up after many tries')
    .option('--retry', 'let all of them be tried again', false)
    .action(async ({ catalog: name, retry: isRetry }: { catalog: string; retry: boolean }) => {
      const { showParked } = await import('./parked.ts');
      process.exitCode = await showParked(await loadCatalog(name), { environment, isRetry, print });
    });
  return program;
}

function withCatalog(command: Command, environment: Environment): Command {
  return command.addOption(
    new Option('--catalog <name>', 'mmarkov, talents, or the path of a catalog file')
      .env('PURSER_CATALOG')
      .default(environment['PURSER_CATALOG'] ?? defaultCatalog),
  );
}

function addStart(program: Command, environment: Environment): void {
  withCatalog(program.command('start'), environment)
    .description('run billing, the web app and, without a STRIPE_SECRET_KEY, a Stripe of your own')
    .action(async ({ catalog: name }: { catalog: string }) => {
      const { start } = await import('./start.ts');
      const catalog = await loadCatalog(name);
      const running = await start(catalog, environment);
      print(`\nPurser is running with the catalog of ${catalog.brand.name}.\n`);
      print(`${table(running.rows)}\n\nStop it with Ctrl-C.`);
      await runUntilStopped(running);
      print('Stopped.');
    });
}

function addServe(program: Command, environment: Environment): void {
  withCatalog(program.command('serve'), environment)
    .description('run the service alone, as in production')
    .addOption(new Option('--role <role>', 'what this process does').choices([...roles]).default('all'))
    .option('--no-migrate', 'leave the schema alone; /readyz says when it does not fit')
    .action(async ({ catalog: name, role, migrate }: { catalog: string; role: Role; migrate: boolean }) => {
      const { serve } = await import('./serve.ts');
      const running = await serve(await loadCatalog(name), { role, environment, migrateFirst: migrate });
      print(role === 'worker' ? 'Purser (worker) is working' : `Purser (${role}) listening on ${running.url}`);
      await runUntilStopped(running);
    });
}

function addCatalog(program: Command, environment: Environment): void {
  const catalogs = program.command('catalog').description('compare the catalog file with Stripe, or push it there');
  withCatalog(catalogs.command('plan'), environment)
    .description('say what a push would change; exits with 2 when there is something')
    .action(async ({ catalog: name }: { catalog: string }) => {
      const { planCatalog } = await import('./catalog-commands.ts');
      process.exitCode = await planCatalog(await loadCatalog(name), environment, print);
    });
  withCatalog(catalogs.command('push'), environment)
    .description('make Stripe hold what the catalog says')
    .action(async ({ catalog: name }: { catalog: string }) => {
      const { pushCatalogCommand } = await import('./catalog-commands.ts');
      await pushCatalogCommand(await loadCatalog(name), environment, print);
    });
  withCatalog(catalogs.command('check'), environment)
    .description('read the catalog file and say what is wrong with it')
    .action(async ({ catalog: name }: { catalog: string }) => {
      const { describeCatalog } = await import('./catalog-commands.ts');
      print(describeCatalog(await loadCatalog(name)));
    });
}

async function loadCatalog(name: string): Promise<Catalog> {
  return (await import('./load-catalog.ts')).loadCatalog(name);
}
