import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalog } from '@purser/billing/catalog';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** A purser command in a process of its own. */
export interface Command {
  readonly process: ChildProcess;
  /** What it has printed so far, both streams together. */
  output(): string;
  /** Resolves once this stands in the output. */
  says(text: string): Promise<void>;
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Only PATH and what is given: settings of the machine must not decide a test. */
export function runPurser(parameters: readonly string[], environment: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, [main, ...parameters], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    for (const listen of listeners) listen();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const says = async (text: string): Promise<void> => {
    const heard = new Promise<void>((resolve) => {
      const listen = (): void => {
        if (output.includes(text)) resolve();
      };
      listeners.add(listen);
      listen();
    });
    const died = ended.then(() => {
      if (!output.includes(text)) throw new Error(`The command ended without saying "${text}":\n${output}`);
    });
    await Promise.race([heard, died]);
  };
  return { process: child, output: () => output, says, ended };
}

/** A directory that is gone after the test. */
export function givenDirectory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'purser-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes a catalog as a plain file, as somebody's own would be. */
export function givenCatalogFile(directory: string, catalog: Catalog): string {
  const file = join(directory, `${catalog.id}.mjs`);
  writeFileSync(file, `export default ${JSON.stringify(catalog)};\n`);
  return file;
}
