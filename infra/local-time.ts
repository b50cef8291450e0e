const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEARS = 10;

/**
 * Refuses a local time that some day of the next ten years lacks or has twice in its zone: Scheduler skips the
 * one, and at the other a business date is ambiguous. Such hours are not only at 02:00: Cairo loses 00:00 to
 * 01:00, Nuuk loses 23:00, Santiago has 23:00 twice.
 */
export function refuseAmbiguousTime(at: string, zone: string, from: Date): void {
  const clock = localClock(zone);
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  for (let day = first; day < first + YEARS * 365.25 * DAY; day += DAY) {
    const date = new Date(day).toISOString().slice(0, 10);
    const times = instantsOf(clock, date, at).length;
    if (times !== 1) {
      const what = times === 0 ? 'does not exist' : 'comes twice';
      throw new RangeError(
        `a nightly time must exist once on every day, got ${at} in ${zone}, which ${what} on ${date}`,
      );
    }
  }
}

/** The instants, milliseconds since 1970, at which clocks of the zone show a date and a time; none, one or two. */
export function instantsAt(zone: string, date: string, at: string): number[] {
  return instantsOf(localClock(zone), date, at);
}

/** Milliseconds since 1970 to what the zone's clocks show, as if that were UTC. */
type LocalClock = (instant: number) => number;

function instantsOf(clock: LocalClock, date: string, at: string): number[] {
  const wanted = Date.parse(`${date}T${at}:00Z`);
  // Zones are at most 14 hours from UTC; two days around `wanted` show every offset that can matter.
  const offsets = [-DAY, 0, DAY].map((away) => clock(wanted + away) - (wanted + away));
  const candidates = [...new Set(offsets)].map((offset) => wanted - offset);
  return candidates.filter((instant) => clock(instant) === wanted).sort((a, b) => a - b);
}

function localClock(zone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts = Object.fromEntries(
      format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second);
  };
}
