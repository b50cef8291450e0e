import * as z from 'zod/mini';
import { described, list, object, whole } from '../market/fields.ts';
import { refuse } from '../market/parse.ts';
import type { Snapshot } from '../market/snapshot.ts';
import type { Sweep } from './sweep-file.ts';
import type { World } from './world.ts';

const ascending = (point: ReturnType<typeof whole>) =>
  list(point, 0, 12).check(
    z.refine(
      (points) => points.every((own, i) => i === 0 || points[i - 1]! < own),
      'must ascend without duplicates',
    ),
  );

/** Drivers of reverse stress that are no axes of the grid (report.md 3.7). */
export const Stress = object({
  latencySeconds: described(
    "ages of the mark to try, above the snapshot's",
    z._default(ascending(whole(1, 86_400, 'seconds')), []),
  ),
  largestBps: described(
    "multiples of today's largest account of each side, above 10000",
    z._default(ascending(whole(10_001, 1_000_000, 'basis points')), []),
  ),
  paths: described('of each cell; paths.other if not given', z.exactOptional(whole(1, 1_000_000))),
});

/** One driver somewhat worse than today, all else as it is. */
export interface StressPoint {
  readonly driver: 'latency' | 'largest';
  /** Multiple of today's. */
  readonly multiple: number;
  readonly world: World;
}

/**
 * The points that a sweep asks for, driver by driver, mildest first; each is a world of two cells, at the largest mixture
 * shocks. Empty: it does not ask.
 *
 * @param snapshot null: as if the mark were a second old
 */
export function stressPoints({ stress }: Pick<Sweep, 'stress'>, snapshot: Snapshot | null): StressPoint[] {
  if (!stress) return [];
  const rule = snapshot?.rules.triggerRule;
  const today = rule?.rule === 'lagged' ? rule.latencySeconds : 1;
  return [
    ...stress.latencySeconds.map(
      (latencySeconds): StressPoint => ({
        driver: 'latency',
        multiple: latencySeconds / today,
        world: { id: `s-latency-${latencySeconds}`, change: { latencySeconds } },
      }),
    ),
    ...stress.largestBps.map(
      (bps): StressPoint => ({
        driver: 'largest',
        multiple: bps / 10_000,
        world: { id: `s-largest-${bps}`, change: { largestScale: bps / 10_000 } },
      }),
    ),
  ];
}

/** What the market demands of them: a mark that has an age, which is younger than those that are tried. */
export function refuseStress({ stress }: Sweep, { rules: { triggerRule } }: Snapshot): void {
  const [first] = stress?.latencySeconds ?? [];
  if (first === undefined) return;
  const subject = 'sweep.stress.latencySeconds';
  if (triggerRule.rule !== 'lagged')
    refuse(subject, 'be empty where the trigger rule is not lagged', triggerRule.rule);
  const today = triggerRule.latencySeconds;
  if (today === 0) refuse(subject, 'be empty where the mark is of now: no age is a multiple of 0', first);
  if (!(first > today)) refuse(subject, `be above that of the snapshot, ${today}`, first);
}
