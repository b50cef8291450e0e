import type { MapChange } from '../risk/findings/change.ts';
import { benjaminiHochberg } from '../risk/statistics/many-tests.ts';
import { pooledZ } from '../risk/statistics/unpaired.ts';
import type { Side } from '../sweep/cells.ts';
import type { Plane } from './rows.ts';

/** Paths of a cell, and how many of them count as failing: need above the fund, or missing. */
export interface CellCount {
  readonly failing: number;
  readonly planned: number;
}

/** One cell of a map on two nights. */
export interface DeltaCell {
  readonly market: string;
  readonly side: Side;
  readonly cellId: string;
  readonly leverage: number;
  readonly shockBps: number;
  /** Share of failing paths; null: that night has no such cell. */
  readonly before: number | null;
  readonly now: number | null;
  /** After Benjamini and Hochberg over the cells that both nights have; null where one has it not. */
  readonly pValue: number | null;
  readonly state: 'worse' | 'better' | 'same' | 'missing';
}

/** Of what is called changed, the share that may be so by chance. */
const FALSE_SHARE = 0.1;

/**
 * Which cells of the maps differ from those of the night before (report.md 7.12). Both nights share seeds, but only decision
 * cells keep their paths: cells are tested as independent samples, which makes the test cautious.
 */
export function deltaCells(
  planes: readonly Plane[],
  before: (cellId: string) => CellCount | undefined,
): DeltaCell[] {
  const pairs = planes.flatMap(({ market, side, cells }) =>
    cells.map((now) => ({ market, side, now, earlier: before(now.cellId) })),
  );
  const tested = pairs.flatMap((own) =>
    own.earlier === undefined || own.now.status === 'missing' ? [] : [{ ...own, earlier: own.earlier }],
  );
  const adjusted = benjaminiHochberg(tested.map(({ earlier, now }) => chance(earlier, countOf(now))));
  return pairs.map(({ market, side, now, earlier }) => {
    const { cellId, leverage, shock } = now;
    const place = tested.findIndex((own) => own.now === now);
    const cell = {
      market,
      side,
      cellId,
      leverage,
      shockBps: Math.round(shock * 10_000),
      before: earlier ? earlier.failing / earlier.planned : null,
      now: now.status === 'missing' ? null : now.p,
    };
    if (place < 0) return { ...cell, pValue: null, state: 'missing' };
    const pValue = adjusted[place]!;
    const rises = now.p > earlier!.failing / earlier!.planned;
    return { ...cell, pValue, state: pValue > FALSE_SHARE ? 'same' : rises ? 'worse' : 'better' };
  });
}

/** How many of them changed, by side. */
export const mapChanges = (cells: readonly DeltaCell[]): MapChange[] =>
  (['down', 'up'] as const).map((side) => {
    const own = cells.filter((cell) => cell.side === side && cell.state !== 'missing');
    const count = (state: DeltaCell['state']) => own.filter((cell) => cell.state === state).length;
    return { side, compared: own.length, worse: count('worse'), better: count('better') };
  });

const countOf = ({ p, pathsPlanned }: Plane['cells'][number]): CellCount => ({
  failing: Math.round(p * pathsPlanned),
  planned: pathsPlanned,
});

/** Two-sided; 1 where all paths fail on both nights, or none. */
function chance(before: CellCount, now: CellCount): number {
  const failing = before.failing + now.failing;
  if (failing === 0 || failing === before.planned + now.planned) return 1;
  return pooledZ(before.failing, before.planned, now.failing, now.planned).p;
}
