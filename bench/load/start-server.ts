import { spawn } from 'node:child_process';

export interface StartedServer {
  port: number;
  /** From the start of the process to its first answer. */
  startMs: number;
  /** Resident memory in MiB, where the system tells. */
  rss(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts a program that says `listening on http://…` and waits for its first answer. */
export async function startServer(program: string, ...args: string[]): Promise<StartedServer> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const found = /listening on (\S+)/.exec(text.toString())?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  await fetch(`${origin}/v1/customers/x`, { headers: { authorization: 'Bearer sk_test_benchmark' } });
  const startMs = performance.now() - started;
  return {
    port: Number(new URL(origin).port),
    startMs,
    async rss() {
      const { readFile } = await import('node:fs/promises');
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
      return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
    },
    stop: () =>
      new Promise((resolve) => {
        child.on('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
