import type { Billing } from '@purser/billing';
import { startWorker, workUntilIdle, type Worker } from '@purser/billing/worker';

/** The sandbox's worker: it works all the time, and can be asked to finish what is there before an answer goes out. */
export class WorkerInTurns {
  readonly #billing: Billing;
  #worker: Worker | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(billing: Billing) {
    this.#billing = billing;
  }

  async start(): Promise<void> {
    this.#worker = await startWorker(this.#billing);
  }

  /** Resolves when nothing is left to do: what was taken is finished, and so is what followed from it. */
  finish(): Promise<void> {
    const mine = this.#turn.then(async () => {
      if (this.#worker === null) return;
      await this.#worker.stop();
      await workUntilIdle(this.#billing);
      if (this.#worker !== null) this.#worker = await startWorker(this.#billing);
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await this.#turn;
    await worker?.stop();
  }
}
