import type Stripe from 'stripe';
import { realNowMs, secondsOf } from './clock.ts';
import type { Kernel } from './kernel.ts';
import type { Change } from './store.ts';
import type { Tx } from './tx.ts';
import type { Webhooks } from './webhooks.ts';

const longestTimerMs = 2 ** 31 - 1;
const mainClock = '';

/**
 * Makes time pass: does what is due, in the order of its times, each in a transaction of its own, and lets every webhook
 * endpoint hear of it before the next, so that nothing races. One advance at a time.
 */
export class Timekeeper {
  readonly #kernel: Kernel;
  readonly #webhooks: Webhooks;
  readonly #onFailure: (error: unknown) => void;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #armedFor: number | undefined;
  #isMoving = false;
  #isStopped = false;

  constructor(kernel: Kernel, webhooks: Webhooks, onFailure: (error: unknown) => void) {
    this.#kernel = kernel;
    this.#webhooks = webhooks;
    this.#onFailure = onFailure;
    kernel.onCommit((changes) => this.#notice(changes));
  }

  /** Takes up the clocks as the objects say they are. */
  resume(): void {
    const { store, advancing } = this.#kernel;
    advancing.clear();
    for (const { object } of store.table('test_helpers.test_clock').order)
      this.#noticeClock(object as Stripe.TestHelpers.TestClock);
    this.#arm();
  }

  /**
   * Moves the main clock forward and does all that falls due on the way.
   *
   * @throws RangeError when `to` lies in the clock's past.
   */
  advance(to: Date): Promise<void> {
    return this.#takeTurn(async () => {
      const { clock } = this.#kernel;
      if (to.getTime() < clock.now().getTime()) {
        throw new RangeError(
          `The clock stands at ${clock.now().toISOString()} and only moves forward, not to ${to.toISOString()}`,
        );
      }
      const wasRunning = !clock.isHeld;
      this.#isMoving = true;
      clock.hold();
      try {
        await this.#runDue(mainClock, secondsOf(to));
        clock.moveTo(to);
      } finally {
        if (wasRunning) clock.run();
        this.#isMoving = false;
        this.rememberClock();
        this.#arm();
      }
      await this.#webhooks.delivered();
    });
  }

  /** Holds the main clock, or lets it run on from where it is. */
  setHeld(isHeld: boolean): Promise<void> {
    return this.#takeTurn(async () => {
      if (isHeld) this.#kernel.clock.hold();
      else this.#kernel.clock.run();
      this.rememberClock();
      this.#arm();
    });
  }

  /** Resolves when nothing is due, no test clock is advancing, and no webhook is owed. */
  async settled(): Promise<void> {
    for (;;) {
      const turn = this.#turn;
      await turn.catch(() => undefined);
      await this.#webhooks.settled();
      if (turn === this.#turn && this.#kernel.advancing.size === 0 && !this.#isDueNow()) return;
      if (turn === this.#turn) await this.#takeTurn(() => this.#runDue(mainClock, secondsOf(this.#kernel.clock.now())));
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#turn.catch(() => undefined);
  }

  /** Writes down where the main clock is, so that a restart finds it there. */
  rememberClock(): void {
    this.#kernel.commit((tx) => this.#writeClock(tx), { isOwn: true });
  }

  #writeClock(tx: Tx): void {
    const { clock } = this.#kernel;
    const now = clock.now().getTime();
    const facts = { held_at: clock.isHeld ? now : null, offset: clock.isHeld ? 0 : now - realNowMs() };
    if (tx.find('_clock', 'main')) tx.update('_clock', 'main', facts);
    else tx.insert('_clock', { id: 'main', ...facts });
  }

  #takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.catch(() => undefined).then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #runDue(clock: string, until: number): Promise<void> {
    await this.#webhooks.delivered();
    let steps = 0;
    for (let due = this.#kernel.due.next(clock); due && due.time <= until; due = this.#kernel.due.next(clock)) {
      if (this.#isStopped) return;
      const { time } = due;
      if (clock !== mainClock) this.#kernel.runDue(due, (tx) => moveTestClock(tx, clock, time));
      else {
        const { clock: main } = this.#kernel;
        const isAhead = main.isHeld && time * 1000 > main.now().getTime();
        if (isAhead) main.moveTo(new Date(time * 1000));
        this.#kernel.runDue(due, isAhead ? (tx) => this.#writeClock(tx) : undefined);
      }
      await this.#webhooks.delivered();
      steps += 1;
      // Requests that come in meanwhile are answered between two steps.
      if (steps % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #notice(changes: readonly Change[]): void {
    for (const { kind, after } of changes) {
      if (kind === 'test_helpers.test_clock' && after) this.#noticeClock(after as Stripe.TestHelpers.TestClock);
    }
    if (this.#isMoving || this.#kernel.clock.isHeld) return;
    if (this.#kernel.due.next(mainClock)?.time !== this.#armedFor) this.#arm();
  }

  #noticeClock(clock: Stripe.TestHelpers.TestClock): void {
    const { advancing } = this.#kernel;
    if (clock.status !== 'advancing' || advancing.has(clock.id)) return;
    advancing.add(clock.id);
    const target = clock.status_details.advancing?.target_frozen_time ?? clock.frozen_time;
    void this.#takeTurn(() => this.#advanceTestClock(clock.id, target));
  }

  async #advanceTestClock(id: string, target: number): Promise<void> {
    let status: 'ready' | 'internal_failure' = 'ready';
    try {
      await this.#runDue(id, target);
    } catch (error) {
      status = 'internal_failure';
      this.#onFailure(error);
    }
    if (this.#isStopped || !this.#kernel.store.find('test_helpers.test_clock', id))
      return void this.#kernel.advancing.delete(id);
    this.#kernel.commit(
      (tx) => {
        const before = tx.get('test_helpers.test_clock', id);
        const frozen = status === 'ready' ? target : before.frozen_time;
        const after = tx.update('test_helpers.test_clock', id, { status, frozen_time: frozen, status_details: {} });
        tx.emit(`test_helpers.test_clock.${status}`, after);
      },
      { isOwn: true },
    );
    this.#kernel.advancing.delete(id);
    await this.#webhooks.delivered();
  }

  #isDueNow(): boolean {
    const next = this.#kernel.due.next(mainClock);
    return next !== undefined && next.time * 1000 <= this.#kernel.clock.now().getTime();
  }

  /** On a running clock, things become due by themselves. */
  #arm(): void {
    clearTimeout(this.#timer);
    this.#armedFor = undefined;
    const next = this.#kernel.due.next(mainClock);
    if (!next || this.#isStopped || this.#kernel.clock.isHeld) return;
    this.#armedFor = next.time;
    const pause = Math.max(0, next.time * 1000 - this.#kernel.clock.now().getTime());
    this.#timer = setTimeout(() => this.#onTimer(), Math.min(pause, longestTimerMs));
  }

  #onTimer(): void {
    const run = this.#takeTurn(() => this.#runDue(mainClock, secondsOf(this.#kernel.clock.now())));
    this.#armedFor = undefined;
    run.catch(this.#onFailure).finally(() => this.#arm());
  }
}

function moveTestClock(tx: Tx, id: string, time: number): void {
  const clock = tx.find('test_helpers.test_clock', id);
  if (clock && clock.frozen_time < time) tx.update('test_helpers.test_clock', id, { frozen_time: time });
}
