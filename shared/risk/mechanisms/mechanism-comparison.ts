import { basePlace, type CellView, cellView, type Scene } from '../cells/cell-view.ts';
import { SIDES } from '../cells/decision-cells.ts';
import type { Measure, Mechanism } from '../findings/mechanism.ts';
import { isoDuration } from '../shapes/horizon.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { averageOf, sumOf } from '../statistics/average.ts';
import { MEASURE_IDS, MEASURES, type MeasureId } from './measures.ts';
import { pairedDifference } from './paired-difference.ts';

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
  const { unit, space, of } = row;
  const perPath = row.perPath?.(scene);
  const { paths } = view;
  let taken: Pick<Measure, 'of' | 'value' | 'reason'> = { of, ...unknown('NO_PATHS_DONE') };
  if (paths && row.value) taken = { of, ...row.value(paths) };
  if (paths && perPath) {
    const numbers = [...paths.path.keys()].flatMap((path) => perPath(paths, path) ?? []);
    if (numbers.length === 0) taken = { of, ...unknown(row.without ?? 'NO_PATHS_DONE') };
    else if (of === 'mean') taken = { ...averageOf(numbers), reason: null };
    else taken = { of, ...known(sumOf(numbers) / numbers.length) };
  }
  const difference = perPath && base ? pairedDifference(perPath, view, base, id === 'pRuin') : null;
  return { id, unit, space, ...taken, difference };
}

function meanOf(column: Float64Array, counts: (value: number) => boolean): Known {
  const numbers = Array.from(column).filter(counts);
  return numbers.length > 0 ? known(sumOf(numbers) / numbers.length) : unknown('NO_HAIRCUT');
}
