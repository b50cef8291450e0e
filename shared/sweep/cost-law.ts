import type { Cell } from './cells.ts';

/** How long one call of `runCells` with some paths of one cell, or of cells of one ladder, took. */
export interface Timing {
  readonly cells: readonly Pick<Cell, 'mechanism' | 'shockBps'>[];
  readonly paths: number;
  readonly seconds: number;
}

/** What a path costs on one core, from timings. */
export interface CostLaw {
  /** Drawing and sorting the accounts, once per path where they are estimated, else once per ladder. */
  readonly ladderSeconds: number;
  /** Letting one shock run over a ladder. */
  walkSeconds(cell: Pick<Cell, 'mechanism' | 'shockBps'>): number;
}

/**
 * Splits timings into ladder and walk. A call with `k` cells of one ladder costs one ladder and `k` walks,
 * so `k` single calls less one joint call leave `k - 1` ladders. Between timed shocks of a mechanism a
 * walk's cost is interpolated; a mechanism that was not timed costs the mean of all.
 */
export function costLawOf(ladders: readonly (readonly Timing[])[], drawnPerPath: boolean): CostLaw {
  const ladderOf = (timing: Timing) => (drawnPerPath ? timing.paths : 1);
  const perLadder = ladders.map((timings) => {
    const joint = timings.find(({ cells }) => cells.length > 1);
    const single = timings.filter(({ cells }) => cells.length === 1);
    if (!joint || single.length !== joint.cells.length) return 0;
    const surplus = single.reduce((sum, { seconds }) => sum + seconds, 0) - joint.seconds;
    return Math.max(surplus, 0) / ((single.length - 1) * ladderOf(joint));
  });
  const ladderSeconds = mean(perLadder.filter((seconds) => seconds > 0));

  const points = new Map<string, Map<number, number[]>>();
  for (const timing of ladders.flat()) {
    if (timing.cells.length !== 1) continue;
    const { mechanism, shockBps } = timing.cells[0]!;
    const walk = Math.max(timing.seconds - ladderOf(timing) * ladderSeconds, 0) / timing.paths;
    const byShock = points.get(mechanism) ?? new Map<number, number[]>();
    byShock.set(shockBps, [...(byShock.get(shockBps) ?? []), walk]);
    points.set(mechanism, byShock);
  }
  const curves = new Map(
    [...points].map(([mechanism, byShock]) => [
      mechanism,
      [...byShock].map(([shock, walks]) => [shock, mean(walks)] as const).sort(([a], [b]) => a - b),
    ]),
  );
  const overall = mean([...curves.values()].flat().map(([, walk]) => walk));
  return {
    ladderSeconds,
    walkSeconds: ({ mechanism, shockBps }) => {
      const curve = curves.get(mechanism);
      return curve ? interpolated(curve, shockBps) : overall;
    },
  };
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Straight lines between points that ascend, flat beyond them. */
function interpolated(points: readonly (readonly [number, number])[], at: number): number {
  const right = points.findIndex(([x]) => x >= at);
  if (right === -1) return points[points.length - 1]![1];
  const [x1, y1] = points[right]!;
  if (right === 0) return y1;
  const [x0, y0] = points[right - 1]!;
  return y0 + ((at - x0) / (x1 - x0)) * (y1 - y0);
}
