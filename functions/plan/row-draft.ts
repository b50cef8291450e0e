import { refuse } from '../../shared/market/parse.ts';
import { rowSweepDigest } from '../../shared/sweep/digests.ts';
import { rowCut } from '../../shared/sweep/row-cut.ts';
import type { RowKindName } from '../../shared/sweep/row-manifest.ts';
import { rowKind } from '../kinds/kinds.ts';
import type { Objects } from '../ports.ts';
import { calibrateRows } from './calibrate-rows.ts';
import type { Asked, ShardSize } from './draft.ts';

/** A sweep whose walks come to a row each, which is cut into ranges of walks. */
export async function askedRows(
  objects: Objects,
  kind: RowKindName,
  text: string,
  [snapshotDigest, modelDigest]: readonly [string, string],
  { cellsPerShard, pathsPerShard }: ShardSize,
): Promise<Asked> {
  if (cellsPerShard !== undefined)
    refuse('cells a shard', 'be left out where shards are ranges of paths', cellsPerShard);
  const { parse, load } = await rowKind(kind);
  const { sweep, name, budget } = parse(text);
  return {
    name,
    budget,
    digest: rowSweepDigest(sweep, snapshotDigest, modelDigest),
    async draft(fleet, timing) {
      const job = await load(objects, sweep, snapshotDigest);
      const { cells, walks: paths, width } = job;
      if (!(cells <= budget.maxCells)) refuse('sweep', `have at most ${budget.maxCells} cells`, cells);
      const cut = rowCut({ walks: paths, width }, () => calibrateRows(timing, job), fleet, pathsPerShard);
      return {
        units: paths,
        unitName: 'path',
        perShard: cut.perShard,
        cut,
        notes: [],
        manifest: (common) => ({
          schema: 'manifest/3',
          kind,
          ...common,
          sweep: { ...sweep },
          budget,
          cells,
          paths,
          pathsPerShard: cut.perShard,
        }),
      };
    },
  };
}
