import { log } from '../../cascade/numbers/math.ts';
import type { Rules } from '../rules.ts';
import type { FittedSetting } from './calibration.ts';
import { type Fitted, HALF_LIVES } from './engine.ts';
import type { Progress } from './positions.ts';
import { median, quantile } from './quantile.ts';
import { aroundWindows, type Replayable, replayStretches } from './stretches.ts';
import { DRAWS } from './trials.ts';
import { adverseMove, SIDES, WINDOW_SECONDS, type Window } from './windows.ts';

/** Step C: what venue prices beside the index say of depth (calibration.md 3.4). */
export interface DislocationFit {
  readonly settings: readonly FittedSetting[];
  readonly compared:
    | { readonly windows: number; readonly observed: Middle; readonly predicted: readonly Tried[] }
    | { readonly notIdentifiable: string };
}

/** Median and 95 % of the largest premiums, either way. */
interface Middle {
  readonly median: number;
  readonly high: number;
}

interface Tried extends Middle {
  readonly halfLifeSeconds: number;
  readonly withdrawal: Rules['withdrawal'];
}

const LEAST_WINDOWS = 5;
const LARGE = 0.08;
const HIGH = 0.95;
/** Nobody leaves; half of the base; the base, as depth was seen to thin (calibration.md 5). */
const WITHDRAWALS: readonly Rules['withdrawal'][] = [
  null,
  [
    [0, 1],
    [0.025, 0.9],
    [0.05, 0.7],
    [0.1, 0.5],
    [0.2, 0.4],
  ],
  [
    [0, 1],
    [0.025, 0.8],
    [0.05, 0.5],
    [0.1, 0.25],
    [0.2, 0.15],
  ],
];

export function fitDislocation(
  replayable: Replayable,
  windows: readonly Window[],
  progress: Progress,
): Fitted<DislocationFit> {
  const { rules } = replayable.snapshot;
  const seen = windows.flatMap((window) => {
    const premium = largestPremium(replayable.record, window);
    const isLarge = SIDES.some((side) => adverseMove(window, side) >= LARGE);
    return isLarge && premium !== undefined ? [{ start: window.start, premium }] : [];
  });
  const reason = whyNot(seen.length, rules);
  if (reason !== undefined) {
    const note = `not identifiable: ${reason}`;
    const settings = [{ name: 'withdrawal', value: rules.withdrawal, state: 'kept', note } as const];
    return { fit: { settings, compared: { notIdentifiable: reason } }, rules };
  }
  const starts = new Set(seen.map(({ start }) => start));
  const around = aroundWindows(
    [...starts],
    [windows[0]!.start, windows[windows.length - 1]!.start + WINDOW_SECONDS],
  );
  const observed = middleOf(seen.map(({ premium }) => premium));
  let done = 0;
  const predicted = HALF_LIVES.flatMap((halfLifeSeconds) =>
    WITHDRAWALS.map((withdrawal): Tried => {
      const shown = DRAWS.flatMap((draw) => {
        const own = replayStretches(replayable, around, { ...rules, halfLifeSeconds, withdrawal }, draw);
        progress(++done, HALF_LIVES.length * WITHDRAWALS.length * DRAWS.length);
        return own
          .filter(({ startSeconds }) => starts.has(startSeconds))
          .map(({ dislocation }) => dislocation);
      });
      return { halfLifeSeconds, withdrawal, ...middleOf(shown) };
    }),
  );
  const { halfLifeSeconds, withdrawal } = predicted.reduce((best, own) =>
    missOf(own, observed) < missOf(best, observed) ? own : best,
  );
  return {
    fit: {
      settings: [
        { name: 'halfLifeSeconds', value: halfLifeSeconds, state: 'fitted' },
        { name: 'withdrawal', value: withdrawal, state: 'fitted' },
      ],
      compared: { windows: seen.length, observed, predicted },
    },
    rules: { ...rules, halfLifeSeconds, withdrawal },
  };
}

function whyNot(windows: number, { permanentShare }: Rules): string | undefined {
  if (windows < LEAST_WINDOWS)
    return `premiums must be known in at least ${LEAST_WINDOWS} windows of a move of ${100 * LARGE} % or more, got ${windows}`;
  if (permanentShare !== 0)
    return `permanentShare must be 0 where recorded prices are replayed, got ${permanentShare}`;
  return undefined;
}

/** Either way; undefined where a row of the window does not know it. */
function largestPremium(
  { rows, intervalSeconds }: Replayable['record'],
  { start }: Window,
): number | undefined {
  let largest: number | undefined;
  for (const [i, time] of rows.time.entries()) {
    const middle = time - intervalSeconds / 2;
    if (middle < start || middle >= start + WINDOW_SECONDS) continue;
    const own = Math.max(Math.abs(rows.premiumLow[i]!), Math.abs(rows.premiumHigh[i]!));
    if (Number.isNaN(own)) return undefined;
    largest = Math.max(largest ?? 0, own);
  }
  return largest;
}

const middleOf = (values: readonly number[]): Middle => ({
  median: median(values),
  high: quantile(values, HIGH),
});

/** Below a basis point nothing is told apart. */
const LEAST = 1e-4;
const missOf = (own: Middle, observed: Middle): number => {
  const miss = (a: number, b: number) => log(Math.max(a, LEAST) / Math.max(b, LEAST));
  const [middle, high] = [miss(own.median, observed.median), miss(own.high, observed.high)];
  return middle * middle + high * high;
};
