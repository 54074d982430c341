import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Stands between billing and Stripe: passes every request on at once and gives the answer back late, so that an answer
 * may be older than what is at Stripe when it arrives.
 *
 * @param late Resolves when the next answer to a read may go back; writes are not delayed.
 */
export async function givenSlowAnswers(
  stripeUrl: string,
  late: () => Promise<unknown>,
): Promise<{ url: string; close(): Promise<void> }> {
  const stripe = new URL(stripeUrl);
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passedOn = request(
      { agent, host: stripe.hostname, port: stripe.port, method, path, headers: { ...headers, host: stripe.host } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const send = () => outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(chunks));
          if (method === 'GET') void late().then(send);
          else send();
        });
      },
    );
    passedOn.on('error', () => outgoing.destroy());
    incoming.pipe(passedOn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
