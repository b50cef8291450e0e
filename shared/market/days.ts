// Days of the calendar as whole numbers, 0 for 1 January 1970: shared/ has no clock, and needs none for dates.

const DAY = 86_400_000;

/** Of `2026-01-31`, or of a UTC time. */
export const dayOf = (utc: string): number => Date.parse(utc.slice(0, 10)) / DAY;

/** Monday 0 to Sunday 6. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** `2026-01-31`, by the calendar's own rule: a year begins in March, so that leap days come last. */
export function dateOf(day: number): string {
  const shifted = day + 719_468; // days since 1 March of the year 0
  const era = Math.floor(shifted / 146_097);
  const inEra = shifted - era * 146_097;
  const yearInEra = Math.floor(
    (inEra - Math.floor(inEra / 1_460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  );
  const inYear = inEra - (365 * yearInEra + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100));
  const march = Math.floor((5 * inYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearInEra + era * 400 + (month <= 2 ? 1 : 0);
  const inMonth = inYear - Math.floor((153 * march + 2) / 5) + 1;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(inMonth)}`;
}

/** `2026-01` of every month from one date to another. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let day = dayOf(`${first.slice(0, 7)}-01`); day <= dayOf(last); ) {
    const month = dateOf(day).slice(0, 7);
    months.push(month);
    day = dayOf(`${dateOf(day + 31).slice(0, 7)}-01`);
  }
  return months;
}

/** `2026-01-31T00:30:00Z` of whole seconds since 1970. */
export function utcOf(seconds: number): string {
  const day = Math.floor(seconds / 86_400);
  const rest = seconds - day * 86_400;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${dateOf(day)}T${two(Math.floor(rest / 3_600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}Z`;
}
