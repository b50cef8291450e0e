import { PURPOSE, type Stream, uniforms } from '../../cascade/numbers/random.ts';
import { bestOf, type ComparedSides, errorsAt, type Fit, leastOf, profileOf } from './fit.ts';
import type { Window } from './windows.ts';

/** An interval of a setting. */
export type Range = readonly [low: number, high: number];

/** 5 and 95 % of each setting over bootstrap draws. */
export interface Intervals {
  readonly leverageTilt: Range;
  readonly ageHalfLifeDays: Range;
  readonly standingShare: { readonly long?: Range; readonly short?: Range };
}

/** Lane of purpose 6 that `calibrate` draws from: model.md 8.1. */
const LANE = 1_000;
const DRAWS = 200;
const TAIL = 0.05;
const DAY_SECONDS = 86_400;

const dayOf = ({ start }: Window): number => Math.floor(start / DAY_SECONDS);

/** What samples of days say of a fit. */
interface Resampled {
  readonly intervals: Intervals;
  /** Tilts and ages that the record does not tell from the best, which is among them, with their best standing shares. */
  readonly alike: readonly Fit[];
}

/**
 * Fits `DRAWS` samples of whole UTC days, as many as there are, with replacement.
 *
 * Tilt, age and standing share can take each other's place, so that intervals of one at a time say little. Therefore a set too:
 * the settings whose error lies above the least by no more than, in 95 % of the samples, that of the whole record's best does,
 * which there is the truth. It is the set of a likelihood ratio, with the bootstrap's quantile for that of chi-square.
 */
export function bootstrap(windows: readonly Window[], sides: ComparedSides, seed: number): Resampled {
  const whole = profileOf(sides, new Float64Array(windows.length).fill(1));
  const least = leastOf(whole);
  const days = [...new Set(windows.map(dayOf))];
  const place = new Map(days.map((day, i) => [day, i]));
  const drawn = new Float64Array(days.length);
  const times = new Float64Array(windows.length);
  const fits: Fit[] = [];
  const above: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const stream: Stream = {
      seedLow: seed,
      seedHigh: 0,
      path: draw,
      purpose: PURPOSE.bootstrap,
      lane: LANE,
    };
    uniforms(stream, 0, days.length, drawn);
    const counts = new Float64Array(days.length);
    for (const u of drawn) counts[Math.floor(u * days.length)]! += 1;
    for (const [i, window] of windows.entries()) times[i] = counts[place.get(dayOf(window))!]!;
    const sampled = profileOf(sides, times);
    const best = leastOf(sampled);
    fits.push(best);
    above.push(sampled[whole.indexOf(least)]!.totalError - best.totalError);
  }
  const slack = range(above)[1];
  return {
    intervals: intervalsOf(fits, sides),
    alike: whole.filter(({ totalError }) => totalError - least.totalError <= slack),
  };
}

const intervalsOf = (fits: readonly Fit[], sides: ComparedSides): Intervals => ({
  leverageTilt: range(fits.map((own) => own.leverageTilt)),
  ageHalfLifeDays: range(fits.map((own) => own.ageHalfLifeDays)),
  standingShare: {
    ...(sides.long && { long: range(fits.map((own) => own.standingShare.long!)) }),
    ...(sides.short && { short: range(fits.map((own) => own.standingShare.short!)) }),
  },
});

/** Order statistics of rank 5 % from either end. */
function range(values: number[]): Range {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.ceil(TAIL * sorted.length) - 1;
  return [sorted[cut]!, sorted[sorted.length - 1 - cut]!];
}

/** Error on the days that were not fitted, by the parity of the day's number since 1970. */
export interface Tested {
  readonly evenAfterOdd: number;
  readonly oddAfterEven: number;
}

export function outOfSample(windows: readonly Window[], sides: ComparedSides): Tested {
  const odd = Float64Array.from(windows, (window) => dayOf(window) % 2);
  const even = odd.map((own) => 1 - own);
  return {
    evenAfterOdd: errorsAt(sides, bestOf(sides, odd), even).totalError,
    oddAfterEven: errorsAt(sides, bestOf(sides, even), odd).totalError,
  };
}
