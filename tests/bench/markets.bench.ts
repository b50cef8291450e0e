// Wallets of four positions each over ten markets, while all of them fall by a fifth; the bar for a million crossed accounts and 300
// ticks is 0.5 s (docs/contagion.md 14).
import type { Wallets } from '../../shared/cascade/holders/crossed/columns.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { type MarketsInput, marketsRun } from '../../shared/cascade/markets.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { shockPathOf } from '../../shared/cascade/venue/shock.ts';
import { bestOf, checksum, type Figure } from './measure.ts';

const TICKS = 300;
const MARKETS = 10;
const HELD = 4;

/** Equity from 1.5 to 12 times maintenance, longs three times as many as shorts. */
function walletsOf(count: number): Wallets {
  const accounts = HELD * count;
  const quantity = Float64Array.from({ length: accounts }, (_, a) => 1 + ((a * 7_919) % 97) / 10);
  const notional = (w: number) => [0, 1, 2, 3].reduce((sum, j) => sum + 100 * quantity[HELD * w + j]!, 0);
  return {
    count,
    cash: Float64Array.from(
      { length: count },
      (_, w) => notional(w) * 0.02 * (1.5 + ((w * 104_729) % 1_000) / 95),
    ),
    owner: Int32Array.from({ length: count }, (_, w) => w),
    first: Int32Array.from({ length: count + 1 }, (_, w) => HELD * w),
    market: Int32Array.from({ length: accounts }, (_, a) => (a * 3 + (a >> 2)) % MARKETS),
    side: Int8Array.from({ length: accounts }, (_, a) => ((a * 31) % 4 === 0 ? -1 : 1)),
    quantity,
    entryPrice: new Float64Array(accounts).fill(100),
    firstAsset: new Int32Array(count + 1),
    assetMarket: new Int32Array(0),
    factor: new Float64Array(0),
    amount: new Float64Array(0),
    haircut: new Float64Array(0),
  };
}

function inputOf(count: number): MarketsInput {
  const tiers = tiersOf([{ floor: 0, rate: 0.02, maxLeverage: 50 }]);
  const factors = Float64Array.from({ length: TICKS }, (_, n) => 1 - (0.2 * (n + 1)) / TICKS);
  const market = (): MarketsInput['markets'][number] => {
    const ladder = createLadder(0);
    fillLadder(ladder, allocateAccounts(0), tiers, 'linear', 100);
    return {
      ladder,
      rules: {
        contract: 'linear',
        startPrice: 100,
        tickSeconds: 1,
        horizonSeconds: TICKS,
        permanentShare: 0.3,
        permanentTo: 'venue',
        decayPerTick: 0.95,
        triggerRule: { rule: 'last' },
        ownShare: 1,
        feeRate: 0.0005,
        leftover: 'return',
        fund: 0,
        adl: { when: 'never' },
        socialised: false,
        backstop: null,
        mechanism: { name: 'full' },
        withdrawal: null,
      },
      depth: depthOf({ law: 'exponential', beta: 0.05 / count }, 100),
      shockPath: shockPathOf(-0.2, factors),
      depthScale: 1,
    };
  };
  return {
    markets: Array.from({ length: MARKETS }, market),
    wallets: walletsOf(count),
    closeOut: { order: 'pro-rata', amount: 'all' },
    fund: 1_000 * count,
  };
}

export function marketsBench(count: number, runs = 3): Figure[] {
  const input = inputOf(count);
  // As a sweep runs its paths: in room that they share.
  const run = marketsRun(input);
  let outcome = run(input);
  const value = bestOf(runs, () => {
    outcome = run(input);
  });
  const { system, markets } = outcome;
  return [
    {
      name: `${MARKETS} markets, ${(HELD * count).toLocaleString('en')} crossed accounts, ${TICKS} ticks`,
      value,
      unit: 'ms',
      checksum: checksum([
        system.walletsTriggered,
        system.deficit,
        ...markets.map(({ moveFinal }) => moveFinal),
      ]),
    },
  ];
}
