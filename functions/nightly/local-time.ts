const DAY = 86_400_000;

/** Milliseconds since 1970 to what the clocks of a zone show, as if that were UTC. */
export type LocalClock = (instant: number) => number;

/** @param zone IANA name, such as `America/Chicago` */
export function localClock(zone: string): LocalClock {
  if (zone === 'UTC') return (instant) => 1_000 * Math.floor(instant / 1_000); // needs no calendar
  const format = formats.get(zone) ?? formatOf(zone);
  formats.set(zone, format);
  return (instant) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(year!, month! - 1, day, hour, minute, second);
  };
}

/** By zone: making one takes longer than a hundred uses. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

/** The instants at which the clocks show a date and a time: one, or none or two on a day that they are changed. */
export function instantsOf(clock: LocalClock, date: string, at: string): number[] {
  const wanted = Date.parse(`${date}T${at}:00Z`);
  // Zones are at most 14 hours from UTC, so three days show every offset that can matter.
  const offsets = [-DAY, 0, DAY].map((away) => clock(wanted + away) - (wanted + away));
  return [...new Set(offsets)]
    .map((offset) => wanted - offset)
    .filter((instant) => clock(instant) === wanted);
}

/** The last instant at or before `now` at which the clocks showed a time of day that exists once on every day. */
export function latestInstant(clock: LocalClock, at: string, now: number): number {
  const today = clock(now);
  for (let day = today; ; day -= DAY) {
    const [instant] = instantsOf(clock, dateText(day), at);
    if (instant !== undefined && instant <= now) return instant;
  }
}

/** `2026-01-31` of a time that is meant as UTC. */
export const dateText = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
