import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Snapshot } from './snapshot.ts';
import type { Change } from './store.ts';

/**
 * Everything that was committed, on disk: a snapshot, and a line for each commit since. A line is written before anybody is told
 * of its commit, so that a killed process loses nothing that was acknowledged. Many commits share one write. There is no fsync:
 * a crash of the whole machine may cost the last moments.
 */
export interface Journal {
  /** What the folder held when it was opened. */
  readonly recovered: Snapshot | null;
  append(changes: readonly Change[], counter: number): Promise<void>;
  readonly isWritten: boolean;
  /** Resolves when all appended lines are written. */
  written(): Promise<void>;
  /** Writes everything as one snapshot and begins with no lines. */
  compact(snapshot: Snapshot): Promise<void>;
  close(): Promise<void>;
}

/** Each line knows its number, and the snapshot the last one that it holds: a crash between the two leaves no doubt. */
interface Line {
  n: number;
  counter: number;
  /** `[kind, id, seq, at, object]`; an object of null was removed. */
  put: [string, string, number, number, object | null][];
}

interface Kept {
  number: number;
  snapshot: Snapshot;
}

/** @throws Error when another process uses the folder, or when a line before the last cannot be read. */
export async function openJournal(folder: string): Promise<Journal> {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    return await startJournal(folder, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startJournal(folder: string, unlock: () => void): Promise<Journal> {
  const snapshotFile = path.join(folder, 'snapshot.json');
  const linesFile = path.join(folder, 'journal.ndjson');
  const kept = recover(snapshotFile, linesFile);
  let number = kept?.number ?? 0;
  let file: FileHandle = await open(linesFile, 'a');
  let pending: string[] = [];
  let writing: Promise<void> | null = null;

  const write = async (): Promise<void> => {
    while (pending.length) {
      const lines = pending;
      pending = [];
      await file.appendFile(lines.join(''));
    }
  };
  const written = (): Promise<void> => {
    if (!writing && pending.length === 0) return Promise.resolve();
    // What commits within one turn of the event loop goes out in one write.
    writing ??= Promise.resolve()
      .then(write)
      .finally(() => {
        writing = null;
      });
    return writing.then(() => (pending.length ? written() : undefined));
  };

  return {
    recovered: kept?.snapshot ?? null,
    get isWritten() {
      return !writing && pending.length === 0;
    },
    append(changes, counter) {
      number += 1;
      const put = changes.map(({ kind, id, seq, at, after }): Line['put'][number] => [kind, id, seq, at, after]);
      pending.push(`${JSON.stringify({ n: number, counter, put } satisfies Line)}\n`);
      return written();
    },
    written,
    async compact(snapshot) {
      await written();
      writeSnapshot(snapshotFile, { number, snapshot });
      await file.close();
      file = await open(linesFile, 'w');
    },
    async close() {
      await written();
      await file.close();
      unlock();
    },
  };
}

function writeSnapshot(snapshotFile: string, { number, snapshot }: Kept): void {
  const draft = `${snapshotFile}.new`;
  const descriptor = openSync(draft, 'w');
  writeSync(descriptor, `${JSON.stringify({ version: 1, number, counter: snapshot.counter })}\n`);
  let batch = '';
  for (const object of snapshot.objects) {
    batch += `${JSON.stringify(object)}\n`;
    if (batch.length < 1 << 20) continue;
    writeSync(descriptor, batch);
    batch = '';
  }
  writeSync(descriptor, batch);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(draft, snapshotFile);
}

function recover(snapshotFile: string, linesFile: string): Kept | null {
  const [head, ...rows] = linesOf(readIfThere(snapshotFile));
  const lines = linesOf(readIfThere(linesFile));
  if (head === undefined && lines.length === 0) return null;
  const first =
    head === undefined
      ? { version: 1, number: 0, counter: 0 }
      : (JSON.parse(head.toString('utf8')) as { version: number; number: number; counter: number });
  if (first.version !== 1)
    throw new Error(`${snapshotFile} is of version ${first.version}, which this emulator cannot read`);
  let { number, counter } = first;
  const objects = new Map<string, Snapshot['objects'][number]>();
  for (const row of rows) {
    const object = JSON.parse(row.toString('utf8')) as Snapshot['objects'][number];
    objects.set(`${object[0]} ${object[1]}`, object);
  }
  for (const [index, text] of lines.entries()) {
    const line = readLine(text, index, linesFile);
    if (line.n <= number) continue;
    ({ n: number, counter } = line);
    for (const [kind, id, seq, at, object] of line.put) {
      if (object) objects.set(`${kind} ${id}`, [kind, id, seq, at, object]);
      else objects.delete(`${kind} ${id}`);
    }
  }
  return { number, snapshot: { version: 1, counter, objects: [...objects.values()] } };
}

function readLine(text: Buffer, index: number, file: string): Line {
  try {
    return JSON.parse(text.toString('utf8')) as Line;
  } catch {
    throw new Error(
      `Line ${index + 1} of ${file} cannot be read: the file was damaged. Move it away to begin from the last snapshot.`,
    );
  }
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/**
 * Whole lines only: what a killed process began to write was not acknowledged. Cut as bytes, since a folder full of uploaded
 * files is longer than a text may be.
 */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

/** One process at a time: two would write over each other. A lock whose process is gone is taken over. */
function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'lock');
  const owner = Number(readIfThere(file).toString('utf8'));
  if (owner > 0 && owner !== process.pid && isRunning(owner)) {
    throw new Error(`The folder ${folder} is in use by process ${owner}. Stop it, or use another folder.`);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
