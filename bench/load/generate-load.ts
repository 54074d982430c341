import net from 'node:net';

export interface LoadOptions {
  port: number;
  connections: number;
  seconds: number;
  /** The whole text of the next request. */
  request: () => string;
}

/** Answers, and how many a second, over kept connections, each with one request under way. A refusal (400 and above) fails the run. */
export async function generateLoad({
  port,
  connections,
  seconds,
  request,
}: LoadOptions): Promise<{ answers: number; rate: number }> {
  let answers = 0;
  const until = performance.now() + seconds * 1000;
  const started = performance.now();
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
      let text = '';
      socket.on('connect', () => socket.write(request()));
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        const head = text.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
        if (text.length < head + 4 + length) return;
        if (Number(text.slice(9, 12)) >= 400) return reject(new Error(text.slice(0, 1000)));
        text = '';
        answers += 1;
        if (performance.now() < until) return void socket.write(request());
        socket.end();
        resolve();
      });
    });
  await Promise.all(Array.from({ length: connections }, one));
  return { answers, rate: answers / ((performance.now() - started) / 1000) };
}
