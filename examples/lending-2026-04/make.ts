// Makes market.json, a lending market of made-up borrowers beside two real rate curves, of keyed random numbers:
//   node examples/lending-2026-04/make.ts [FOLDER]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { exp } from '../../shared/cascade/numbers/math.ts';
import { normals, uniforms } from '../../shared/cascade/numbers/random.ts';

const PRICE = 2_400;
const [WETH, USDC, RSETH] = [0, 1, 2];
/** Of Aave v3: what counts of WETH, and of a restaked coin in its group. */
const THRESHOLD = { weth: 0.83, rseth: 0.95 };
const stream = { seedLow: 2_026, seedHigh: 4, path: 18, purpose: 4, lane: 0 };

interface Row {
  readonly collateral: Readonly<Record<string, number>>;
  readonly debt: number;
  readonly debtAsset: number;
}

/**
 * Borrowers whose collateral adds up to `total`, of sizes as unequal as lognormal ones, and with healths between `least` and `most`,
 * few of them near `least`.
 */
function borrowers(
  count: number,
  lane: number,
  { total, least, most }: { readonly total: number; readonly least: number; readonly most: number },
): { amount: number; health: number }[] {
  const z = new Float64Array(count);
  const u = new Float64Array(count);
  normals({ ...stream, lane }, 0, count, z);
  uniforms({ ...stream, lane: lane + 1 }, 0, count, u);
  const sizes = [...z].map((own) => exp(1.6 * own));
  const sum = sizes.reduce((all, own) => all + own, 0);
  return sizes.map((size, i) => ({
    amount: round((total * size) / sum, 3),
    health: least + (most - least) * Math.sqrt(u[i]!),
  }));
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const againstUsdc = borrowers(240, 0, { total: 900_000, least: 1.06, most: 2.6 }).map(
  ({ amount, health }): Row => ({
    collateral: { [WETH]: amount },
    debt: round((amount * PRICE * THRESHOLD.weth) / health, 2),
    debtAsset: USDC,
  }),
);
const loops = borrowers(60, 2, { total: 666_000, least: 1.012, most: 1.14 }).map(
  ({ amount, health }): Row => ({
    collateral: { [RSETH]: amount },
    debt: round((amount * THRESHOLD.rseth) / health, 3),
    debtAsset: WETH,
  }),
);

/** A pool of so many claims at the utilisation of 18 April 2026. */
const lent = (claims: number, utilisation: number) => ({
  borrowed: round(claims * utilisation, 3),
  cash: round(claims * (1 - utilisation), 3),
});

const market = {
  name: 'made-up borrowers beside real rate curves',
  config: {
    dt: 600,
    ticks: 288,
    assets: [
      {
        price: PRICE,
        depth: { law: 'exponential', beta: 5e-7 },
        decayPerTick: 0.9,
        permanentShare: 0.2,
        threshold: THRESHOLD.weth,
        bonus: 0.05,
        oracle: { rule: 'lagged', ticks: 1 },
      },
      { price: 1 },
      {
        price: PRICE,
        depth: { law: 'exponential', beta: 1e-5 },
        decayPerTick: 0.9,
        permanentShare: 0.2,
        threshold: THRESHOLD.rseth,
        bonus: 0.01,
        oracle: { rule: 'lagged', ticks: 1 },
      },
    ],
    pools: [
      {
        asset: WETH,
        curve: { kink: 0.92, slope1: 0.0235, slope2: 0.06 },
        reserveFactor: 0.15,
        ...lent(2_000_000, 0.886264),
      },
      {
        asset: USDC,
        curve: { kink: 0.92, slope1: 0.04, slope2: 0.1 },
        reserveFactor: 0.1,
        ...lent(3_000_000_000, 0.771183),
      },
    ],
    borrowers: [...againstUsdc, ...loops],
    closeFactor: { half: 0.5, fullBelow: 0.95, small: 2_000 },
    profit: 0.002,
  },
};

writeFileSync(
  join(argv[2] ?? import.meta.dirname, 'market.json'),
  `${JSON.stringify(market, null, 1).replace(/\{\n\s+"collateral": \{\n\s+(.*)\n\s+\},\n\s+(.*)\n\s+(.*)\n\s+\}/g, '{"collateral": {$1}, $2 $3}')}\n`,
);
