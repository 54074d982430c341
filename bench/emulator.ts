// The emulator beside a bare Fastify server, in one run on one machine: what counts is the ratio.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateLoad } from './load/generate-load.ts';
import { startServer } from './load/start-server.ts';
import { liveAYear } from './load/live-a-year.ts';
import type { StartedServer } from './load/start-server.ts';

const connections = 16;
const rounds = 3;
const warmUpSeconds = 4;
const seconds = Number(process.argv[2] ?? 1);
const emulator = fileURLToPath(new URL('../packages/emulator/src/main.ts', import.meta.url));
const bareServer = fileURLToPath(new URL('./load/bare-server.ts', import.meta.url));
const body =
  'email=ada%40example.com&name=Ada+Lovelace&description=A+customer+of+the+benchmark&metadata[user_id]=user_1234567890' +
  '&address[line1]=12+St+James+Square&address[city]=London&address[postal_code]=SW1Y+4LB&address[country]=GB';
const key = 'Authorization: Bearer sk_test_benchmark';

interface Contender {
  name: string;
  server: StartedServer;
  requests: { post: () => string; get: () => string };
  rates: { post: number[]; get: number[] };
  /** Microseconds of processor for each request. */
  costs: { post: number[]; get: number[] };
}

function post(): string {
  return `POST /v1/customers HTTP/1.1\r\nHost: 127.0.0.1\r\n${key}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

async function createOne({ port }: StartedServer): Promise<{ id: string; text: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/customers`, {
    method: 'POST',
    body,
    headers: { authorization: key.slice(15), 'content-type': 'application/x-www-form-urlencoded' },
  });
  const text = await answer.text();
  return { id: (JSON.parse(text) as { id: string }).id, text };
}

async function contender(name: string, program: string, ...args: string[]): Promise<Contender> {
  const server = await startServer(program, ...args);
  const { id } = await createOne(server);
  const get = (): string => `GET /v1/customers/${id} HTTP/1.1\r\nHost: 127.0.0.1\r\n${key}\r\n\r\n`;
  return { name, server, requests: { post, get }, rates: { post: [], get: [] }, costs: { post: [], get: [] } };
}

/** In turns, so that a busy moment of the machine hits all alike. The first round only warms up: a cold process gives half. */
async function measure(contenders: readonly Contender[]): Promise<void> {
  for (const what of ['post', 'get'] as const) {
    for (let round = 0; round <= rounds; round += 1) {
      for (const { server, requests, rates, costs } of contenders) {
        const before = await server.cpuMs();
        const { answers, rate } = await generateLoad({
          port: server.port,
          connections,
          seconds: round === 0 ? warmUpSeconds : seconds,
          request: requests[what],
        });
        const after = await server.cpuMs();
        if (round === 0) continue;
        rates[what].push(rate);
        if (before !== null && after !== null) costs[what].push(((after - before) * 1000) / answers);
      }
    }
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function templateCustomer(): Promise<string> {
  const server = await startServer(emulator, '--port', '0');
  try {
    return (await createOne(server)).text;
  } finally {
    await server.stop();
  }
}

const template = await templateCustomer();
const folder = mkdtempSync(path.join(tmpdir(), 'purser-bench-'));
const contenders = [
  await contender('bare Fastify', bareServer, template),
  await contender('emulator', emulator, '--port', '0'),
  await contender('emulator --data', emulator, '--port', '0', '--data', folder),
] as const;
try {
  await measure(contenders);
  const sizes = `POST /v1/customers (${body.length} bytes) and GET /v1/customers/:id (${template.length} bytes)`;
  console.log(`${sizes}, ${connections} connections, median of ${rounds} × ${seconds} s`);
  const [bare] = contenders;
  for (const { name, server, rates, costs } of contenders) {
    const share = (what: 'post' | 'get'): string => {
      const rate = median(rates[what]);
      const cost = `${Math.round(median(costs[what]))} µs of processor, ${Math.round((100 * median(bare.costs[what])) / median(costs[what]))} %`;
      return `${Math.round(rate).toString().padStart(6)}/s (${Math.round((100 * rate) / median(bare.rates[what]))} %; ${cost})`;
    };
    const start = `${Math.round(server.startMs)} ms (${(server.startMs / bare.server.startMs).toFixed(1)}×)`;
    console.log(
      `${name.padEnd(16)} POST ${share('post')}  GET ${share('get')}  first answer ${start}  ${(await server.rss()) ?? '?'} MiB`,
    );
  }
} finally {
  for (const { server } of contenders) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

// A year of renewals: twice the subscriptions should cost twice the time.
await liveAYear(20);
const half = await liveAYear(500);
const whole = await liveAYear(1000);
for (const { subscriptions, createMs, advanceMs, advanceCpuMs, objects, rssMiB } of [half, whole]) {
  const each = (advanceCpuMs / subscriptions / 12).toFixed(2);
  const times = `created in ${(createMs / 1000).toFixed(1)} s, 12 months in ${(advanceMs / 1000).toFixed(1)} s`;
  console.log(
    `${subscriptions} subscriptions: ${times} (${each} ms of processor each month), ${objects} objects, ${rssMiB} MiB`,
  );
}
const growth = whole.advanceCpuMs / half.advanceCpuMs;
console.log(`twice the subscriptions cost ${growth.toFixed(2)} times the processor time`);
