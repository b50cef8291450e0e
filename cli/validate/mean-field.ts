import {
  equilibriumByRounds,
  equilibriumByThresholds,
  thresholdsOf,
} from '../../shared/cascade/check/equilibrium.ts';
import { log } from '../../shared/cascade/numbers/math.ts';
import { uniforms } from '../../shared/cascade/numbers/random.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { type Check, near } from './check.ts';
import type { Runner } from './group.ts';
import { ladderOfTriggers } from './ladders.ts';
import { items, maybe, numberOf, numbersOf, type Place } from './place.ts';

/**
 * Closed forms of an even ladder, met by ladders of many accounts (model.md 6 and 12). The forms are limits: a
 * tolerance is what the size of one account, or of a sample, explains, and never tighter than the file's.
 */
export const meanField: Runner = ({ place, tolerance }) => ({
  checks: [
    ...parts(place, 'uniformDrop').map(uniformDrop),
    ...parts(place, 'criticalLeverage').map((one, i) =>
      near(`criticalLeverage [${i}]`, numberOf(one, 'leverage'), criticalLeverage(one), tolerance),
    ),
    ...parts(place, 'borel').flatMap(borel),
    ...parts(place, 'squareRoot').flatMap(squareRoot),
  ],
});

const parts = (place: Place, key: string) => (maybe(place, key) ? items(place, key) : []);

const ACCOUNTS = 100_000;

/** Total drop down a ladder of even density from a distance `gap`, linear law: `(delta - n gap)/(1 - n)`. */
function uniformDrop(one: Place, i: number): Check {
  const kappa = numberOf(one, 'kappa');
  const rho = numberOf(one, 'rho');
  const gap = numberOf(one, 'gap');
  const delta = numberOf(one, 'delta');
  const expected = numberOf(one, 'drop');
  const startPrice = 1_000;
  // The ladder reaches twice as far as the drop is to go.
  const spacing = (2 * expected) / ACCOUNTS;
  const triggers = Float64Array.from({ length: ACCOUNTS }, (_, j) => startPrice - gap - (j + 0.5) * spacing);
  const ladder = ladderOfTriggers(triggers, rho * spacing, startPrice);
  const depth = depthOf({ law: 'linear', slope: kappa }, startPrice);
  const { price } = equilibriumByThresholds(thresholdsOf(ladder, depth, 1, 1), startPrice - delta);
  // Where the ladder stops is known to one account, and each account is worth 1/(1 - n) of itself.
  const oneAccount = (kappa * rho * spacing) / (1 - kappa * rho);
  return near(`uniformDrop [${i}]`, expected, startPrice - price, { absolute: oneAccount });
}

/**
 * Accounts of one leverage, spread evenly over their distance `1/leverage - rate`, with this impact if all sell:
 * the leverage at which the first to fall takes all others with it, found by halving.
 */
function criticalLeverage(one: Place): number {
  const rate = numberOf(one, 'rate');
  const impact = numberOf(one, 'impactTimesOpenInterest');
  const accounts = 1_000;
  const startPrice = 1;
  const depth = depthOf({ law: 'linear', slope: impact / accounts }, startPrice);
  const allFall = (leverage: number) => {
    const spacing = (1 / leverage - rate) / accounts;
    const triggers = Float64Array.from({ length: accounts }, (_, j) => startPrice - (j + 1) * spacing);
    const ladder = ladderOfTriggers(triggers, 1, startPrice);
    return equilibriumByRounds(ladder, depth, ladder.trigger[0]!, 1).accounts === accounts;
  };
  let safe = 1;
  let lost = 1 / rate;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (safe + lost) / 2;
    if (allFall(middle)) lost = middle;
    else safe = middle;
  }
  return lost;
}

/**
 * Sizes of cascades down a ladder whose triggers are a Poisson process: as the fundamental falls, every flat stretch of
 * the thresholds is one cascade, and its size follows the Borel law. Within four standard errors.
 */
function borel(one: Place): Check[] {
  const n = numberOf(one, 'n');
  const pmf = numbersOf(one, 'pmf');
  const cascades = 100_000;
  const accounts = Math.round(cascades * numberOf(one, 'mean'));
  const draws = new Float64Array(accounts);
  uniforms(
    { seedLow: 1953, seedHigh: 0, path: 0, purpose: 6, lane: Math.round(1_000 * n) },
    0,
    accounts,
    draws,
  );
  // One sale moves the price by 1; triggers lie 1/n apart on average.
  const triggers = new Float64Array(accounts);
  const startPrice = (3 * accounts) / n;
  let price = startPrice;
  for (let i = 0; i < accounts; i++) {
    price += log(draws[i]!) / n;
    triggers[i] = price;
  }
  const { fundamental } = thresholdsOf(
    ladderOfTriggers(triggers, 1, startPrice),
    depthOf({ law: 'linear', slope: 1 }, startPrice),
    1,
    1,
  );
  const sizes = stretches(fundamental);
  const mean = accounts / sizes.length;
  const moment = (power: 2 | 4) =>
    sizes.reduce((sum, size) => sum + (power === 2 ? (size - mean) ** 2 : (size - mean) ** 4), 0) /
    sizes.length;
  const variance = moment(2);
  const errors = (spread: number) => ({ absolute: 4 * Math.sqrt(spread / sizes.length) });
  return [
    ...pmf.map((share, k) => {
      const found = sizes.filter((size) => size === k + 1).length / sizes.length;
      return near(`borel ${n} P(${k + 1})`, share, found, errors(share * (1 - share)));
    }),
    near(`borel ${n} mean`, numberOf(one, 'mean'), mean, errors(variance)),
    near(`borel ${n} variance`, numberOf(one, 'variance'), variance, errors(moment(4) - variance * variance)),
  ];
}

/** Lengths of the runs of equal values; the last run may be cut off, and is left out. */
function stretches(values: Float64Array): number[] {
  const lengths: number[] = [];
  let start = 0;
  for (let i = 1; i < values.length; i++) {
    if (values[i] === values[start]) continue;
    lengths.push(i - start);
    start = i;
  }
  return lengths;
}

/**
 * Even ladder under square-root impact: `y = y0 + c sqrt(rho y)`, which does not vanish with the shock `y0`. The form adds
 * moves, the law multiplies them: so the whole example is shrunk a millionfold, where the two are the same.
 */
function squareRoot(one: Place, i: number): Check[] {
  const shrunk = 1e-6;
  const c = numberOf(one, 'c') * Math.sqrt(shrunk);
  const rho = numberOf(one, 'rho');
  const y = numberOf(one, 'y');
  const limit = numberOf(one, 'limitAsShockVanishes');
  const spacing = (2 * y * shrunk) / ACCOUNTS;
  const triggers = Float64Array.from({ length: ACCOUNTS }, (_, j) => 1 - (j + 1) * spacing);
  const ladder = ladderOfTriggers(triggers, rho * spacing, 1);
  const thresholds = thresholdsOf(ladder, depthOf({ law: 'square-root', c }, 1), 1, 1);
  const drop = (fundamental: number) => (1 - equilibriumByThresholds(thresholds, fundamental).price) / shrunk;
  const y0 = numberOf(one, 'y0') * shrunk;
  // One account is a 50,000th of the drop, and the impact of the last ones adds as much again.
  const tolerance = { relative: 1e-4, least: 0 };
  return [
    near(`squareRoot [${i}] y`, y, drop(1 - y0), tolerance),
    near(`squareRoot [${i}] limit`, limit, drop(ladder.trigger[0]!), tolerance),
  ];
}
