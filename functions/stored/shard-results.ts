import type { Manifest } from '../../shared/sweep/manifest.ts';
import {
  PATH_COLUMNS,
  type PathColumn,
  type ShardResult,
  SUMMARY_COLUMNS,
  type SummaryColumn,
} from '../../shared/sweep/results.ts';
import { listColumn } from '../../shared/sweep/shard-parquet.ts';
import { shardResultOf } from '../../shared/sweep/shard-result.ts';
import { readParquet } from './parquet.ts';
import type { Wanted } from './parquet-footer.ts';

/** Sums that results of the first edition do not have: nothing was counted, and nothing is known of it. */
const LATER: readonly SummaryColumn[] = ['raisedMean'];
const WANTED: readonly Wanted[] = [
  ...SUMMARY_COLUMNS.map((name): Wanted => ({ name, holds: 'numbers', optional: LATER.includes(name) })),
  ...PATH_COLUMNS.map((name): Wanted => ({ name: listColumn(name), holds: 'lists' })),
];
const MAX_BYTES = 512 << 20;

/** Decodes the object of one shard; refuses it unless it is whole and the manifest's. */
export async function readShardResult(
  manifest: Manifest,
  shard: number,
  bytes: Uint8Array,
): Promise<ShardResult> {
  const subject = `result of shard ${shard}`;
  const table = await readParquet(subject, bytes, WANTED, {
    maxRows: manifest.cellsPerShard,
    maxBytes: MAX_BYTES,
  });
  const summaries = Object.fromEntries(
    SUMMARY_COLUMNS.map((name) => [name, table.numbers.get(name) ?? new Float64Array(table.rows)]),
  );
  const lists = Object.fromEntries(PATH_COLUMNS.map((name) => [name, table.lists.get(listColumn(name))!]));
  return shardResultOf(manifest, shard, {
    rows: table.rows,
    summaries: summaries as Record<SummaryColumn, Float64Array>,
    lists: lists as Record<PathColumn, readonly Float64Array[]>,
  });
}
