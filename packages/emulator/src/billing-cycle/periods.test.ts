import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorFromConfig } from './anchor-config.ts';
import { boundary, periodAround, type BillingInterval } from './periods.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
const monthly: BillingInterval = { interval: 'month', interval_count: 1 };

describe('a billing period', () => {
  test('of a subscription anchored on the 31st ends on the last day of shorter months and comes back', () => {
    const anchor = { at: at('2027-01-31T10:20:30Z') };
    const ends = [1, 2, 3, 4, 13].map((count) => day(boundary(anchor, monthly, count)));
    expect(ends).toEqual(['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31', '2028-02-29']);
    expect(new Date(boundary(anchor, monthly, 1) * 1000).toISOString()).toBe('2027-02-28T10:20:30.000Z');
  });

  test('of a year that began on a leap day ends on 28 February, and on the 29th four years later', () => {
    const anchor = { at: at('2028-02-29T00:00:00Z') };
    const yearly: BillingInterval = { interval: 'year', interval_count: 1 };
    expect([1, 2, 3, 4].map((count) => day(boundary(anchor, yearly, count)))).toEqual([
      '2029-02-28',
      '2030-02-28',
      '2031-02-28',
      '2032-02-29',
    ]);
  });

  test('of several intervals counts them together', () => {
    const anchor = { at: at('2026-11-30T00:00:00Z') };
    expect(day(boundary(anchor, { interval: 'month', interval_count: 3 }, 1))).toBe('2027-02-28');
    expect(day(boundary(anchor, { interval: 'week', interval_count: 2 }, 3))).toBe('2027-01-11');
    expect(day(boundary(anchor, { interval: 'day', interval_count: 10 }, 1))).toBe('2026-12-10');
  });

  test('keeps a wished day of the month that the anchor itself could not have', () => {
    const anchor = { at: at('2027-02-28T00:00:00Z'), dayOfMonth: 31 };
    expect([1, 2].map((count) => day(boundary(anchor, monthly, count)))).toEqual(['2027-03-31', '2027-04-30']);
  });

  test('contains the moment it was asked for, and periods follow each other without a gap', () => {
    const intervals = fc.record({
      interval: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
      interval_count: fc.integer({ min: 1, max: 36 }),
    });
    const moments = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z') });
    fc.assert(
      fc.property(moments, moments, intervals, (anchor, moment, every) => {
        const period = periodAround({ at: anchor }, every, moment);
        expect(period.start).toBeLessThanOrEqual(moment);
        expect(period.end).toBeGreaterThan(moment);
        expect(periodAround({ at: anchor }, every, period.end).start).toBe(period.end);
        expect(periodAround({ at: anchor }, every, period.start)).toEqual(period);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

test('Whatever a month lacks, its day comes back: every boundary is the anchor’s day, or the month’s last', () => {
  const days = fc.integer({ min: at('2000-01-01T00:00:00Z') / 86_400, max: at('2040-01-01T00:00:00Z') / 86_400 });
  fc.assert(
    fc.property(days, fc.integer({ min: -60, max: 60 }), (anchorDay, count) => {
      const anchor = anchorDay * 86_400 + 3661;
      const from = new Date(anchor * 1000);
      const to = new Date(boundary({ at: anchor }, { interval: 'month', interval_count: 1 }, count) * 1000);
      const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
      expect(to.getUTCDate()).toBe(Math.min(from.getUTCDate(), last));
      expect(to.toISOString().slice(11)).toBe(from.toISOString().slice(11));
    }),
    { seed: 2, numRuns: 300 },
  );
});

describe('a billing cycle anchor from its parts', () => {
  const from = at('2026-11-21T09:08:07Z');

  test('is the next such day, at the creation’s time of day', () => {
    const next = anchorFromConfig({ day_of_month: 5 }, from);
    expect(new Date(next * 1000).toISOString()).toBe('2026-12-05T09:08:07.000Z');
  });

  test('is the last day of a month that lacks the day', () => {
    const next = anchorFromConfig({ day_of_month: 31, hour: 0, minute: 0, second: 0 }, from);
    expect(new Date(next * 1000).toISOString()).toBe('2026-11-30T00:00:00.000Z');
  });

  test('waits for the named month, in the next year when this one’s is over', () => {
    const next = anchorFromConfig({ day_of_month: 1, month: 4, hour: 12, minute: 0, second: 0 }, from);
    expect(new Date(next * 1000).toISOString()).toBe('2027-04-01T12:00:00.000Z');
  });

  test('is now when now fits', () => {
    expect(anchorFromConfig({ day_of_month: 21 }, from)).toBe(from);
  });
});
