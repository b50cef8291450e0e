import * as z from 'zod/mini';
import { described, list, object, whole } from '../market/fields.ts';
import { refuse } from '../market/parse.ts';
import type { Snapshot } from '../market/snapshot.ts';
import type { Sweep } from './sweep-file.ts';
import type { TierSet } from './tier-sets.ts';
import { Label } from './words.ts';
import type { World } from './world.ts';

/** Multiples of today's rates that are tried where a sweep does not say which. */
const LADDER = [12_500, 15_000, 20_000, 30_000, 40_000];

/** What a sweep asks, to be told what would be enough (report.md 3.5b). */
export const Ladder = object({
  maintenanceBps: described(
    "multiples of today's maintenance rates, above base.maintenanceBps",
    z._default(
      list(whole(1, 1_000_000, 'basis points'), 0, 12).check(
        z.refine(
          (points) => points.every((own, i) => i === 0 || points[i - 1]! < own),
          'must ascend without duplicates',
        ),
      ),
      LADDER,
    ),
  ),
  mechanisms: described(
    'under which each table is tried; the base one and all of compare if not given',
    z.exactOptional(list(Label, 1, 21)),
  ),
  paths: described('of each cell; paths.decision if not given', z.exactOptional(whole(1, 1_000_000))),
});

/** One change that might be enough: a margin table under a mechanism. */
export interface Rung {
  readonly tiers: TierSet;
  /** Multiple of today's rates, basis points; of the proposed tables, of their own. */
  readonly maintenanceBps: number;
  readonly mechanism: string;
  /** Whose cells it is tried in; null: those that the verdict and the proposed table rest on. */
  readonly world: World | null;
  /** At the mixture shocks the comparison of mechanisms has run it. */
  readonly isCompared: boolean;
}

/** Each is a grid of its own in the manifest. */
const MOST_RUNGS = 60;

/**
 * The ladder of a sweep, mechanism by mechanism: today's table, its multiples, the proposed table where its cells are there
 * anyway, the same without the clamp, and under the base mechanism today's raised only where it does not pay for closing accounts. Fixed before the first path: nothing of it depends on what is found. A multiple that
 * would carry a rate to 1 is no margin and is left out. Empty: the sweep does not ask.
 *
 * @param snapshot null: as if no rate were too high
 */
export function rungsOf(
  { enough, base, compare }: Pick<Sweep, 'enough' | 'base' | 'compare'>,
  snapshot: Snapshot | null,
): Rung[] {
  if (!enough) return [];
  const highest = Math.max(0, ...(snapshot?.tiers.map(({ rate }) => rate) ?? []));
  const reserved = snapshot?.rules.reservedFeeRate ?? 0;
  const multiples = enough.maintenanceBps.filter((bps) => (highest * bps) / 10_000 + reserved < 1);
  return (enough.mechanisms ?? [base.mechanism, ...compare]).flatMap((mechanism): Rung[] => {
    const isBase = mechanism === base.mechanism;
    const isCompared = false;
    const today = { tiers: 'current', maintenanceBps: base.maintenanceBps, mechanism } as const;
    const tried = (rung: Pick<Rung, 'tiers' | 'maintenanceBps'>, name: string): Rung => ({
      ...rung,
      mechanism,
      world: worldOf(name, isBase ? null : mechanism, {
        mechanism,
        maintenanceScale: rung.maintenanceBps / base.maintenanceBps,
      }),
      isCompared,
    });
    return [
      isBase ? { ...today, world: null, isCompared } : { ...tried(today, 'today'), isCompared: true },
      ...multiples.map((maintenanceBps) => tried({ ...today, maintenanceBps }, `m${maintenanceBps}`)),
      ...(isBase ? [{ ...today, tiers: 'candidate', world: null, isCompared } as const] : []),
      // A proposed rate may be close to 1, and is multiplied where the base is.
      ...(base.maintenanceBps > 10_000 ? [] : [tried({ ...today, tiers: 'unclamped' }, 'unclamped')]),
      // What closing an account costs is the same under every mechanism.
      ...(isBase && base.maintenanceBps <= 10_000 ? [tried({ ...today, tiers: 'closing' }, 'closing')] : []),
    ];
  });
}

const worldOf = (name: string, mechanism: string | null, change: World['change']): World => ({
  id: mechanism === null ? `r-${name}` : `r-${name}-${mechanism}`,
  change,
});

/** What the ladder demands of the rest of its sweep. */
export function refuseLadder(sweep: Sweep): void {
  const { enough, base, compare } = sweep;
  if (!enough) return;
  const [first] = enough.maintenanceBps;
  if (first !== undefined && !(first > base.maintenanceBps))
    refuse('sweep.enough.maintenanceBps', `be above base.maintenanceBps, ${base.maintenanceBps}`, first);
  const known = [base.mechanism, ...compare];
  for (const [i, label] of (enough.mechanisms ?? []).entries()) {
    if (!known.includes(label)) refuse('sweep.enough.mechanisms', 'be the base one or of compare', label);
    if (enough.mechanisms!.indexOf(label) < i)
      refuse('sweep.enough.mechanisms', 'not name a mechanism twice', label);
  }
  const rungs = rungsOf(sweep, null).length;
  if (!(rungs <= MOST_RUNGS))
    refuse('sweep.enough', `ask for at most ${MOST_RUNGS} tables and mechanisms`, rungs);
}
