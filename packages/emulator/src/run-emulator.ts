import { parseArgs } from 'node:util';
import { createEmulator } from './create-emulator.ts';

const usage = `Usage: node packages/emulator/src/main.ts [--port 12111] [--host 127.0.0.1] [--data DIR] [--seed N] [--at 2026-01-01T00:00:00Z]

  --port  where to listen; 0 takes a free port
  --data  keep everything in this folder; without it, everything is gone at the end
  --seed  a number; the same seed and calls give the same ids
  --at    hold the clock at this time; move it with POST /_emulator/clock`;

/** `npm run emulator`: runs until it is told to stop. */
export async function runEmulator(): Promise<void> {
  const { port, host, ...options } = readArguments();
  const emulator = await createEmulator(options);
  let isClosing = false;
  const close = (): void => {
    if (isClosing) process.exit(1);
    isClosing = true;
    emulator.close().then(() => process.exit(0), fail);
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
  const { url } = await emulator.listen({ port, host });
  process.stdout.write(`Stripe emulator listening on ${url}\n`);
}

function readArguments(): { port: number; host: string; seed?: number; at?: Date; dataDir?: string } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '12111' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      seed: { type: 'string' },
      at: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port takes a port number, not ${values.port}`);
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (seed !== undefined && !Number.isSafeInteger(seed))
    throw new Error(`--seed takes a whole number, not ${values.seed}`);
  const at = values.at === undefined ? undefined : new Date(values.at);
  if (at && Number.isNaN(at.getTime()))
    throw new Error(`--at takes a time such as 2026-01-01T00:00:00Z, not ${values.at}`);
  return {
    port,
    host: values.host,
    ...(seed === undefined ? {} : { seed }),
    ...(at ? { at } : {}),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  };
}

/** Ends the process with what a person needs to know. */
export function fail(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  const advice = code === 'EADDRINUSE' ? '\nAnother program uses that port: give another one with --port.' : '';
  process.stderr.write(`${message}${advice}\n`);
  process.exit(1);
}
