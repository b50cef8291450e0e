// Where accounts are known: estimate from their aggregates alone, and compare the quantity that a move of 1, 5,
// 10 and 20 % reaches (model.md, end of section 9). The known market breaks the estimate's assumptions on
// purpose: small accounts take more leverage than large ones, positions are closed at random ages, and
// prices inside a bar are not uniform.
import { expect, it } from 'vitest';
import { type Accounts, allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { estimatorOf } from '../../shared/market/estimate.ts';
import type { EstimatedPositions } from '../../shared/market/positions.ts';

const MOVES = [0.01, 0.05, 0.1, 0.2];
const LEVERAGE = [2, 5, 10, 25, 50];
const BAR_SECONDS = 14_400;
const tiers = tiersOf([
  { floor: 0, rate: 0.005, maxLeverage: 100 },
  { floor: 50_000, rate: 0.01, maxLeverage: 50 },
  { floor: 500_000, rate: 0.025, maxLeverage: 20 },
]);

/** mulberry32 */
function uniformsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Known {
  readonly accounts: Accounts;
  readonly bars: EstimatedPositions['bars'];
  readonly startPrice: number;
  /** By leverage, over all thirty days. */
  readonly openedNotional: readonly number[];
}

/** Thirty days of trading in steps of ten minutes; who is reached on the way is gone. */
function knownMarket(seed: number): Known {
  const uniform = uniformsFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const bars: EstimatedPositions['bars'] = { endTimeSeconds: [], low: [], high: [], volume: [] };
  type Row = {
    side: 1 | -1;
    quantity: number;
    entry: number;
    collateral: number;
    trigger: number;
    until: number;
  };
  let open: Row[] = [];
  let price = 100;
  const openedNotional = LEVERAGE.map(() => 0);
  for (let bar = 0; bar < 180; bar++) {
    let low = price;
    let high = price;
    const activity = 5 * Math.exp(0.7 * normal());
    let volume = 0;
    for (let step = 0; step < 24; step++) {
      price *= Math.exp((0.035 / 12) * normal());
      low = Math.min(low, price);
      high = Math.max(high, price);
      open = open.filter(({ side, trigger }) => (side > 0 ? price > trigger : price < trigger));
      const opened = Math.floor(activity + uniform());
      for (let k = 0; k < opened; k++) {
        const notional = 2_000 * Math.exp(1.6 * normal());
        // Large accounts take less leverage: one step down for each factor of ten above 10,000.
        const down = Math.max(0, Math.floor(Math.log10(notional / 10_000)));
        const choice = Math.max(0, Math.floor(uniform() * 5) - down);
        const leverage = LEVERAGE[choice]!;
        openedNotional[choice]! += notional;
        const quantity = notional / price;
        const collateral = notional / leverage;
        for (const side of [1, -1] as const) {
          const trigger = triggerPrice('linear', tiers, side, quantity, price, collateral, price);
          open.push({
            side,
            quantity,
            entry: price,
            collateral,
            trigger,
            until: bar - 18 * Math.log2(1 - uniform()),
          });
          volume += quantity;
        }
      }
    }
    open = open.filter(({ until }) => until > bar);
    bars.endTimeSeconds.push((bar + 1) * BAR_SECONDS);
    bars.low.push(low);
    bars.high.push(high);
    bars.volume.push(volume);
  }
  const rows = [...open.filter(({ side }) => side > 0), ...open.filter(({ side }) => side < 0)];
  const accounts = allocateAccounts(rows.length);
  for (const [i, row] of rows.entries()) {
    accounts.side[i] = row.side;
    accounts.quantity[i] = row.quantity;
    accounts.entryPrice[i] = row.entry;
    accounts.collateral[i] = row.collateral;
  }
  return { accounts, bars, startPrice: price, openedNotional };
}

/** Share of a side's quantity that a move from `startPrice` reaches. */
function reachedShare(accounts: Accounts, startPrice: number, side: 1 | -1, move: number): number {
  const mark = startPrice * (1 - side * move);
  let reached = 0;
  let all = 0;
  for (let i = 0; i < accounts.count; i++) {
    if (accounts.side[i] !== side) continue;
    const { quantity, entryPrice, collateral } = accounts;
    const trigger = triggerPrice(
      'linear',
      tiers,
      side,
      quantity[i]!,
      entryPrice[i]!,
      collateral[i]!,
      startPrice,
    );
    if (side > 0 ? mark <= trigger : mark >= trigger) reached += quantity[i]!;
    all += quantity[i]!;
  }
  return reached / all;
}

/** Notional held by leverage at entry, as a share of a side. */
function heldMix({ accounts }: Known, side: 1 | -1): number[] {
  const held = LEVERAGE.map(() => 0);
  for (let i = 0; i < accounts.count; i++) {
    if (accounts.side[i] !== side) continue;
    const notional = accounts.quantity[i]! * accounts.entryPrice[i]!;
    held[LEVERAGE.indexOf(Math.round(notional / accounts.collateral[i]!))]! += notional;
  }
  return shares(held);
}

const shares = (parts: readonly number[]): number[] => {
  const all = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / all);
};

/** Estimated over actual quantity reached, by move, means over markets and paths. */
function ratios(mixOf: (known: Known, side: 1 | -1) => number[]) {
  const ratio = (side: 1 | -1) =>
    MOVES.map((move) => {
      let estimated = 0;
      let actual = 0;
      for (const [seed, known] of KNOWN.entries()) {
        const { accounts, bars, startPrice } = known;
        actual += reachedShare(accounts, startPrice, side, move);
        const count = (own: 1 | -1) => accounts.side.filter((side) => side === own).length;
        const estimator = estimatorOf(
          {
            kind: 'estimated',
            accountsPerSide: { long: count(1), short: count(-1) },
            sizeDispersion: 1.6,
            ageHalfLifeDays: 3,
            leverageMix: { leverage: LEVERAGE, long: mixOf(known, 1), short: mixOf(known, -1) },
            bars,
          },
          {
            contract: 'linear',
            startPrice,
            openInterest: held(accounts),
            tiers,
            asOfSeconds: 180 * BAR_SECONDS,
          },
        );
        const drawn = allocateAccounts(estimator.count);
        for (let path = 0; path < PATHS; path++) {
          estimator.draw(seed, 0, path, drawn);
          estimated += reachedShare(drawn, startPrice, side, move) / PATHS;
        }
      }
      return Number((estimated / actual).toFixed(2));
    });
  return { down: ratio(1), up: ratio(-1) };
}

const held = ({ side, quantity }: Accounts): number => {
  const sum = (own: 1 | -1) => quantity.reduce((total, units, i) => total + (side[i] === own ? units : 0), 0);
  return Math.max(sum(1), sum(-1));
};

const PATHS = 4;
const KNOWN = [1, 2, 3, 4, 5, 6].map(knownMarket);

// Estimated over actual at 1, 5, 10 and 20 %: down 0.85, 1.00, 0.98, 0.97; up 1.29, 0.96, 0.98, 1.03. Within 1 % stands
// less than 2 % of a side, hence the coarse bound there.
it('reaches what a known market reaches, to a tenth from 5 % on, if the mix is that of what was opened', () => {
  const { down, up } = ratios(({ openedNotional }) => shares(openedNotional));
  for (const [near, ...far] of [down, up]) {
    expect(near).toBeGreaterThan(0.5);
    expect(near).toBeLessThan(2);
    for (const ratio of far) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  }
});

// Down 0.41, 0.74, 0.78, 0.91; up 0.22, 0.60, 0.74, 0.91: an optimistic error.
it('reaches too little if the mix is that of what is still held: survivors are sorted out twice', () => {
  const { down, up } = ratios(heldMix);
  for (const ratio of [...down.slice(0, 3), ...up.slice(0, 3)]) expect(ratio).toBeLessThan(0.85);
});
