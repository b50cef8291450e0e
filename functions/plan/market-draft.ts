import type { Market } from '../../shared/market/market.ts';
import { refuse } from '../../shared/market/parse.ts';
import type { CostLaw } from '../../shared/sweep/cost-law.ts';
import { type Cut, cutAt, cutOf, type Fleet, MOST_CELLS_PER_SHARD } from '../../shared/sweep/cut.ts';
import { limitsDigest, sweepDigest } from '../../shared/sweep/digests.ts';
import type { Workload } from '../../shared/sweep/manifest.ts';
import type { Objects } from '../ports.ts';
import { askedSweep } from './asked-sweep.ts';
import type { Asked, ShardSize } from './draft.ts';
import { workOf } from './work.ts';

/** A sweep of one market, which is cut into ranges of cells. */
export async function askedMarket(
  objects: Objects,
  text: string,
  [snapshotDigest, modelDigest]: readonly [string, string],
  { cellsPerShard, pathsPerShard }: ShardSize,
): Promise<Asked> {
  if (pathsPerShard !== undefined)
    refuse('paths a shard', 'be left out where shards are ranges of cells', pathsPerShard);
  const sweep = await askedSweep(objects, text, snapshotDigest);
  return {
    name: sweep.name,
    budget: sweep.budget,
    digest: sweepDigest(sweep, snapshotDigest, modelDigest),
    async draft(fleet, { law, ...timing }) {
      const { market, work, notes } = await workOf(objects, sweep, snapshotDigest);
      if (!((cellsPerShard ?? 0) <= MOST_CELLS_PER_SHARD))
        refuse('cells a shard', `be at most ${MOST_CELLS_PER_SHARD}, which a reduce can read`, cellsPerShard);
      const cut = cutFor(law(timing, work, market), work, market, fleet, cellsPerShard);
      return {
        units: work.cells,
        unitName: 'cell',
        perShard: cut.cellsPerShard,
        cut,
        notes,
        manifest: (common) => ({
          schema: 'manifest/2',
          ...work,
          ...common,
          limitsDigest: limitsDigest(sweep),
          cellsPerShard: cut.cellsPerShard,
        }),
      };
    },
  };
}

function cutFor(law: CostLaw, work: Workload, market: Market, fleet: Fleet, cellsPerShard?: number): Cut {
  const drawnPerPath = market.estimator !== null;
  return cellsPerShard === undefined
    ? cutOf(work, law, drawnPerPath, fleet)
    : cutAt(work, law, drawnPerPath, fleet, cellsPerShard);
}
