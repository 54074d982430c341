/** The one place that asks the machine for the time. The sandbox gives billing and the emulator the same one. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved. */
export class HeldClock implements Clock {
  #now: Date;

  constructor(at: Date) {
    this.#now = new Date(at);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** @throws RangeError when `to` lies before the present: time that ran backwards would undo what has happened. */
  moveTo(to: Date): void {
    if (to < this.#now)
      throw new RangeError(`The clock stands at ${this.#now.toISOString()}; it cannot go back to ${to.toISOString()}.`);
    this.#now = new Date(to);
  }

  moveBy(span: { days?: number; hours?: number; seconds?: number }): void {
    const seconds = (span.days ?? 0) * 86_400 + (span.hours ?? 0) * 3600 + (span.seconds ?? 0);
    this.moveTo(new Date(this.#now.getTime() + seconds * 1000));
  }
}

/**
 * Wall-clock time for what lives in real time even when the sandbox's clock is moved: tokens, webhook signatures,
 * a worker's back-off, the expiry of Stripe's idempotency keys.
 */
export const realTime: Clock = systemClock;
