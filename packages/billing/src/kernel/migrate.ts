import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Database, DatabaseSession } from './database.ts';

/**
 * Forward-only migrations: `migrations/0001_name.sql`, plain SQL at PostgreSQL 15's level, each run once in a transaction
 * of its own, in the order of the names, under an advisory lock so that processes starting together run each one once.
 */
const directory = fileURLToPath(new URL('../../migrations/', import.meta.url));
const advisoryLock = 7_281_530_110;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** @returns The names of the migrations that were run now. */
export async function migrate(database: Database): Promise<string[]> {
  return database.session(async (session) => {
    await session.script(`select pg_advisory_lock(${advisoryLock})`);
    try {
      await session.script(`create table if not exists schema_migrations (
        name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
      const applied = await readApplied(session);
      const pending = readMigrations().filter((migration) => !isApplied(migration, applied));
      for (const migration of pending) await apply(session, migration);
      return pending.map((migration) => migration.name);
    } finally {
      await session.script(`select pg_advisory_unlock(${advisoryLock})`);
    }
  });
}

/** Says what is wrong with the schema in one sentence, or null when it is exactly what this program was written for. */
export async function schemaProblem(database: Database): Promise<string | null> {
  if (!(await hasSchema(database))) return 'The database has no schema yet: the migrations never ran.';
  const rows = await database.db.selectFrom('schema_migrations').select(['name', 'checksum']).execute();
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const known = readMigrations();
  const missing = known.filter((migration) => !applied.has(migration.name));
  if (missing.length > 0) return `The database lacks ${missing.length} migrations, the first is ${missing[0]?.name}.`;
  const names = new Set(known.map((migration) => migration.name));
  const unknown = [...applied.keys()].find((name) => !names.has(name));
  return unknown === undefined ? null : `The database is newer than this program: it has ${unknown}.`;
}

async function hasSchema({ db }: Database): Promise<boolean> {
  const { rows } = await sql<{ name: string | null }>`select to_regclass('schema_migrations')::text as name`.execute(
    db,
  );
  return rows[0]?.name !== null;
}

function isApplied(migration: Migration, applied: Map<string, string>): boolean {
  const checksum = applied.get(migration.name);
  if (checksum !== undefined && checksum !== migration.checksum)
    throw new Error(`Migration ${migration.name} was changed after it ran here. Write a new one instead.`);
  return checksum !== undefined;
}

async function apply(session: DatabaseSession, migration: Migration): Promise<void> {
  await session.script('begin');
  try {
    await session.script(migration.sql);
    await session.rows('insert into schema_migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await session.script('commit');
  } catch (error) {
    await session.script('rollback');
    throw new Error(`Migration ${migration.name} failed and was undone.`, { cause: error });
  }
}

async function readApplied(session: DatabaseSession): Promise<Map<string, string>> {
  const rows = await session.rows('select name, checksum from schema_migrations');
  return new Map(rows.map((row) => [String(row['name']), String(row['checksum'])]));
}

function readMigrations(): Migration[] {
  return readdirSync(directory)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(`${directory}/${file}`, 'utf8').replaceAll('\r\n', '\n');
      return { name: file.slice(0, -4), sql, checksum: createHash('sha256').update(sql).digest('hex').slice(0, 16) };
    });
}
