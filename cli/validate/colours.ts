import { LINES, ON_SEQUENTIAL, SEQUENTIAL, VERDICT } from '../../shared/report/colours.ts';
import { type Check, near, same } from './check.ts';
import type { Ran } from './group.ts';
import { field, items, maybe, numberOf, numbersOf, type Place, refuseAt, text } from './place.ts';

/** Every colour that a report prints numbers, words or lines in. */
const USED: ReadonlySet<string> = new Set([
  ...SEQUENTIAL,
  ...ON_SEQUENTIAL,
  ...Object.values(VERDICT),
  ...LINES.map(({ colour }) => colour),
]);

/** Whether the report uses these colours, and their luminance and contrast by the definitions of WCAG 2. */
export function colourCase(one: Place, name: string): Ran {
  const input = field(one, 'input');
  const expected = field(one, 'expect');
  const tolerance = { absolute: numberOf(field(one, 'tolerance'), 'absolute') };
  const colours = items(input, 'colours').map(hexOf);
  const texts = maybe(input, 'text') ? items(input, 'text').map(hexOf) : colours.map(() => '#ffffff');
  const contrasts = colours.map((colour, i) => contrast(colour, texts[i] ?? '#ffffff'));
  const checks: Check[] = colours.map((colour) => same(`${name} ${colour} used`, true, USED.has(colour)));
  const compare = (key: string, obtained: readonly number[]) => {
    if (!maybe(expected, key)) return;
    for (const [i, value] of numbersOf(expected, key).entries())
      checks.push(near(`${name} ${key} of ${colours[i]}`, value, obtained[i] ?? Number.NaN, tolerance));
  };
  compare('luminance', colours.map(luminance));
  compare('contrast', contrasts);
  if (maybe(expected, 'atLeast')) {
    const least = numberOf(expected, 'atLeast');
    checks.push(same(`${name} at least ${least}`, true, Math.min(...contrasts) >= least));
  }
  return { checks };
}

function hexOf(place: Place): string {
  const colour = text(place);
  return /^#[0-9a-fA-F]{6}$/.test(colour) ? colour : refuseAt(place.at, 'be #rrggbb', colour);
}

/** Relative luminance, WCAG 2. */
function luminance(hex: string): number {
  const light = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5);
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}
