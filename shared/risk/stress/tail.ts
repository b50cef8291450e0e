import { exp, log1p } from '../../cascade/numbers/math.ts';
import type { Window } from '../../market/history.ts';
import type { Market } from '../../market/market.ts';
import {
  fitTail,
  type Tail as Law,
  shapeError,
  tailInterval,
  tailQuantile,
  tailShortfall,
} from '../../market/tail-fit.ts';
import type { Side } from '../../sweep/cells.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { Tail, TailQuantile, TailThreshold } from '../findings/tail.ts';

const SHARES = [0.99, 0.995, 0.999] as const;
/** Fewer excesses fit no law (report.md 8.5). */
const FEWEST = 50;
/** Of the moves that are kept: the band over thresholds says how much the law owes to where it begins. */
const PARTS = [1, 0.8, 0.6, 0.45, 0.35] as const;

/**
 * The tail of a side's moves in windows of the design's length, and where the design's shocks stand in it: the law that the
 * snapshot brings, else one fitted to the moves that it keeps. Null where the history has no such windows.
 */
export function tailOf({ snapshot }: Market, { design }: Sweep, side: Side): Tail | null {
  const window = snapshot.history.windows.find(({ seconds }) => seconds === 60 * design.minutes);
  if (!window) return null;
  const moves = window[side];
  const given = givenLaw(window, side);
  const law = given ?? lawAbove(window, side, moves.length);
  return {
    market: snapshot.market.id,
    side,
    seconds: window.seconds,
    windows: window.count,
    threshold: law?.threshold ?? null,
    xi: law?.xi ?? null,
    reason: law ? null : 'TOO_FEW_MOVES',
    scale: law?.scale ?? null,
    xiError: law && shapeError(law),
    moves: [...moves],
    quantiles: law ? SHARES.flatMap((share) => quantileAt(window, side, law, share)) : [],
    thresholds: [
      ...(given ? [rowOf(given)] : []),
      ...PARTS.flatMap((part) => {
        const own = lawAbove(window, side, Math.floor(part * moves.length));
        return own ? [rowOf(own)] : [];
      }),
    ],
    design: design[side].map(({ shockBps }) => {
      const size = Math.abs(shockBps) / 10_000;
      const seen = moves.filter((move) => move > size).length;
      return { shockBps, seen, chance: law && size > law.threshold ? chanceBeyond(law, size) : null };
    }),
  };
}

/** The law of the snapshot, which whoever made that fitted to all moves. */
function givenLaw({ count, tail }: Window, side: Side): Law | null {
  if (!tail) return null;
  const { threshold, exceedances, xi, beta } = tail[side];
  return { threshold, excesses: exceedances, observations: count, xi, scale: beta };
}

/** With the interval that the snapshot tells, or that of a law of our own; nothing below the law's threshold. */
function quantileAt(window: Window, side: Side, law: Law, share: number): TailQuantile[] {
  const { threshold, excesses, observations } = law;
  if (!(1 - share < excesses / observations)) return [];
  const told = window.tail?.[side].shocks?.find(({ quantile }) => quantile === share);
  const own = window.tail
    ? null
    : tailInterval(above(window[side], threshold), { threshold, observations }, share);
  const [lower, upper] = told ? [told.lower, told.upper] : (own ?? [null, null]);
  return [{ share, move: tailQuantile(law, share), lower, upper }];
}

const above = (moves: readonly number[], threshold: number): number[] =>
  moves.flatMap((move) => (move > threshold ? [move - threshold] : []));

/** Fitted to what exceeds the smallest of the `kept` largest moves; null where that is too little. */
function lawAbove(window: Window, side: Side, kept: number): Law | null {
  const threshold = window[side][kept - 1];
  if (threshold === undefined || threshold <= 0) return null;
  const excesses = above(window[side], threshold);
  if (excesses.length < FEWEST) return null;
  return { ...fitTail(excesses), threshold, excesses: excesses.length, observations: window.count };
}

function rowOf(law: Law): TailThreshold {
  const { threshold, excesses, xi } = law;
  const shortfall = tailShortfall(law, 0.999);
  return { threshold, excesses, xi, shortfall: Number.isFinite(shortfall) ? shortfall : null };
}

/** Share of windows that go beyond a move above the threshold. */
export function chanceBeyond({ xi, scale, threshold, excesses, observations }: Law, move: number): number {
  const y = (move - threshold) / scale;
  const grown = xi * y;
  if (grown <= -1) return 0;
  const beyond = Math.abs(xi) < 1e-12 ? exp(-y) : exp(-log1p(grown) / xi);
  return (excesses / observations) * beyond;
}
