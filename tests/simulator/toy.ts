// A core and a report that cost nothing: an outcome is a hash of cell and path. What the protocol can do wrong with
// numbers it does wrong with these too: cells lost, doubled, in another order, added up in another order.
import { collect } from '../../functions/reduce/collect.ts';
import type { Compile } from '../../functions/reduce/compile.ts';
import type { StoredManifest } from '../../functions/stored/manifests.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { resultLabel } from '../../shared/sweep/labels.ts';
import { type Manifest, shardCells } from '../../shared/sweep/manifest.ts';
import type { Close } from '../../shared/sweep/records.ts';
import {
  type CellSummary,
  type Results,
  type ShardResult,
  SUMMARY_COLUMNS,
} from '../../shared/sweep/results.ts';
import { labelText, sealBytes } from '../../shared/sweep/seal.ts';
import type { ListedResults } from '../sweep/folded.ts';

type Work = Pick<Manifest, 'grids' | 'sweep' | 'market' | 'cells'>;

/** Draw of one path of one cell: in [0, 1), and nothing that adds up exactly. */
export function toyDraw(cell: number, path: number): number {
  let hash = Math.imul(cell + 1, 0x9e3779b1) ^ Math.imul(path + 1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0xffff_ffff / 3;
}
const FAILING = 0.3;

const HELD = ['cell', 'planned', 'done', 'failing', 'drawSum'] as const;
const ZERO = Object.fromEntries(SUMMARY_COLUMNS.map((name) => [name, 0])) as unknown as CellSummary;

/** One cell, by the obvious loop. */
function toyCell(cell: number, paths: number): readonly number[] {
  let failing = 0;
  let drawSum = 0;
  for (let path = 0; path < paths; path++) {
    const draw = toyDraw(cell, path);
    if (draw > FAILING) failing++;
    drawSum += draw;
  }
  return [cell, paths, paths, failing, drawSum];
}

const known = new Map<string, Uint8Array>();

/** Numbers of a shard. All sweeps of so many cells have the same grid. */
function toyNumbers(manifest: Manifest, shard: number): Uint8Array {
  const { from, to } = shardCells(manifest, shard);
  const name = `${manifest.cells} ${from} ${to}`;
  const before = known.get(name);
  if (before) return before;
  const numbers = new Float64Array(HELD.length * (to - from));
  for (let cell = from; cell < to; cell++)
    numbers.set(toyCell(cell, cellAt(manifest, cell).paths), HELD.length * (cell - from));
  const bytes = new Uint8Array(numbers.buffer);
  known.set(name, bytes);
  return bytes;
}

/** Bytes of a shard, sealed as the real ones are; `wrong` computes one bit of the last number wrongly. */
export function toyShard(
  { manifest: own, sha256 }: StoredManifest,
  shard: number,
  wrong = false,
): Uint8Array {
  const manifest = ofOneMarket(own);
  const numbers = toyNumbers(manifest, shard);
  const label = resultLabel(manifest, sha256, shard);
  const text = new TextEncoder().encode(labelText(label));
  const bytes = new Uint8Array(numbers.length + text.length);
  bytes.set(numbers);
  bytes.set(text, numbers.length);
  if (wrong) bytes[numbers.length - 1]! ^= 1;
  return sealBytes(bytes, label);
}

/** The inverse; what a bit makes different it does not notice. */
export async function readToy(manifest: Manifest, shard: number, bytes: Uint8Array): Promise<ShardResult> {
  return { cells: toyCells(manifest, shard, bytes), paths: new Map() };
}

/** Cells as they stand in a shard's bytes. */
export function toyCells(manifest: Manifest, shard: number, bytes: Uint8Array): CellSummary[] {
  const { from, to } = shardCells(manifest, shard);
  const numbers = new Float64Array(bytes.slice(0, 8 * HELD.length * (to - from)).buffer);
  const cells: CellSummary[] = [];
  for (let i = 0; i < numbers.length; i += HELD.length) {
    cells.push({
      ...ZERO,
      cell: numbers[i]!,
      planned: numbers[i + 1]!,
      done: numbers[i + 2]!,
      failing: numbers[i + 3]!,
      drawSum: numbers[i + 4]!,
    });
  }
  return cells;
}

export const toyCompile: Compile = async (objects, round, _release, tree) => {
  const manifest = ofOneMarket(round.manifest);
  return toyReport(manifest, await collect(objects, { ...round, manifest }, tree, readToy), round.close);
};

/** What the protocol must arrive at, without shards, messages or encoding: two loops over cells and paths. */
export function toyOracle(work: Work): ListedResults {
  const cells = Array.from({ length: work.cells }, (_, cell): CellSummary => {
    const [, planned, done, failing, drawSum] = toyCell(cell, cellAt(work, cell).paths);
    return { ...ZERO, cell, planned: planned!, done: done!, failing: failing!, drawSum: drawSum! };
  });
  return { cells, paths: new Map() };
}

/** Interval that must hold the share of failing paths, whatever the missing ones would have said. */
export interface ToyBounds {
  readonly lower: number;
  readonly upper: number;
}

/** Cells and paths, and never a shard, a round or a second. */
export function toyReport(
  work: Pick<Manifest, 'sweep' | 'grids' | 'market' | 'cells' | 'paths' | 'sweepId'>,
  { cells }: Results,
  { status, reason }: Pick<Close, 'status' | 'reason'>,
): Map<string, Uint8Array> {
  let done = 0;
  let failing = 0;
  let drawSum = 0;
  const rows: string[] = [];
  for (let index = 0; index < cells.length; index++) {
    const cell = cells.at(index);
    if (!cell) continue;
    done += cell.done;
    failing += cell.failing;
    drawSum += cell.drawSum;
    rows.push(`${cell.cell},${cell.done},${cell.failing},${cell.drawSum}`);
  }
  const missing = work.paths - done;
  const bounds: ToyBounds = { lower: failing / work.paths, upper: (failing + missing) / work.paths };
  const head = { sweepId: work.sweepId, status, reason, paths: work.paths, missing, bounds, drawSum };
  const bytes = (text: string) => new TextEncoder().encode(text);
  return new Map([
    ['report.json', bytes(JSON.stringify(head))],
    ['tables/cells.csv', bytes(rows.join('\n'))],
  ]);
}
