import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface StartedServer {
  port: number;
  /** From the start of the process to its first answer. */
  startMs: number;
  /** Resident memory in MiB, where the system tells. */
  rss(): Promise<number | null>;
  /** Processor time so far in milliseconds, where the system tells. A busy machine distorts it less than rates. */
  cpuMs(): Promise<number | null>;
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
    async cpuMs() {
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
      // After the name in brackets: user and system time are the twelfth and thirteenth field, in hundredths of a second.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return stat === '' ? null : (Number(fields[11]) + Number(fields[12])) * 10;
    },
    async rss() {
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
