import type { Say } from '../csv.ts';
import type { Window } from '../history.ts';
import { clusterMaxima, fitTail, tailInterval, tailQuantile } from '../tail-fit.ts';

type WindowTail = NonNullable<Window['tail']>['down'];

/** Quantiles of which a design shock is proposed. */
const QUANTILES = [0.99, 0.995, 0.999] as const;
/** Windows above the threshold, and fewest runs of them that a law is fitted to (report.md 8.5). */
const SHARE = 0.05;
const FEWEST = 50;

/**
 * The tail of moves in windows one after another: a law of what the largest 5 % exceed, runs of neighbours counted once, and the
 * moves that it proposes for a design, with their intervals. Undefined where fewer than 50 runs exceed.
 */
export function tailOfMoves(moves: Float64Array): WindowTail | undefined {
  const observations = moves.length;
  const threshold = moves.slice().sort()[Math.ceil((1 - SHARE) * observations) - 1]!;
  const excesses = clusterMaxima(moves, threshold, 1).map((move) => move - threshold);
  if (excesses.length < FEWEST) return undefined;
  const { xi, scale } = fitTail(excesses);
  const tail = { xi, scale, threshold, excesses: excesses.length, observations };
  return {
    threshold,
    exceedances: excesses.length,
    xi,
    beta: scale,
    shocks: QUANTILES.map((quantile) => {
      const [lower, upper] = tailInterval(excesses, { threshold, observations }, quantile);
      return { quantile, move: tailQuantile(tail, quantile), lower, upper };
    }),
  };
}

/** The tails of a window's moves, told as what they propose; nothing where one of them has too few. */
export function withTail(window: Window, down: Float64Array, up: Float64Array, say: Say): Window {
  const tails = { down: tailOfMoves(down), up: tailOfMoves(up) };
  const { seconds, count } = window;
  const length = `${seconds} s`;
  if (!tails.down || !tails.up) {
    say(
      `windows of ${length}: ${count} are too few to fit a tail, which needs ${FEWEST} runs above the largest ${100 * SHARE} %; the design shock is yours to choose`,
    );
    return window;
  }
  for (const [side, words] of [
    ['down', 'falls'],
    ['up', 'rises'],
  ] as const) {
    const { shocks, exceedances, threshold } = tails[side]!;
    const { quantile, move, lower, upper } = shocks!.at(-1)!;
    say(
      `windows of ${length}: proposed design shock, ${words} that ${Number((100 * quantile).toFixed(1))} % of windows do not exceed: ${percent(move)} [${percent(lower)}, ${percent(upper)}], from ${exceedances} runs above ${percent(threshold)}`,
    );
  }
  return { ...window, tail: { down: tails.down, up: tails.up } };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
