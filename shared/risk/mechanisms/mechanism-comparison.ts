import type { PathColumns } from '../../sweep/results.ts';
import { basePlace, type CellView, cellView, type Scene } from '../cells/cell-view.ts';
import { SIDES } from '../cells/decision-cells.ts';
import type { Measure, Mechanism } from '../findings/mechanism.ts';
import { isoDuration } from '../shapes/horizon.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { averageOf, sumOf } from '../statistics/average.ts';
import { MEASURE_IDS, MEASURES, type MeasureId } from './measures.ts';
import { type PerPath, pairedDifference } from './paired-difference.ts';

/**
 * Every mechanism at every mixture shock, against the base mechanism and paired with it path by path
 * (report.md 3.8). No total score: solvency, revenue and fairness trade off, and the table shows the trade.
 */
export function compareMechanisms(scene: Scene): Mechanism[] {
  const { sweep, market } = scene.manifest;
  const { base, compare, design, path } = sweep;
  return SIDES.flatMap((side) =>
    design[side].flatMap(({ shockBps }) => {
      const baseView = cellView(scene, basePlace(scene, 'current'), shockBps)!;
      return [base.mechanism, ...compare].flatMap((mechanism) => {
        const view = cellView(scene, basePlace(scene, 'current', mechanism), shockBps);
        if (!view) return [];
        const isBase = mechanism === base.mechanism;
        const winners = view.paths ? meanOf(view.paths.winners, (count) => count > 0) : null;
        return [
          {
            market,
            side,
            mechanism,
            base: isBase,
            shockBps,
            shock: shockBps / 10_000,
            cell: view.cell.id,
            paths: { planned: view.planned, done: view.done },
            horizon: isoDuration(path.horizonSeconds),
            winners: winners ?? unknown('NO_PATHS_DONE'),
            floorHitPaths: view.summary?.floorHit ?? 0,
            ceilingHitPaths: view.summary?.ceilingHit ?? 0,
            metrics: MEASURE_IDS.map((id) => measure(scene, id, view, isBase ? null : baseView)),
          },
        ];
      });
    }),
  );
}

function measure(scene: Scene, id: MeasureId, view: CellView, base: CellView | null): Measure {
  const row = MEASURES[id];
  const { unit, space } = row;
  const perPath = row.perPath?.(scene);
  const range = row.range?.(scene) ?? null;
  const difference = perPath && base ? pairedDifference(perPath, view, base, range) : null;
  return { id, unit, space, ...taken(row, perPath, view.paths), difference };
}

/** What a measure is over the paths done. */
function taken(
  { of, value, without }: (typeof MEASURES)[MeasureId],
  perPath: PerPath | undefined,
  paths: PathColumns | null,
): Known & Pick<Measure, 'of'> {
  if (!paths) return { of, ...unknown('NO_PATHS_DONE') };
  if (value) return { of, ...value(paths) };
  const numbers = [...paths.path.keys()].flatMap((row) => perPath?.(paths, row) ?? []);
  if (numbers.length === 0) return { of, ...unknown(without ?? 'NO_PATHS_DONE') };
  if (of !== 'mean') return { of, ...known(sumOf(numbers) / numbers.length) };
  return { ...averageOf(numbers), reason: null };
}

function meanOf(column: Float64Array, counts: (value: number) => boolean): Known {
  const numbers = Array.from(column).filter(counts);
  return numbers.length > 0 ? known(sumOf(numbers) / numbers.length) : unknown('NO_HAIRCUT');
}
