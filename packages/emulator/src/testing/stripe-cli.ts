import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../create-emulator.ts';

/** What `stripe listen` was started with, and what it says. */
export interface CliListener {
  secret: string;
  /** Everything that it printed. */
  printed(): string;
  stop(): Promise<void>;
}

const program = createRequire(import.meta.url).resolve('@stripe/cli/bin/shim.js');

/** Runs one command of the real Stripe CLI against the emulator. */
export async function runStripeCli(emulator: Emulator, ...args: string[]): Promise<{ code: number; printed: string }> {
  const { child, printed } = startStripeCli(emulator, args);
  const code = await new Promise<number>((resolve) => child.on('close', (exit) => resolve(exit ?? -1)));
  return { code, printed: printed() };
}

/** `stripe listen`, connected. It ends with the test. */
export async function givenCliListener(emulator: Emulator, ...args: string[]): Promise<CliListener> {
  const { child, printed } = startStripeCli(emulator, ['listen', ...args]);
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const stop = (): Promise<void> => {
    endGroup(child);
    return closed;
  };
  onTestFinished(stop);
  const secret = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const [found] = /whsec_\w+/.exec(printed()) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.on('close', () => reject(new Error(`stripe listen ended: ${printed()}`)));
  });
  return { secret, printed, stop };
}

function startStripeCli(emulator: Emulator, args: string[]): { child: ChildProcess; printed: () => string } {
  const home = mkdtempSync(join(tmpdir(), 'stripe-cli-'));
  const place = ['--api-base', emulator.url, '--api-key', emulator.apiKey, '--device-name', 'laptop', '--color', 'off'];
  const child = spawn(process.execPath, [program, ...args, ...place], {
    // A group of its own: the package's script starts the program itself, and both must end.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      XDG_CONFIG_HOME: home,
      STRIPE_CLI_TELEMETRY_OPTOUT: '1',
      // Whatever is not on this machine (the look for a newer version) meets a closed door.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      HTTP_PROXY: 'http://127.0.0.1:9',
    },
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.on('close', () => rmSync(home, { recursive: true, force: true }));
  return { child, printed: () => text };
}

function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM');
}
