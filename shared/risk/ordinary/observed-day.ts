import { ORDINARY_LEVELS } from '../../market/history.ts';
import type { Market } from '../../market/market.ts';
import type { Near } from '../../market/observed.ts';
import type { OrdinaryMove } from '../../sweep/ordinary.ts';
import {
  DAY_NUMBERS,
  type DayNumber,
  type DayNumbers,
  dayNumber,
  type ObservedDay,
  type OrdinaryDay,
} from '../findings/ordinary-day.ts';
import { type Estimate, type Known, known, unknown } from '../shapes/number.ts';
import { twoSided } from '../statistics/quantile-estimate.ts';
import { shareEstimate } from './share-estimate.ts';

/** A prediction of more than so many times what was observed, or of less than that part of it, is named. */
const FAR = 3;
/** With fewer windows nothing is compared: as few as a fit asks of a side (calibration.md 3.5). */
const LEAST_WINDOWS = 10;
/** What is smaller counts as this, a hundredth of a percent of open interest, as in the sensitivity table. */
const LEAST = 1e-4;

/**
 * What the snapshot's record shows near an ordinary move, beside what is predicted there (report.md 3.14); null where no
 * record was measured.
 */
export function observedDay(
  market: Market,
  { side, level }: Pick<OrdinaryMove, 'side' | 'level'>,
  minutes: number,
  predicted: DayNumbers & Pick<OrdinaryDay, 'paths'>,
): ObservedDay | null {
  const { windows } = market.snapshot.history;
  const observed = windows.find(({ seconds }) => seconds === 60 * minutes)?.observed;
  if (!observed) return null;
  const near = observed[side][ORDINARY_LEVELS.indexOf(level)]!;
  const numbers = numbersOf(near, market.openInterestNotional);
  const counts = {
    whole: observed.windows,
    near: near.windows,
    dislocation: near.dislocation?.windows ?? 0,
    fundChange: near.fundChange?.windows ?? 0,
  };
  const beside = { predicted, observed: numbers, windows: counts, openInterest: market.openInterestNotional };
  const compared = DAY_NUMBERS.filter((name) => isCompared(beside, name));
  return {
    source: observed.source,
    fromSeconds: observed.fromSeconds,
    untilSeconds: observed.untilSeconds,
    windows: counts,
    ...numbers,
    compared,
    marks: compared.filter((name) => isFar(beside, name)),
  };
}

/** Money at today's open interest, of which the record's fund changes are shares. */
function numbersOf(
  { windows, dislocation, liquidatedShare, fundChange }: Near,
  openInterest: number,
): DayNumbers {
  const reason = windows === 0 ? 'NO_WINDOW_NEAR' : 'NOT_IN_RECORD';
  const over = (name: 'over1' | 'over3' | 'over10'): Estimate => {
    if (dislocation === null)
      return { ...unknown(reason), interval: twoSided(unknown(reason), unknown(reason), 'none') };
    const { [name]: amount, windows: seen } = dislocation;
    return shareEstimate({ kind: 'count', amount, done: seen, planned: seen });
  };
  const number = (value: number | undefined, times: number): Known =>
    value === undefined ? unknown(reason) : known(value * times);
  return {
    dislocation: { over1: over('over1'), over3: over('over3'), over10: over('over10') },
    liquidatedShare: { median: number(liquidatedShare?.median, 1), q95: number(liquidatedShare?.q95, 1) },
    fundChange: {
      median: number(fundChange?.median, openInterest),
      q05: number(fundChange?.q05, openInterest),
      q95: number(fundChange?.q95, openInterest),
    },
  };
}

/** Prediction and record, and of how many paths and windows each is made. */
interface Beside {
  readonly predicted: DayNumbers & Pick<OrdinaryDay, 'paths'>;
  readonly observed: DayNumbers;
  readonly windows: ObservedDay['windows'];
  readonly openInterest: number;
}

/** Windows that a number was seen in. */
function windowsOf({ windows }: Beside, name: DayNumber): number {
  if (isShareOfWindows(name)) return windows.dislocation;
  return isMoney(name) ? windows.fundChange : windows.near;
}

const isShareOfWindows = (name: DayNumber): boolean => name.startsWith('over');
const isMoney = (name: DayNumber): boolean => name.startsWith('fundChange');

const isCompared = (beside: Beside, name: DayNumber): boolean =>
  dayNumber(beside.predicted, name).value !== null && windowsOf(beside, name) >= LEAST_WINDOWS;

/**
 * Shares of paths and windows count as one path or one window at least: of 40 windows without an event, a prediction of
 * 7.5 % would have shown one with 95 %. Amounts of different signs are far apart unless both are next to nothing.
 */
function isFar(beside: Beside, name: DayNumber): boolean {
  const { predicted, observed, openInterest } = beside;
  const times = isMoney(name) ? 1 / openInterest : 1;
  const [one, other] = [predicted, observed].map((own) => dayNumber(own, name).value! * times) as [
    number,
    number,
  ];
  const least = isShareOfWindows(name) ? 1 / Math.min(windowsOf(beside, name), predicted.paths.done) : LEAST;
  const [larger, smaller] = [Math.max(one, other), Math.min(one, other)];
  if (larger > least && smaller < -least) return true;
  const sizes = [one, other].map((own) => Math.max(Math.abs(own), least)).sort((a, b) => a - b);
  return sizes[1]! > FAR * sizes[0]!;
}
