import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDirectory } from './directory-lock.ts';

function givenDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'purser-lock-'));
}

test('a directory that is in use is refused, and free again when given back', () => {
  const directory = givenDirectory();
  const unlock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.pid}`);
  unlock();
  lockDirectory(directory)();
});

test('the lock of a process that is gone is taken over', () => {
  const directory = givenDirectory();
  // The greatest process id that Linux gives is below this.
  writeFileSync(join(directory, 'purser.lock'), '4194999');
  lockDirectory(directory)();
});

test('the lock of another running process holds', () => {
  const directory = givenDirectory();
  writeFileSync(join(directory, 'purser.lock'), String(process.ppid));
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.ppid}`);
});

test('a lock that an earlier process with our own id left behind is taken over, as in a restarted container', () => {
  const directory = givenDirectory();
  writeFileSync(join(directory, 'purser.lock'), String(process.pid));
  lockDirectory(directory)();
});
