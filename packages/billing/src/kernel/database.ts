import { join } from 'node:path';
import { PGlite, types as pgliteTypes } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { lockDirectory } from './directory-lock.ts';
import type { Log } from './log.ts';
import type { Tables } from './tables.ts';

/** PostgreSQL 15 or later, or PGlite inside this process. SQL is the same on both, and so are the values read. */
export interface Database {
  readonly kind: 'postgres' | 'pglite';
  readonly db: Kysely<Tables>;
  /** One session of its own, for migrations. Nothing else may use PGlite meanwhile. */
  session<T>(act: (session: DatabaseSession) => Promise<T>): Promise<T>;
  /** Calls `act` whenever another process (or this one) notifies the channel; returns how to stop. */
  listen(channel: string, act: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface DatabaseSession {
  /** Several statements, without parameters. */
  script(sql: string): Promise<void>;
  rows(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
}

const oids = { int8: 20, date: 1082 };

/** @param url PostgreSQL's address; null opens PGlite in `dataDir`, or in memory when that is null too. */
export async function openDatabase(
  { url, dataDir }: { url: string | null; dataDir: string | null },
  log: Log,
): Promise<Database> {
  return url === null ? openPGlite(dataDir, log) : openPostgres(url, log);
}

function openPostgres(url: string, log: Log): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 12,
    application_name: 'purser',
    connectionTimeoutMillis: 10_000,
    types: {
      // int8 counts minor units and tickets, which stay far below 2^53; a date has no time zone, so it stays text.
      getTypeParser: (oid: number, format?: 'text' | 'binary') => {
        if (oid === oids.int8) return Number;
        if (oid === oids.date) return String;
        return pg.types.getTypeParser(oid, format);
      },
    },
  });
  // An idle connection that the server closed is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  return {
    kind: 'postgres',
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    session: async (act) => {
      const client = await pool.connect();
      try {
        return await act({
          script: async (sql) => void (await client.query(sql)),
          rows: async (sql, parameters) => (await client.query<Record<string, unknown>>(sql, parameters)).rows,
        });
      } finally {
        // Ends the session, and with it any advisory lock that an error left behind.
        client.release(true);
      }
    },
    listen: (channel, act) => listenOnPostgres(url, { channel, act, log }),
    close: () => pool.end(),
  };
}

/** Listens on a connection of its own and makes a new one when it is lost; what was missed meanwhile is polled for. */
async function listenOnPostgres(
  url: string,
  { channel, act, log }: { channel: string; act: () => void; log: Log },
): Promise<() => Promise<void>> {
  let isStopped = false;
  let client: pg.Client | undefined;
  const connect = async (): Promise<void> => {
    const connection = new pg.Client({ connectionString: url, application_name: 'purser listener', keepAlive: true });
    connection.on('notification', act);
    connection.on('error', (error) => log.warn({ err: error }, 'the listening database connection was lost'));
    connection.on('end', () => {
      if (!isStopped) setTimeout(() => void reconnect(), 1000).unref();
    });
    await connection.connect();
    await connection.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = connection;
  };
  const reconnect = async (): Promise<void> => {
    if (isStopped) return;
    await connect().catch((error: unknown) => log.warn({ err: error }, 'listening is not possible at present'));
  };
  await connect();
  return async () => {
    isStopped = true;
    await client?.end();
  };
}

async function openPGlite(dataDir: string | null, log: Log): Promise<Database> {
  const unlock = dataDir === null ? () => {} : lockDirectory(dataDir);
  try {
    const pglite = await PGlite.create({
      ...(dataDir === null ? {} : { dataDir: join(dataDir, 'database') }),
      parsers: { [pgliteTypes.INT8]: Number, [pgliteTypes.DATE]: String },
    });
    if (dataDir !== null)
      log.warn({ dataDir }, 'the embedded database survives a crash of the process but not a power failure');
    return {
      kind: 'pglite',
      db: new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) }),
      session: (act) =>
        act({
          script: async (sql) => void (await pglite.exec(sql)),
          rows: async (sql, parameters) => (await pglite.query<Record<string, unknown>>(sql, parameters)).rows,
        }),
      // One process alone can open PGlite, and `Signals` wakes that one.
      listen: async () => async () => {},
      close: async () => {
        await pglite.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
