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
  const input = withRecorded(group, field(one, 'input').value as Readonly<Record<string, unknown>>);
  if (!input) return { checks: [], notRun: [{ part: name, reason: 'its recorded data is not there' }] };
  const answer = knownAnswer(group.id, name, input);
  if (!answer) return { checks: [], notRun: [{ part: name, reason: 'not in this edition' }] };
  const obtained = answer(input);
  const toleranceAt = tolerancesOf(maybe(one, 'tolerance'), group.tolerance);
  return { checks: withSource(compare(name, field(one, 'expect'), obtained, toleranceAt)) };
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

/** Tolerance of a number, by where it stands in what is expected. */
type ToleranceAt = (path: string) => Tolerance;

/** One for all; one for each element of a list; another one for intervals by profile likelihood. */
function tolerancesOf(own: Place | undefined, group: Tolerance): ToleranceAt {
  if (own === undefined) return () => group;
  const each = maybe(own, 'absolute');
  if (each && Array.isArray(each.value)) {
    const all = items(own, 'absolute').map((place) => ({ absolute: number(place) }));
    return (path) => all[Number(/\[(\d+)\]$/.exec(path)?.[1])] ?? group;
  }
  const usual = toleranceOf(own);
  if (!('relative' in usual)) return () => usual;
  const profile = maybe(own, 'profileRelative');
  const relative = (path: string) =>
    profile && /Profile95\[\d\]$/.test(path) ? number(profile) : usual.relative;
  return (path) => ({ relative: relative(path), least: 1e-9 }); // of the value, however small it is
}

/** Lists element by element, objects field by field; what is expected decides what is looked at. */
function compare(name: string, expected: Place, obtained: unknown, toleranceAt: ToleranceAt): Check[] {
  const { value, at } = expected;
  if (Array.isArray(value)) {
    const own = Array.isArray(obtained) ? obtained : [];
    return [
      same(`${name} length`, value.length, own.length),
      ...value.flatMap((part, i) =>
        compare(`${name}[${i}]`, { at: `${at}.${i}`, value: part }, own[i], toleranceAt),
      ),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    const own = typeof obtained === 'object' && obtained !== null ? obtained : {};
    return Object.entries(value).flatMap(([key, part]) =>
      compare(`${name} ${key}`, { at: `${at}.${key}`, value: part }, Reflect.get(own, key), toleranceAt),
    );
  }
  if (typeof value !== 'number') return [same(name, value as Value, plain(obtained))];
  const own = typeof obtained === 'number' ? obtained : Number.NaN;
  // Counts are exact; a whole number may also be a rounded answer that is not a count.
  const counts = Number.isInteger(value) && Number.isInteger(own);
  return [near(name, number(expected), own, counts ? { absolute: 0 } : toleranceAt(name))];
}

const plain = (value: unknown): Value =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || value === null
    ? value
    : String(value);
