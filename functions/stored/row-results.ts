import { refuse } from '../../shared/market/parse.ts';
import { shardUnits } from '../../shared/sweep/any-manifest.ts';
import type { RowManifest } from '../../shared/sweep/row-manifest.ts';
import { ROW_COLUMN, WALK_COLUMN } from '../../shared/sweep/row-parquet.ts';
import { readParquet } from './parquet.ts';

/**
 * Decodes the object of one shard whose walks come to a row each; refuses it unless it holds the walks that the manifest gives it.
 *
 * @returns rows one after another; of a walk that came to nothing, numbers that are not finite
 */
export async function readRows(
  manifest: RowManifest,
  shard: number,
  width: number,
  bytes: Uint8Array,
): Promise<Float64Array> {
  const subject = `result of shard ${shard}`;
  const { from, to } = shardUnits(manifest, shard);
  const count = to - from;
  const table = await readParquet(
    subject,
    bytes,
    [
      { name: WALK_COLUMN, holds: 'numbers' },
      { name: ROW_COLUMN, holds: 'lists' },
    ],
    { maxRows: count, maxBytes: MOST_BYTES },
  );
  if (table.rows !== count) refuse(`${subject} rows`, `be its walks, ${count}`, table.rows);
  const walks = table.numbers.get(WALK_COLUMN)!;
  const rows = new Float64Array(count * width).fill(Number.NaN);
  for (const [i, row] of table.lists.get(ROW_COLUMN)!.entries()) {
    const here = `${subject} row ${i + 1}`;
    if (walks[i] !== from + i) refuse(`${here} walk`, `be ${from + i}`, walks[i]);
    if (row.length !== 0 && row.length !== width) refuse(here, `have ${width} numbers, or none`, row.length);
    rows.set(row, i * width);
  }
  return rows;
}

const MOST_BYTES = 512 << 20;
