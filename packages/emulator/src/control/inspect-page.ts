import type Stripe from 'stripe';
import type { Emulator } from '../create-emulator.ts';
import type { Fault } from '../kernel/faults.ts';
import type { LoggedRequest } from '../kernel/request-log.ts';
import type { WebhookAttempt } from '../kernel/webhooks.ts';
import { html } from '../pages/html.ts';
import type { Html, Printable } from '../pages/html.ts';

const shown = 50;

/** What goes on inside, on one page: clock, requests, events, deliveries, faults, and what there is of each kind. */
export async function inspectPage(emulator: Emulator): Promise<string> {
  const { events, clocks } = await emulator.transact((tx) => ({
    events: tx.page('event', {}, { limit: shown }).data.map((event) => tx.render('event', event)),
    clocks: tx.list('test_helpers.test_clock'),
  }));
  return document(
    'Inside the emulator',
    html`
      <h1>Inside the emulator</h1>
      ${clockSection(emulator.now(), clocks)} ${kindSection(emulator)}
      ${requestSection(emulator.requests().slice(0, shown))} ${eventSection(events)}
      ${attemptSection(emulator.webhookAttempts().slice(0, shown))} ${faultSection(emulator.faults.list())}
    `,
  );
}

/** Objects of one kind, newest first, as they are kept. */
export async function objectsPage(emulator: Emulator, kind: string): Promise<string> {
  const objects = emulator
    .snapshot()
    .objects.filter(([each]) => each === kind)
    .toReversed()
    .slice(0, shown);
  const items = objects.map(
    ([, id, , , object]) =>
      html`<details>
        <summary>${id}</summary>
        <pre>${JSON.stringify(object, withoutSecrets, 2)}</pre>
      </details>`,
  );
  const body = html`<h1>${kind}</h1>
    <p><a href="/_emulator">Back</a></p>
    ${items.length ? items : html`<p>There are none.</p>`}`;
  return document(kind, body);
}

function withoutSecrets(key: string, value: unknown): unknown {
  return /secret/.test(key) && typeof value === 'string' ? '…' : value;
}

function document(title: string, body: Html): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/_emulator/inspect.css" />
    </head>
    <body>
      <main>${body}</main>
    </body>
  </html>`;
  return `<!doctype html>\n${page}\n`;
}

function clockSection(now: Date, clocks: Stripe.TestHelpers.TestClock[]): Html {
  const rows = clocks.map((clock) => [clock.id, clock.name, clock.status, moment(new Date(clock.frozen_time * 1000))]);
  return html`<section aria-labelledby="clock">
    <h2 id="clock">Clock</h2>
    <p><strong>${moment(now)}</strong> UTC</p>
    <form method="post" action="/_emulator/inspect/advance">
      <label
        >Days to advance <input name="days" type="number" min="0" max="3660" step="any" value="1" required
      /></label>
      <button>Advance</button>
    </form>
    ${rows.length ? table('Test clocks', ['Test clock', 'Name', 'Status', 'Frozen at'], rows) : ''}
  </section>`;
}

function kindSection(emulator: Emulator): Html {
  const counts = new Map<string, number>();
  for (const [kind] of emulator.snapshot().objects) {
    if (!kind.startsWith('_')) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const rows = [...counts]
    .sort()
    .map(([kind, count]) => [html`<a href="/_emulator/objects/${kind}">${kind}</a>`, count]);
  return html`<section aria-labelledby="objects">
    <h2 id="objects">Objects</h2>
    ${table('Objects by kind', ['Kind', 'How many'], rows)}
  </section>`;
}

function requestSection(requests: LoggedRequest[]): Html {
  const rows = requests.map(({ at, method, path, params, status, error, id }) => [
    moment(at),
    html`<code>${method} ${path}</code><code class="params">${params}</code>`,
    html`<span class="${status < 400 ? 'good' : 'bad'}">${status}</span> ${error}`,
    id,
  ]);
  return html`<section aria-labelledby="requests">
    <h2 id="requests">Requests</h2>
    ${table('The latest requests', ['When', 'What', 'Answer', 'Id'], rows)}
  </section>`;
}

function eventSection(events: Stripe.Event[]): Html {
  const rows = events.map(({ id, type, created, data, pending_webhooks: pending }) => [
    moment(new Date(created * 1000)),
    type,
    html`<details>
      <summary>${(data.object as { id?: string }).id ?? id}</summary>
      <pre>${JSON.stringify(data, withoutSecrets, 2)}</pre>
    </details>`,
    pending,
    html`<form method="post" action="/_emulator/inspect/replay">
      <input type="hidden" name="event" value="${id}" /><button aria-label="Send ${type} ${id} again">
        Send again
      </button>
    </form>`,
  ]);
  return html`<section aria-labelledby="events">
    <h2 id="events">Events</h2>
    ${table('The latest events', ['When', 'Type', 'Object', 'Pending', 'Webhook'], rows)}
  </section>`;
}

function attemptSection(attempts: WebhookAttempt[]): Html {
  const rows = attempts.map(({ at, type, url, attempt, status, error, ms }) => [
    moment(new Date(at)),
    type,
    url,
    attempt,
    html`<span class="${status !== null && status < 300 ? 'good' : 'bad'}">${status ?? error}</span>`,
    `${ms} ms`,
  ]);
  return html`<section aria-labelledby="deliveries">
    <h2 id="deliveries">Deliveries</h2>
    ${table('The latest attempts', ['When', 'Type', 'Endpoint', 'Attempt', 'Answer', 'Took'], rows)}
  </section>`;
}

function faultSection(faults: Fault[]): Html {
  const rows = faults.map(({ id, happened, ...rest }) => [id, html`<code>${JSON.stringify(rest)}</code>`, happened]);
  return html`<section aria-labelledby="faults">
    <h2 id="faults">Faults</h2>
    ${table('Faults that are set', ['Id', 'What', 'Happened'], rows)}
  </section>`;
}

/** To the second, as people read it. */
function moment(at: Date): Html {
  const iso = at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
}

function table(caption: string, heads: string[], rows: Printable[][]): Html {
  if (rows.length === 0) return html`<p>There are none.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
