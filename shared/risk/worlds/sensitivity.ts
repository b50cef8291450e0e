import { canonicalJson } from '../../market/digest.ts';
import { largestMixtureBps } from '../../sweep/grids.ts';
import type { PathColumns } from '../../sweep/results.ts';
import { sensitivityLines } from '../../sweep/sensitivity.ts';
import { basePlace, type CellView, cellView, type Scene } from '../cells/cell-view.ts';
import { SIDES } from '../cells/decision-cells.ts';
import { SENSITIVE_IDS, type SensitiveId, type Sensitivity } from '../findings/sensitivity.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { quantileRank } from '../statistics/quantile-ranks.ts';

/** A number that moves further than this is marked. */
const FAR = 5;
/**
 * What is smaller counts as this: a hundredth of a percent, of price, quantity or open interest. Else a need of nothing that
 * becomes a need of next to nothing would be a mark.
 */
const LEAST = 1e-4;

type Numbers = Sensitivity['numbers'];

/**
 * One input at a time halved and doubled, at the largest mixture shock of each side, beside the same paths of the base cell
 * (report.md 3.14). Empty where the sweep does not ask.
 */
export function sensitivityOf(scene: Scene): Sensitivity[] {
  const { sweep, market } = scene.manifest;
  const { sensitivity } = sweep;
  if (!sensitivity) return [];
  const lines = sensitivityLines(sweep, scene.market.snapshot);
  return SIDES.flatMap((side) => {
    const shockBps = (side === 'down' ? -1 : 1) * largestMixtureBps(sweep, side);
    const base = cellView(scene, basePlace(scene, 'current'), shockBps)!;
    const asItIs = numbersOf(base, sensitivity.paths);
    const row = (view: CellView, numbers: Numbers) => ({
      market,
      side,
      shockBps,
      shock: shockBps / 10_000,
      cell: view.cell.id,
      paths: pathsOf(view, sensitivity.paths),
      numbers,
    });
    const first = { ...row(base, asItIs), input: null, step: null, value: null, marks: [] };
    const others = lines.flatMap(({ input, step, world }): Sensitivity[] => {
      const view = cellView({ ...scene, world }, { ...basePlace(scene, 'current'), world }, shockBps);
      if (!view) return [];
      const numbers = numbersOf(view, sensitivity.paths);
      const value = canonicalJson(world.change[input] ?? null);
      const marks = SENSITIVE_IDS.filter((id) =>
        isFar(sizeOf(scene, asItIs, id), sizeOf(scene, numbers, id)),
      );
      return [{ ...row(view, numbers), input, step, value, marks }];
    });
    return [first, ...others];
  });
}

/** The done ones among the first `most` paths, so that lines and base compare path by path. */
function firstRows({ paths }: CellView, most: number): number[] {
  if (!paths) return [];
  return Array.from(paths.path.keys()).filter((row) => paths.path[row]! < most);
}

const pathsOf = (view: CellView, most: number): Sensitivity['paths'] => ({
  planned: Math.min(view.planned, most),
  done: firstRows(view, most).length,
});

function numbersOf(view: CellView, most: number): Numbers {
  const { paths } = view;
  const rows = firstRows(view, most);
  const at = (ppm: number, numberOf: (paths: PathColumns, row: number) => number): Known => {
    if (!paths || rows.length === 0) return unknown('NO_PATHS_DONE');
    const ascending = Float64Array.from(rows, (row) => numberOf(paths, row)).sort();
    return known(ascending[quantileRank(ascending.length, ppm) - 1]!);
  };
  const uncovered = rows.reduce((sum, row) => sum + paths!.uncoveredShare[row]!, 0);
  return {
    amplification: at(500_000, (own, row) => own.amplificationPeak[row]!),
    dislocation: at(500_000, (own, row) => own.dislocationHour[row]!),
    liquidatedShare: at(500_000, (own, row) => own.liquidatedShare[row]!),
    coverage: rows.length === 0 ? unknown('NO_PATHS_DONE') : known(1 - uncovered / rows.length),
    need99: at(990_000, (own, row) => own.need[row]!),
  };
}

/** What is compared of a number: what coverage leaves uncovered, and the need as a share of open interest. */
function sizeOf({ market }: Scene, numbers: Numbers, id: SensitiveId): number | null {
  const { value } = numbers[id];
  if (value === null) return null;
  if (id === 'coverage') return 1 - value;
  return id === 'need99' ? value / market.openInterestNotional : value;
}

function isFar(before: number | null, after: number | null): boolean {
  if (before === null || after === null) return false;
  const [one, other] = [Math.max(Math.abs(before), LEAST), Math.max(Math.abs(after), LEAST)];
  return one > FAR * other || other > FAR * one;
}
