import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { CUSHION } from '../../shared/cascade/margin/axes.ts';
import { maintenanceMargin, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { exp, LN2, log } from '../../shared/cascade/numbers/math.ts';
import { COLUMN, OUTCOME_COLUMNS, outcomeOf } from '../../shared/cascade/outcome.ts';
import type { Rules } from '../../shared/cascade/rules.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { allocateShockPath, shockPath, shockTicks, shockTrend } from '../../shared/cascade/venue/shock.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { type Check, near } from './check.ts';
import type { Runner } from './group.ts';
import { field, fields, items, number, numberOf, numbersOf, type Place, refuseAt } from './place.ts';

const START_PRICE = 100;

/** The market that the group's recipe makes, at each of its sizes: forty shocks, and one outcome row in full. */
export const kernelMarket: Runner = ({ place, tolerance }) => {
  const recipe = field(place, 'recipe');
  return { checks: items(place, 'cases').flatMap((one) => sizeChecks(one, recipe, tolerance)) };
};

/** Keys of the recipe's rows that the outcome row calls otherwise. */
const COLUMN_NAMES: Readonly<Record<string, string>> = {
  closed: 'accountsClosed',
  innocent: 'accountsInnocent',
};

function sizeChecks(one: Place, recipe: Place, tolerance: Parameters<typeof near>[3]): Check[] {
  const positions = numberOf(one, 'positions');
  const cells = numberOf(one, 'cells');
  const { run } = market(positions, recipe);
  const rows = Array.from({ length: cells }, (_, c) => run(-(450 + 3 * c) / 1_000));
  const sum = (value: (row: Float64Array) => number) => rows.reduce((total, row) => total + value(row), 0);
  const own = `${positions} positions`;
  const cell = field(one, 'cell10');
  const outcome: Readonly<Record<string, number>> = outcomeOf(run(numberOf(cell, 'shock')));
  return [
    near(
      `${own} meanFinalPrice`,
      numberOf(one, 'meanFinalPrice'),
      sum((row) => START_PRICE * (1 + row[COLUMN.moveFinal]!)) / cells,
      tolerance,
    ),
    near(
      `${own} accountsClosed`,
      numberOf(one, 'accountsClosed'),
      sum((row) => row[COLUMN.accountsClosed]!),
      tolerance,
    ),
    near(
      `${own} deficit`,
      numberOf(one, 'deficit'),
      sum((row) => row[COLUMN.deficit]!),
      tolerance,
    ),
    ...fields(cell).flatMap(([key, expected]) => {
      if (key === 'shock') return [];
      const obtained = outcome[COLUMN_NAMES[key] ?? key];
      if (obtained === undefined) refuseAt(expected.at, 'be a column of the outcome row', key);
      return [near(`${own} cell10 ${key}`, number(expected), obtained, tolerance)];
    }),
  ];
}

/** Longs only, linear impact; draws in the recipe's order. */
function market(positions: number, recipe: Place) {
  const next = mulberry32(20211010);
  const rates = numbersOf(field(recipe, 'tiers'), 'rate');
  const tiers = tiersOf(
    numbersOf(field(recipe, 'tiers'), 'floor').map((floor, k) => ({
      floor,
      rate: rates[k]!,
      maxLeverage: 1 / rates[k]!,
    })),
  );
  const accounts = allocateAccounts(positions);
  let total = 0;
  for (let i = 0; i < positions; i++) {
    const entryPrice = START_PRICE * (0.97 + 0.06 * next());
    const radius = Math.sqrt(-2 * log(1 - next()));
    const notional = Math.min(5e7, exp(9 + 1.8 * radius * Math.cos(2 * Math.PI * next())));
    const quantity = notional / entryPrice;
    const collateral = notional / (2 * exp(next() * log(50)));
    const equity = collateral + quantity * (START_PRICE - entryPrice);
    const least = CUSHION * maintenanceMargin(tiers, quantity * START_PRICE);
    accounts.side[i] = 1;
    accounts.quantity[i] = quantity;
    accounts.entryPrice[i] = entryPrice;
    accounts.collateral[i] = collateral + Math.max(0, least - equity);
    total += quantity;
  }
  const { dt: _, horizon: __, rampSeconds: ___, depthScale, ...venue } = SCENARIO_DEFAULTS;
  const tickSeconds = numberOf(recipe, 'dt');
  const rules: Rules = {
    ...venue,
    startPrice: START_PRICE,
    tickSeconds,
    horizonSeconds: numberOf(recipe, 'horizon'),
    permanentShare: numberOf(recipe, 'permanentShare'),
    permanentTo: 'venue',
    decayPerTick: exp((-LN2 * tickSeconds) / numberOf(recipe, 'halfLife')),
    feeRate: numberOf(recipe, 'feeRate'),
    fund: 0.001 * total * START_PRICE,
  };
  const ladder = createLadder(positions);
  fillLadder(ladder, accounts, tiers, 'linear', START_PRICE);
  const depth = depthOf({ law: 'linear', slope: (0.12 * START_PRICE) / total }, START_PRICE);
  const engine = createEngine(positions);
  const shape = { shape: 'ramp', seconds: numberOf(recipe, 'rampSeconds') } as const;
  const path = allocateShockPath(shockTicks(shape, tickSeconds));
  const calm = new Float64Array(path.factors.length).fill(1);
  const run = (shock: number): Float64Array => {
    const row = new Float64Array(OUTCOME_COLUMNS.length);
    shockPath(shock, shockTrend(shape, tickSeconds, shock), calm, path);
    engine.run({ ladder, rules, depth, shockPath: path, depthScale }, row);
    return row;
  };
  return { run };
}

/** Public-domain generator named by the recipe; uniforms in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
