/**
 * How fast we look at Stripe: so many looks at once, and so many begun in a second. Stripe's limits are for the whole
 * account, and the API's own calls need their share.
 * @see https://docs.stripe.com/rate-limits
 */
export class LookPace {
  readonly #atOnce: number;
  readonly #intervalMs: number;
  #running = 0;
  #nextStart = 0;
  readonly #waiting: (() => void)[] = [];

  constructor({ atOnce, perSecond }: { atOnce: number; perSecond: number }) {
    this.#atOnce = atOnce;
    this.#intervalMs = 1000 / perSecond;
  }

  async run<T>(look: () => Promise<T>): Promise<T> {
    while (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      await this.#turn();
      return await look();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Waits until the interval since the last start has passed. */
  async #turn(): Promise<void> {
    const now = performance.now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + this.#intervalMs;
    if (start > now) await new Promise((resolve) => setTimeout(resolve, start - now));
  }
}
