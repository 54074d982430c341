/**
 * The main clock. It runs like a wall clock, shifted by however far it was moved, or is held still. Whoever makes the emulator
 * may hand in one that others share.
 */
export interface MainClock {
  now(): Date;
  /** Moves it, forward or back; a held clock stays held. */
  moveTo(to: Date): void;
  hold(): void;
  run(): void;
  readonly isHeld: boolean;
}

/** @param at Where the clock is held; without it, it runs with the machine's. */
export function createClock(at?: Date): MainClock {
  let heldAt = at?.getTime();
  let offsetMs = 0;
  const now = (): number => heldAt ?? Date.now() + offsetMs;
  return {
    now: () => new Date(now()),
    moveTo(to) {
      if (heldAt === undefined) offsetMs = to.getTime() - Date.now();
      else heldAt = to.getTime();
    },
    hold() {
      heldAt = now();
    },
    run() {
      if (heldAt !== undefined) offsetMs = heldAt - Date.now();
      heldAt = undefined;
    },
    get isHeld() {
      return heldAt !== undefined;
    },
  };
}

/** The machine's own time in milliseconds: signatures, redelivery and idempotency live by it, whatever the clocks say. */
export function realNowMs(): number {
  return Date.now();
}

export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
