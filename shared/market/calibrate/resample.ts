import { PURPOSE, type Stream, uniforms } from '../../cascade/numbers/random.ts';
import { bestOf, type ComparedSides, errorsAt, type Fit } from './fit.ts';
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

/** Fits `DRAWS` samples of whole UTC days, as many as there are, with replacement. */
export function bootstrap(windows: readonly Window[], sides: ComparedSides, seed: number): Intervals {
  const days = [...new Set(windows.map(dayOf))];
  const place = new Map(days.map((day, i) => [day, i]));
  const drawn = new Float64Array(days.length);
  const times = new Float64Array(windows.length);
  const fits: Fit[] = [];
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
    fits.push(bestOf(sides, times));
  }
  return {
    leverageTilt: range(fits.map((own) => own.leverageTilt)),
    ageHalfLifeDays: range(fits.map((own) => own.ageHalfLifeDays)),
    standingShare: {
      ...(sides.long && { long: range(fits.map((own) => own.standingShare.long!)) }),
      ...(sides.short && { short: range(fits.map((own) => own.standingShare.short!)) }),
    },
  };
}

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
