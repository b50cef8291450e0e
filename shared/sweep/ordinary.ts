import { ORDINARY_LEVELS, type OrdinaryLevel } from '../market/history.ts';
import type { Snapshot } from '../market/snapshot.ts';
import type { Side } from './cells.ts';
import type { Sweep } from './sweep-file.ts';

/** A move that a window of the design's length reaches on an ordinary day. */
export interface OrdinaryMove {
  readonly side: Side;
  /** Share of the windows that do not go further. */
  readonly level: OrdinaryLevel;
  /** Signed, whole basis points, rounded away from zero. */
  readonly shockBps: number;
}

/** The median window, and one in twenty. */
const LEVELS = [0.5, 0.95] as const;

/**
 * Ordinary moves of the design's own window, median and 95 %, down before up (report.md 3.14); none where the history has no
 * quantiles of such windows.
 */
export function ordinaryMoves({ design }: Sweep, { history }: Pick<Snapshot, 'history'>): OrdinaryMove[] {
  const quantiles = history.windows.find(({ seconds }) => seconds === 60 * design.minutes)?.quantiles;
  if (!quantiles) return [];
  return (['down', 'up'] as const).flatMap((side) =>
    LEVELS.map((level) => {
      const size = wholeBps(quantiles[side][ORDINARY_LEVELS.indexOf(level)]!);
      return { side, level, shockBps: side === 'down' ? -Math.min(size, 9_999) : size };
    }),
  );
}

/** The same as an axis: ascending, each once. */
export const ordinaryShocks = (sweep: Sweep, snapshot: Pick<Snapshot, 'history'>): number[] =>
  [...new Set(ordinaryMoves(sweep, snapshot).map(({ shockBps }) => shockBps))].sort((a, b) => a - b);

/** No move of 0, which has no side; 0.0377 is 377, whatever a double makes of it. */
const wholeBps = (move: number): number => Math.max(1, Math.ceil(10_000 * move - 1e-6));
