import type { Aftermath } from '../../market/aftermath.ts';
import { utcOf } from '../../market/days.ts';
import { secondsOf } from '../../market/snapshot.ts';
import type { Inside, OwnRecord, Prediction, RecordDay } from '../findings/own-record.ts';
import { known, unknown } from '../shapes/number.ts';
import { binomialTail } from '../statistics/binomial.ts';
import { conditionalCoverage, independence, transitionsOf } from '../statistics/christoffersen.ts';
import { kupiec, kupiecPower } from '../statistics/kupiec.ts';
import { shortfallCritical, shortfallStatistics } from '../statistics/shortfall-backtest.ts';
import { zoneOf, zonesOf } from '../statistics/traffic-light.ts';
import { brierTest } from './brier.ts';
import { type Realised, windowsBetween } from './realised.ts';

const DAY = 86_400;
/** These markets do not close. */
const REACH = 365 * DAY;
/** A report that nobody followed up stays current so long. */
const LONGEST = 2 * DAY;

/** A report and what came while it was current. */
interface Followed {
  readonly prediction: Prediction;
  /** Of the gap's length. */
  readonly moves: readonly Realised[];
  /** Of the length of ordinary days. */
  readonly ordinary: readonly Realised[];
}

/**
 * Past reports of one side against what came after them (report.md 3.10). Null where nothing is known of the time in which one of them
 * was current.
 *
 * @param predictions of one market and side, oldest first
 */
export function scored(
  predictions: readonly Prediction[],
  aftermath: Aftermath,
  seed: { readonly seedLow: number; readonly seedHigh: number },
): OwnRecord | null {
  const end = aftermath.time.at(-1)!;
  const recent = predictions.filter(({ asOf }) => secondsOf(asOf) >= end - REACH);
  const followed = recent
    .map((prediction, i) => follow(prediction, recent[i + 1], aftermath))
    .filter(({ moves }) => moves.length > 0);
  const first = followed[0];
  if (!first) return null;
  const { market, side } = first.prediction;
  return {
    market,
    side,
    from: first.prediction.asOf,
    to: utcOf(end),
    source: aftermath.source,
    reports: followed.length,
    ...exceptionsOf(followed),
    shortfall: shortfallOf(followed),
    liquidated: liquidatedOf(followed),
    fund: fundOf(followed),
    brier: brierOf(followed, seed),
    days: followed.map(dayOf),
  };
}

/** While the report was current: until the next one, two days at most. */
function follow(prediction: Prediction, next: Prediction | undefined, aftermath: Aftermath): Followed {
  const from = secondsOf(prediction.asOf);
  const to = Math.min(from + LONGEST, next ? secondsOf(next.asOf) : from + LONGEST);
  const until = Math.min(to, aftermath.time.at(-1)!);
  return {
    prediction,
    moves: windowsBetween(aftermath, from, until, prediction.gapSeconds),
    ordinary: windowsBetween(aftermath, from, until, prediction.designSeconds),
  };
}

const isException = ({ side, gap }: Prediction, { move }: Realised): boolean => move[side] > gap;

function dayOf({ prediction, moves }: Followed): RecordDay {
  const { asOf, side, gap } = prediction;
  return {
    asOf,
    windows: moves.length,
    exceptions: moves.filter((own) => isException(prediction, own)).length,
    worst: Math.max(...moves.map(({ move }) => move[side])),
    gap,
  };
}

function exceptionsOf(followed: readonly Followed[]) {
  const hits = followed.flatMap(({ prediction, moves }) => moves.map((own) => isException(prediction, own)));
  const beyond = followed.flatMap(({ prediction, moves }) =>
    moves
      .filter((own) => isException(prediction, own))
      .map(({ move }) => move[prediction.side] - prediction.gap),
  );
  const n = hits.length;
  const x = beyond.length;
  const p = mean(followed.map(({ prediction }) => 1 - prediction.quantile));
  const transitions = transitionsOf(hits);
  const count = kupiec(n, x, p);
  const apart = independence(transitions);
  const both = conditionalCoverage(n, x, p, transitions);
  return {
    windows: n,
    exceptions: x,
    expected: n * p,
    largest: x === 0 ? null : Math.max(...beyond),
    average: x === 0 ? null : mean(beyond),
    adequacy: binomialTail(x, n, p),
    kupiec: { statistic: count.lr, pValue: count.pValue, reason: null },
    independence: { statistic: apart.lr, pValue: apart.pValue, reason: apart.reason },
    conditional: { statistic: both.lr, pValue: both.pValue, reason: both.reason },
    zone: zoneOf(x, n, p),
    ...zonesOf(n, p),
    power: kupiecPower(n, p, Math.min(1, 2 * p)),
  };
}

const CRITICAL = 0.05;

/** Of the historical quantile and shortfall, where the reports' histories tell both. */
function shortfallOf(followed: readonly Followed[]): OwnRecord['shortfall'] {
  const told = followed.flatMap(({ prediction, moves }) => {
    const { side, moveQuantile, moveShortfall } = prediction;
    if (moveQuantile === null || moveShortfall === null || !(moveShortfall > 0)) return [];
    return moves.map(({ move }) => ({ move: move[side], moveQuantile, moveShortfall }));
  });
  if (told.length === 0) return null;
  const tail = mean(followed.map(({ prediction }) => 1 - prediction.quantile));
  const exceptions = told
    .filter(({ move, moveQuantile }) => move > moveQuantile)
    .map(({ move, moveShortfall }) => ({ profit: -move, shortfall: moveShortfall }));
  return {
    ...shortfallStatistics(exceptions, told.length, tail),
    criticalNormal: shortfallCritical(told.length, tail, 'normal', CRITICAL),
    criticalT3: shortfallCritical(told.length, tail, 't3', CRITICAL),
  };
}

/** Windows in which an ordinary move came, from the median to the large one. */
function ordinaryWindows(followed: readonly Followed[]): { prediction: Prediction; window: Realised }[] {
  return followed.flatMap(({ prediction, ordinary }) => {
    const { medianMove, largeMove, side } = prediction;
    if (medianMove === null || largeMove === null) return [];
    return ordinary
      .filter(({ move }) => medianMove <= move[side] && move[side] <= largeMove)
      .map((window) => ({ prediction, window }));
  });
}

/** The predicted end is that of the large move: it should hold for nineteen of twenty smaller ones at least. */
function liquidatedOf(followed: readonly Followed[]): Inside | null {
  const pairs = ordinaryWindows(followed).flatMap(({ prediction, window }) => {
    const quantity = window.liquidated[prediction.side];
    const said = prediction.liquidatedQ95;
    return quantity === null || said === null ? [] : [{ came: quantity / prediction.openInterest, said }];
  });
  return inside(pairs.map(({ came, said }) => ({ came, said, isInside: came <= said })));
}

function fundOf(followed: readonly Followed[]): Inside | null {
  const pairs = ordinaryWindows(followed).flatMap(({ prediction: { fundQ05, fundQ95 }, window }) =>
    window.fundChange === null || fundQ05 === null || fundQ95 === null
      ? []
      : [
          {
            came: window.fundChange,
            said: fundQ05,
            isInside: fundQ05 <= window.fundChange && window.fundChange <= fundQ95,
          },
        ],
  );
  return inside(pairs);
}

function inside(
  pairs: readonly { readonly came: number; readonly said: number; readonly isInside: boolean }[],
): Inside | null {
  if (pairs.length === 0) return null;
  const average = (values: readonly number[]) =>
    values.length === 0 ? unknown('NOT_RECORDED') : known(mean(values));
  return {
    windows: pairs.length,
    inside: pairs.filter((own) => own.isInside).length,
    predicted: average(pairs.map(({ said }) => said)),
    realised: average(pairs.map(({ came }) => came)),
  };
}

function brierOf(followed: readonly Followed[], seed: Parameters<typeof brierTest>[1]): OwnRecord['brier'] {
  const pairs = ordinaryWindows(followed);
  const thresholds = [
    { over: 0.01, of: ({ over1 }: Prediction) => over1 },
    { over: 0.03, of: ({ over3 }: Prediction) => over3 },
  ];
  return thresholds.flatMap(({ over, of }) => {
    const forecasts = pairs.flatMap(({ prediction, window }) => {
      const p = of(prediction);
      return p === null || window.premium === null ? [] : [{ p, y: window.premium > over }];
    });
    if (forecasts.length === 0) return [];
    return [{ over, result: { windows: forecasts.length, ...brierTest(forecasts, seed) } }];
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, own) => sum + own, 0) / values.length;
