/** A number for people: six significant digits, thousands apart, no exponent where none is needed. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return grouped(String(value));
  if (size < 1e-4 || size >= 1e15) return String(Number(value.toPrecision(6)));
  return grouped(String(Number(value.toPrecision(Math.max(6, Math.floor(Math.log10(size)) + 1)))));
}

/** A fraction as a percentage: 1.5 %. */
export const share = (fraction: number): string => `${Number((100 * fraction).toPrecision(4))} %`;

/** A fraction as a signed percentage: -1.5 %, +1.5 %. */
export const percent = (fraction: number): string => `${fraction > 0 ? '+' : ''}${share(fraction)}`;

/** A span of time: 42 s, 3 min 05 s, 2 h 10 min. */
export function span(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 90) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 90) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${shown(count)} ${count === 1 ? one : many}`;

const grouped = (digits: string): string => {
  const [whole, rest] = digits.split('.');
  const apart = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return rest === undefined ? apart : `${apart}.${rest}`;
};
