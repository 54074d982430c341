import http from 'node:http';
import https from 'node:https';

/** Connections to endpoints are kept, as many webhooks go to few places. */
export interface WebhookSender {
  send(url: string, message: { body: string; signature: string }): Promise<SendOutcome>;
  /** Breaks off what is under way. */
  close(): void;
}

export interface SendOutcome {
  /** Null when there was no answer. */
  status: number | null;
  error: string | null;
}

/** @param timeoutMs How long an endpoint may take to answer. */
export function createWebhookSender(timeoutMs: number): WebhookSender {
  const closing = new AbortController();
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  return {
    async send(url, message) {
      const sending = { agents, timeoutMs, closing: closing.signal };
      const first = await post(url, message, sending);
      // A kept connection may have been closed by the other side just then: that says nothing of the endpoint.
      return first.isStale ? post(url, message, sending) : first;
    },
    close() {
      closing.abort();
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

interface Sending {
  agents: { 'http:': http.Agent; 'https:': https.Agent };
  timeoutMs: number;
  closing: AbortSignal;
}

function post(
  url: string,
  { body, signature }: { body: string; signature: string },
  { agents, timeoutMs, closing }: Sending,
): Promise<SendOutcome & { isStale: boolean }> {
  return new Promise((resolve) => {
    const target = URL.canParse(url) ? new URL(url) : null;
    const isSecure = target?.protocol === 'https:';
    if (!target || (!isSecure && target.protocol !== 'http:')) {
      resolve({ status: null, error: `Not an address that webhooks can be sent to: ${url}`, isStale: false });
      return;
    }
    const request = (isSecure ? https : http).request(target, {
      method: 'POST',
      agent: agents[isSecure ? 'https:' : 'http:'],
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'cache-control': 'no-cache',
        accept: '*/*; q=0.5, application/xml',
        'stripe-signature': signature,
      },
    });
    const fail = (error: NodeJS.ErrnoException): void => {
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      const isLate = error.name === 'TimeoutError' || error.code === 'ABORT_ERR';
      resolve({
        status: null,
        error: isLate ? `No answer within ${timeoutMs} ms` : error.message || (error.code ?? error.name),
        isStale,
      });
    };
    request.on('response', (response) => {
      response.on('error', fail);
      response.on('end', () => resolve({ status: response.statusCode ?? null, error: null, isStale: false }));
      response.resume();
    });
    request.on('error', fail);
    request.end(body);
  });
}
