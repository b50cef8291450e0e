import { type Check, near, same, type Tolerance, type Value } from './check.ts';
import { colourCase } from './colours.ts';
import { type Group, type Ran, type Runner, toleranceOf } from './group.ts';
import { knownAnswer } from './known-answers.ts';
import { field, items, maybe, number, type Place, text, textOf } from './place.ts';

/** Groups of golden/risk.json and golden/statistics.json: a case has inputs by name and what is expected of them by name. */
export const riskGroup: Runner = (group) => {
  const ran = items(group.place, 'cases').map((one) => caseChecks(group, one));
  return { checks: ran.flatMap(({ checks }) => checks), notRun: ran.flatMap(({ notRun }) => notRun ?? []) };
};

function caseChecks(group: Group, one: Place): Ran {
  const name = textOf(one, 'name');
  const origin = maybe(one, 'source');
  const withSource = (checks: readonly Check[]): Check[] =>
    origin ? checks.map((check) => ({ ...check, source: text(origin) })) : [...checks];
  if (group.id === 'colours') return { checks: withSource(colourCase(one, name).checks) };
  const own = maybe(one, 'tolerance');
  const tolerance = own ? toleranceOf(own) : group.tolerance;
  const input = withRecorded(group, field(one, 'input').value as Readonly<Record<string, unknown>>);
  if (!input) return { checks: [], notRun: [{ part: name, reason: 'its recorded data is not there' }] };
  const answer = knownAnswer(group.id, name, input);
  if (!answer) return { checks: [], notRun: [{ part: name, reason: 'not in this edition' }] };
  const obtained = answer(input);
  return { checks: withSource(compare(name, field(one, 'expect'), obtained, tolerance)) };
}

/** Where a case takes what was recorded, and under which name it asks for it. */
const RECORDED: Readonly<Record<string, string>> = { 'data.danishAbove3': 'danish-fire/above3.csv' };

/** Inputs with recorded numbers, one a line below a header, in place of their name; undefined where they are not there. */
function withRecorded(
  { recorded }: Group,
  input: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(input).map(([key, value]) => {
    const file = typeof value === 'string' ? RECORDED[value] : undefined;
    const content = file === undefined ? undefined : recorded(file);
    return {
      key,
      value: content?.trim().split('\n').slice(1).map(Number) ?? value,
      missing: file !== undefined && !content,
    };
  });
  if (entries.some(({ missing }) => missing)) return undefined;
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

/** Lists element by element, objects field by field; what is expected decides what is looked at. */
function compare(name: string, expected: Place, obtained: unknown, tolerance: Tolerance): Check[] {
  const { value, at } = expected;
  if (Array.isArray(value)) {
    const own = Array.isArray(obtained) ? obtained : [];
    return [
      same(`${name} length`, value.length, own.length),
      ...value.flatMap((part, i) =>
        compare(`${name}[${i}]`, { at: `${at}.${i}`, value: part }, own[i], tolerance),
      ),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    const own = typeof obtained === 'object' && obtained !== null ? obtained : {};
    return Object.entries(value).flatMap(([key, part]) =>
      compare(`${name} ${key}`, { at: `${at}.${key}`, value: part }, Reflect.get(own, key), tolerance),
    );
  }
  if (typeof value !== 'number') return [same(name, value as Value, plain(obtained))];
  const own = typeof obtained === 'number' ? obtained : Number.NaN;
  // Counts are exact; a whole number may also be a rounded answer that is not a count.
  const counts = Number.isInteger(value) && Number.isInteger(own);
  return [near(name, number(expected), own, counts ? { absolute: 0 } : tolerance)];
}

const plain = (value: unknown): Value =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || value === null
    ? value
    : String(value);
