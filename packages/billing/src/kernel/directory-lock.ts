import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from './ids.ts';

/**
 * One process at a time in a data directory. PGlite takes no lock of its own, and a second opener corrupts the database,
 * so the directory holds a file with the owner's process id. A file whose process is gone is taken over.
 */
const held = new Set<string>();

/** @returns A function that gives the directory back. @throws Error naming the process that has it. */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'purser.lock');
  const mine = join(directory, `${newId('lock')}.tmp`);
  writeFileSync(mine, String(process.pid));
  try {
    // `link` fails when the name exists, which makes taking the lock one indivisible step.
    for (let attempt = 0; !link(mine, file); attempt += 1) {
      const owner = readOwner(file);
      if (owner !== undefined && isRunning(owner, file))
        throw new Error(
          `${directory} is in use by process ${owner}. Stop it, or set PURSER_DATA_DIR to another directory.`,
        );
      if (attempt === 10) throw new Error(`${file} could not be taken over. Delete it if no Purser is running.`);
      // Renaming first lets only one of two processes remove the stale file.
      const stale = `${mine}.stale`;
      if (rename(file, stale)) rmSync(stale, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  held.add(file);
  return () => {
    if (held.delete(file)) rmSync(file, { force: true });
  };
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function rename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function readOwner(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isRunning(processId: number, file: string): boolean {
  // A container's process often gets the same id again: our own id without the lock in hand is a leftover.
  if (processId === process.pid) return held.has(file);
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
