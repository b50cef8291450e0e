import { dateText, instantsOf, localClock } from '../functions/nightly/local-time.ts';

const DAY = 86_400_000;
const YEARS = 10;

/**
 * Refuses a local time that some day of the next ten years lacks or has twice in its zone: Scheduler skips the one,
 * and with the other a business date is ambiguous. Such hours are not only at 02:00: Cairo loses 00:00 to 01:00,
 * Nuuk loses 23:00, Santiago has 23:00 twice.
 *
 * @param from milliseconds since 1970
 */
export function refuseAmbiguousTime(at: string, zone: string, from: number): void {
  const clock = localClock(zone);
  for (let day = from; day < from + YEARS * 365.25 * DAY; day += DAY) {
    const date = dateText(day);
    const times = instantsOf(clock, date, at).length;
    if (times === 1) continue;
    const what = times === 0 ? 'does not exist' : 'comes twice';
    throw new RangeError(
      `a nightly time must exist once on every day, got ${at} in ${zone}, which ${what} on ${date}`,
    );
  }
}
