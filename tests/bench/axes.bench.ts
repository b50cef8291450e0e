// What one more value of each axis costs on 100,000 positions: some share a ladder, some need one of their own.

import { createEngine } from '../../shared/cascade/cascade.ts';
import {
  equilibriumByRounds,
  equilibriumByThresholds,
  thresholdsOf,
} from '../../shared/cascade/check/equilibrium.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { scaleMaintenance } from '../../shared/cascade/margin/tiers.ts';
import { COLUMN, OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { shockPathOf } from '../../shared/cascade/venue/shock.ts';
import { KERNEL_SHOCKS, kernelMarket, kernelRamp } from './kernel-market.ts';
import { bestOf, checksum, type Figure } from './measure.ts';
import { TARGET_MARGIN } from './mechanisms.bench.ts';

const VALUES = 8;
const steps = (from: number, step: number) => Array.from({ length: VALUES }, (_, k) => from + k * step);

export function axesBench(positions: number, runs = 3): Figure[] {
  const market = kernelMarket(positions);
  const { accounts, tiers, depth, rules } = market;
  const own = allocateAccounts(positions);
  const ladder = createLadder(positions);
  const engine = createEngine(positions);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const ends: number[] = [];
  const path = kernelRamp(KERNEL_SHOCKS[0]!);
  const run = (changed = rules, depthScale = 1, along = path) => {
    engine.run({ ladder, rules: changed, depth, shockPath: along, depthScale }, row);
    ends.push(row[COLUMN.moveFinal]!);
  };
  const stand = (leverage: number, multiple: number) => {
    const scaled = scaleMaintenance(tiers, multiple);
    applyAxes(accounts, scaled, 'linear', rules.startPrice, leverage, own);
    fillLadder(ladder, own, scaled, 'linear', rules.startPrice);
  };
  const figure = (name: string, work: () => void, setUp = () => stand(1, 1)): Figure => {
    setUp();
    const value =
      bestOf(runs, () => {
        ends.length = 0;
        work();
      }) / VALUES;
    return {
      name: `axis ${name}, one more value, ${positions} positions`,
      value,
      unit: 'ms',
      checksum: checksum(ends),
    };
  };
  const slower = { ...rules, mechanism: TARGET_MARGIN };
  const paths = steps(0, 5).map((cell) => kernelRamp(KERNEL_SHOCKS[cell]!));
  return [
    figure('shock', () => {
      for (const along of paths) run(rules, 1, along);
    }),
    figure('depth', () => {
      for (const scale of steps(1, 0.1)) run(rules, scale);
    }),
    figure('mechanism (target-margin)', () => {
      for (let k = 0; k < VALUES; k++) run(slower);
    }),
    figure('leverage, with its ladder', () => {
      for (const leverage of steps(0.5, 0.1)) {
        stand(leverage, 1);
        run();
      }
    }),
    figure('maintenance, with its ladder', () => {
      for (const multiple of steps(0.5, 0.1)) {
        stand(1, multiple);
        run();
      }
    }),
  ];
}

/** A shock at once, and what feeds on it until it stops: every solver's time, and a path that reaches nobody. */
export function oneMarkBench(positions: number, runs = 20): Figure[] {
  const { accounts, tiers, depth, rules } = kernelMarket(positions);
  const ladder = createLadder(positions);
  fillLadder(ladder, accounts, tiers, 'linear', rules.startPrice);
  const engine = createEngine(positions);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const shock = -0.12;
  const fundamental = rules.startPrice * (1 + shock);
  const permanent = { ...rules, permanentShare: 1, decayPerTick: 1 };
  const atOnce = shockPathOf(shock, Float64Array.of(1 + shock));
  const ends: number[] = [];
  const figure = (name: string, unit: Figure['unit'], perRun: number, work: () => void): Figure => {
    const milliseconds = bestOf(runs, () => {
      ends.length = 0;
      work();
    });
    return {
      name: `${name}, ${positions} positions`,
      value: (unit === 'us' ? 1000 : 1) * (milliseconds / perRun),
      unit,
      checksum: checksum(ends),
    };
  };
  const thresholds = thresholdsOf(ladder, depth, 1, 1);
  // Upwards, where this market of longs has nobody to reach.
  const quiet = shockPathOf(
    0.1,
    Float64Array.from({ length: 18_000 }, (_, n) => 1 + (0.1 * (n + 1)) / 18_000),
  );
  const long = { ...rules, horizonSeconds: 18_000 };
  return [
    figure('one mark with feedback until it stops, whole outcome row', 'ms', 1, () => {
      engine.run({ ladder, rules: permanent, depth, shockPath: atOnce, depthScale: 1 }, row);
      ends.push(row[COLUMN.moveFinal]!, row[COLUMN.rounds]!, row[COLUMN.accountsClosed]!);
    }),
    figure('the same by rounds of the equilibrium solver', 'ms', 1, () => {
      const { price, rounds, accounts: closed } = equilibriumByRounds(ladder, depth, fundamental, 1);
      ends.push(price / rules.startPrice - 1, rounds, closed);
    }),
    figure('thresholds of a ladder, once for all shocks', 'ms', 1, () => {
      ends.push(thresholdsOf(ladder, depth, 1, 1).fundamental.at(-1)!);
    }),
    figure('a shock by thresholds', 'us', 10_000, () => {
      for (let k = 0; k < 10_000; k++)
        ends.push(equilibriumByThresholds(thresholds, rules.startPrice * (1 - k / 20_000)).accounts);
    }),
    figure('18,000 ticks that reach nobody', 'us', 100, () => {
      for (let k = 0; k < 100; k++) {
        engine.run({ ladder, rules: long, depth, shockPath: quiet, depthScale: 1 }, row);
        ends.push(row[COLUMN.moveFinal]!);
      }
    }),
  ];
}
