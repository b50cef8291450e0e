// Inputs that somebody could write by mistake: a sound one with a few numbers at an extreme, entries twice or not at all.
import fc from 'fast-check';

type Place = readonly PropertyKey[];

/** Nothing, all, tiny, huge, of the wrong sign, and what lies between. */
const EXTREMES = [
  0, 1, -1, 1e-100, 1e-9, 0.000_1, 0.5, 0.999_999, 2, 17, 1_000, 1e6, 1e9, 9e15, -1e-9, -0.5, -1_000, -9e15,
  1e17, 1e300, 9_999, -9_999, 10_000,
] as const;

interface Change {
  readonly at: number;
  readonly kind: 'number' | 'drop' | 'twice';
  readonly to: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1_000_000),
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('number' as const) },
    fc.constantFrom('drop' as const, 'twice' as const),
  ),
  to: fc.constantFrom(...EXTREMES),
});

/** The value with one to three changes, and what they were. */
export const mutated = <T>(value: T): fc.Arbitrary<{ readonly value: T; readonly told: string }> =>
  fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = structuredClone(value);
    return { value: copy, told: changes.map((own) => applied(copy, own)).join('; ') };
  });

function applied(value: unknown, { at, kind, to }: Change): string {
  const places = placesIn(value, (own, place) =>
    kind === 'number' ? typeof own === 'number' : isEntry(value, place),
  );
  const place = places[at % places.length];
  if (!place) return 'nothing';
  const [holder, last] = [valueAt(value, place.slice(0, -1)) as object, place[place.length - 1]!];
  if (kind === 'number') Reflect.set(holder, last, to);
  else if (!Array.isArray(holder)) Reflect.deleteProperty(holder, last);
  else if (kind === 'drop') holder.splice(Number(last), 1);
  else holder.push(structuredClone(holder[Number(last)]));
  return `${place.map(String).join('.')} ${kind === 'number' ? to : kind}`;
}

const valueAt = (value: unknown, place: Place): unknown =>
  place.reduce((own, name) => Reflect.get(own as object, name), value);
const isEntry = (value: unknown, place: Place): boolean =>
  place.length > 1 && typeof valueAt(value, place.slice(0, -1)) === 'object';

function placesIn(value: unknown, holds: (own: unknown, place: Place) => boolean, at: Place = []): Place[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Reflect.ownKeys(value)
          .filter((name) => name !== 'length')
          .flatMap((name) => placesIn(Reflect.get(value, name), () => true, [...at, name]))
      : [];
  const all = at.length > 0 ? [at, ...inside] : inside;
  return at.length > 0 ? all : all.filter((place) => holds(valueAt(value, place), place));
}
