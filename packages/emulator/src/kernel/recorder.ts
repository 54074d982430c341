import { mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from './kernel.ts';

/** Writes down what an emulator answers and which events it makes, so that a test run can compare all of it with Stripe's declarations. */
export interface Recorder {
  /** @param body The answer as JSON text. */
  answered(operation: string, status: number, body: string): void;
}

/**
 * Each process has a file of its own, of one JSON object a line.
 *
 * @param directory Where; undefined (STRIPE_EMULATOR_RECORD is not set) records nothing.
 */
export function createRecorder(kernel: Kernel, directory: string | undefined): Recorder | undefined {
  if (directory === undefined || directory === '') return undefined;
  const file = fileIn(directory);
  // Synchronous, because some tests kill the process.
  const write = (line: string) => writeSync(file, `${line}\n`);
  kernel.onCommit((changes) => {
    for (const { kind, before, after } of changes) {
      if (kind === 'event' && before === null && after !== null)
        write(`{"kind":"event","body":${JSON.stringify(after)}}`);
    }
  });
  return {
    answered: (operation, status, body) => {
      write(`{"kind":"answer","operation":${JSON.stringify(operation)},"status":${status},"body":${body}}`);
    },
  };
}

/** Open files by directory: the many emulators of one process share one. */
const files = new Map<string, number>();

function fileIn(directory: string): number {
  const open = files.get(directory);
  if (open !== undefined) return open;
  mkdirSync(directory, { recursive: true });
  const file = openSync(join(directory, `${process.pid}.jsonl`), 'a');
  files.set(directory, file);
  return file;
}
