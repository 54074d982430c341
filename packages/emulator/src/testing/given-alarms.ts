import { onTestFinished } from 'vitest';
import { createClock } from '../kernel/clock.ts';
import { Kernel } from '../kernel/kernel.ts';
import { resource } from '../kernel/resource.ts';
import { Timekeeper } from '../kernel/timekeeper.ts';
import type { Tx } from '../kernel/tx.ts';
import { Webhooks } from '../kernel/webhooks.ts';
import { events, deliveries } from '../resources/events/index.ts';
import { testClocks } from '../resources/test_helpers/index.ts';
import { newYear } from './given-emulator.ts';

/** A thing that only rings: what time does, without what billing does. */
export interface Alarm {
  id: string;
  rings_at: number | null;
  test_clock: string | null;
}

declare module '../kernel/objects.ts' {
  interface StripeObjects {
    _alarm: Alarm;
  }
}

export interface AlarmClock {
  kernel: Kernel;
  time: Timekeeper;
  webhooks: Webhooks;
  /** `name@second` of each alarm that rang, in order; seconds are counted from new year. */
  rung: string[];
  /** Errors that nobody else would see. */
  failures: unknown[];
  setAlarm(name: string, second: number, testClock?: string): void;
}

export const newYearSeconds = newYear.getTime() / 1000;

/** A kernel with alarms. `whenRung` says what an alarm does; by itself it is silent afterwards. */
export function givenAlarms({ whenRung = silence, isRunning = false } = {}): AlarmClock {
  const rung: string[] = [];
  const failures: unknown[] = [];
  const alarms = resource('_alarm', {
    indexes: ['rings_at'],
    due: (alarm) => alarm.rings_at,
    whenDue: (tx, alarm) => {
      rung.push(`${alarm.id}@${tx.now(alarm) - newYearSeconds}`);
      whenRung(tx, alarm);
    },
  });
  const clock = createClock(newYear);
  if (isRunning) clock.run();
  const kernel = new Kernel({ resources: [events, deliveries, testClocks, alarms], clock, seed: 1, journal: null });
  const webhooks = new Webhooks(kernel, { retryMs: [], timeoutMs: 5000 });
  const time = new Timekeeper(kernel, webhooks, (error) => failures.push(error));
  onTestFinished(async () => {
    await time.stop();
    await webhooks.stop();
  });
  return {
    kernel,
    time,
    webhooks,
    rung,
    failures,
    setAlarm: (name, second, testClock) => {
      kernel.commit((tx) =>
        tx.insert('_alarm', { id: name, rings_at: newYearSeconds + second, test_clock: testClock ?? null }),
      );
    },
  };
}

function silence(tx: Tx, alarm: Alarm): void {
  tx.update('_alarm', alarm.id, { rings_at: null });
}
