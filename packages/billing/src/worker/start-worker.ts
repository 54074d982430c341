import { releaseClaims } from '../inbox/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { wakeChannel } from '../kernel/wake.ts';
import { allWork, type Work, type WorkOptions } from './work.ts';

export interface Worker {
  /** Resolves when what was begun is finished. */
  stop(): Promise<void>;
}

/** Woken at once by a signal; polls for what was signalled to nobody, and for what becomes due by time. */
const pollMs = 1000;

/**
 * Does the work that no request waits for: looks at what Stripe told of, sends mail, ends graces. Any number of workers,
 * in any number of processes, share one database.
 */
export async function startWorker(billing: Billing, options: WorkOptions = {}): Promise<Worker> {
  // Nobody else can be at work on PGlite: whatever is still claimed was claimed by a process that died.
  if (billing.database.kind === 'pglite') await releaseClaims(billing.db);
  const works = allWork(billing, options);
  const unlisten = await billing.database.listen(wakeChannel, () => {
    for (const { name } of works) billing.signals.wake(name);
  });
  const stopping = new AbortController();
  const loops = works.map((work) => loop(billing, work, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
      await unlisten();
    },
  };
}

async function loop(billing: Billing, { name, round }: Work, stopping: AbortSignal): Promise<void> {
  const alarm = new Alarm();
  const stopListening = billing.signals.listen(name, () => alarm.ring());
  stopping.addEventListener('abort', () => alarm.ring());
  while (!stopping.aborted) {
    try {
      if ((await round()) > 0) continue;
    } catch (error) {
      // The database is away, or there is a bug: either way the work is still there, and the next round tries again.
      billing.log.error({ work: name, err: error }, 'a round of work failed');
    }
    if (!stopping.aborted) await alarm.wait(pollMs);
  }
  stopListening();
}

/** Remembers a ring that came while nobody waited. */
class Alarm {
  #isRinging = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#isRinging = true;
    this.#wake?.();
  }

  async wait(atMostMs: number): Promise<void> {
    if (!this.#isRinging) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    this.#isRinging = false;
  }
}

/** Does everything that is due, until nothing is left: for tests and for a command that works once. */
export async function workUntilIdle(billing: Billing, options: WorkOptions = {}): Promise<void> {
  const works = allWork(billing, options);
  for (let done = 1; done > 0;) {
    done = 0;
    for (const { round } of works) done += await round();
  }
}
