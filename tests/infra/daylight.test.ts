import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instantsOf, latestInstant, localClock } from '../../functions/nightly/local-time.ts';
import { businessDate, parseMarkets } from '../../functions/nightly/markets.ts';
import { refuseAmbiguousTime } from '../../infra/daylight.ts';

const FROM = Date.UTC(2026, 0, 1);
const refused = (at: string, zone: string) => () => refuseAmbiguousTime(at, zone, FROM);

describe('a nightly time', () => {
  it('is always fine in UTC', () => {
    expect(refused('00:00', 'UTC')).not.toThrow();
    expect(refused('02:30', 'UTC')).not.toThrow();
  });

  it('is refused where some day lacks it: midnight in Cairo, late evening in Nuuk', () => {
    expect(refused('00:30', 'Africa/Cairo')).toThrow(
      '00:30 in Africa/Cairo, which does not exist on 2026-04-24',
    );
    expect(refused('23:30', 'America/Nuuk')).toThrow(
      '23:30 in America/Nuuk, which does not exist on 2026-03-28',
    );
  });

  it('is refused where some day has it twice: late evening in Santiago', () => {
    expect(refused('23:30', 'America/Santiago')).toThrow(
      '23:30 in America/Santiago, which comes twice on 2026-04-04',
    );
  });

  it('is fine an hour away from the change', () => {
    expect(refused('01:30', 'Africa/Cairo')).not.toThrow();
    expect(refused('22:30', 'America/Santiago')).not.toThrow();
  });
});

// Every zone that is configured, and three whose clocks are changed at unusual hours.
const configured = parseMarkets(JSON.parse(readFileSync('cdk.json', 'utf8')).context.markets);
const zones = new Set([
  ...configured.map(({ zone }) => zone),
  'Africa/Cairo',
  'America/Nuuk',
  'America/Santiago',
  'America/Chicago',
]);

/** Days of a year whose noon is not 24 hours after the noon before. */
function changeDays(zone: string, year: number): string[] {
  const clock = localClock(zone);
  const days = Array.from({ length: 365 }, (_, i) =>
    new Date(Date.UTC(year, 0, 2 + i)).toISOString().slice(0, 10),
  );
  const noon = (date: string) => instantsOf(clock, date, '12:00')[0]!;
  const before = (date: string) => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
  return days.filter((date) => noon(date) - noon(before(date)) !== 86_400_000);
}

describe.each([...zones])('in %s', (zone) => {
  const changes = changeDays(zone, 2027);
  const market = { zone, dateOf: 'same-day' as const };

  it('clocks are changed twice a year or never', () => {
    expect([0, 2]).toContain(changes.length);
  });

  it.each(changes.length === 0 ? ['2027-03-28', '2027-10-31'] : changes)(
    'the night of %s is dated by its scheduled time, also from a retry after midnight',
    (date) => {
      const at = '18:15';
      const instants = instantsOf(localClock(zone), date, at);
      expect(instants).toHaveLength(1);
      const scheduled = instants[0]!;
      expect(businessDate(market, scheduled)).toBe(date);
      const dayBefore = new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
      expect(businessDate({ zone, dateOf: 'day-before' }, scheduled)).toBe(dayBefore);
      // Ten hours later it is still the latest night, and its date is the same.
      const late = latestInstant(localClock(zone), at, scheduled + 10 * 3_600_000);
      expect(late).toBe(scheduled);
      expect(latestInstant(localClock(zone), at, scheduled)).toBe(scheduled);
      expect(latestInstant(localClock(zone), at, scheduled - 1)).toBeLessThan(scheduled);
    },
  );
});
