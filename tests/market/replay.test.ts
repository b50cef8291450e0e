// A replay is a chain of paths; each piece is held against the engine run by hand with what the page says goes on.
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import type { ChainState } from '../../shared/cascade/chain.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { OUTCOME_COLUMNS, outcomeOf } from '../../shared/cascade/outcome.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import type { Bar } from '../../shared/cascade/venue/given-path.ts';
import { followGiven, givenTicks } from '../../shared/cascade/venue/given-path.ts';
import { allocateShockPath } from '../../shared/cascade/venue/shock.ts';
import { depthLaw } from '../../shared/market/depth.ts';
import { estimatorOf } from '../../shared/market/estimate.ts';
import { recentBars } from '../../shared/market/recent-bars.ts';
import { type Piece, type ReplayedMarket, type ReplaySetting, replay } from '../../shared/market/replay.ts';
import { coreRules } from '../../shared/market/rules.ts';
import { MADE_SNAPSHOT } from './made-record.ts';

const HOUR = 3_600;
const START = 400_000 * HOUR;
const { positions } = MADE_SNAPSHOT;
if (positions.kind !== 'estimated') throw new Error('positions must be estimated');

const market: ReplayedMarket = {
  contract: 'linear',
  tiers: tiersOf(MADE_SNAPSHOT.tiers),
  positions: {
    ...positions,
    bars: {
      endTimeSeconds: [-40, -20, -4, 4, 12, 20, 28].map((hours) => START + hours * HOUR),
      low: [98, 97, 99, 96, 95, 94, 93],
      high: [102, 103, 101, 103, 102, 101, 100],
      volume: [5, 6, 4, 3, 5, 4, 6],
    },
  },
  depth: {
    kind: 'profile',
    distance: [0.01, 0.05, 0.2],
    bid: [40, 150, 500],
    ask: [40, 150, 500],
    beyond: 'extend',
    beyondShare: 1,
  },
  rules: {
    ...MADE_SNAPSHOT.rules,
    mechanism: { name: 'takeover', patienceSeconds: 300, easePerMinute: 0 },
    triggerRule: { rule: 'lagged', latencySeconds: 10 },
    permanentShare: 0,
    permanentTo: 'index',
    halfLifeSeconds: 600,
    withdrawal: [
      [0, 1],
      [0.05, 0.5],
    ],
  },
};

const bar = (hour: number, low: number, high: number, close: number): Bar => [
  START + hour * HOUR,
  low,
  high,
  close,
];
/** Eight pieces of four hours, one bar each: two falls and a way back. */
const way = {
  startSeconds: START,
  open: 100,
  bars: [
    bar(4, 93, 101, 94),
    bar(8, 93, 97, 96),
    bar(12, 95, 98, 97),
    bar(16, 96, 99, 98),
    bar(20, 97, 99, 98),
    bar(24, 97, 99, 98),
    bar(28, 97, 99, 98),
    bar(32, 88, 98.5, 90),
  ],
};
const setting: ReplaySetting = {
  tickSeconds: 20,
  reestimateSeconds: 4 * HOUR,
  noise: 1,
  seed: 3,
  fund: 5_000,
  openInterestAt: (seconds) => 10_000 - (seconds - START) / HOUR,
};

interface Noted extends Omit<Piece, 'ladder' | 'liquidated'> {
  readonly gone: number;
  readonly held: number;
}

function replayed(own: Partial<ReplaySetting> = {}, ways = way): Noted[] {
  const noted: Noted[] = [];
  replay(market, ways, { ...setting, ...own }, ({ ladder, liquidated, ...piece }) => {
    let gone = 0;
    liquidated((_, quantity) => {
      gone += quantity;
    });
    noted.push({ ...piece, gone, held: ladder.openQuantity });
  });
  return noted;
}

/** One piece by hand: an estimate of its own, the engine, and what goes on. */
function byHand(number: number, startPrice: number, bars: readonly Bar[], chain: ChainState) {
  const startSeconds = START + number * 4 * HOUR;
  const { contract, tiers, rules } = market;
  const estimate = {
    contract,
    tiers,
    startPrice,
    openInterest: setting.openInterestAt(startSeconds),
    asOfSeconds: startSeconds,
  };
  const own = { ...market.positions, bars: recentBars(market.positions.bars, startSeconds) };
  const estimator = estimatorOf(own, estimate);
  const [drawn, held] = [allocateAccounts(estimator.count), allocateAccounts(estimator.count)];
  estimator.draw(setting.seed, 0, number, drawn);
  applyAxes(drawn, tiers, contract, startPrice, 1, held);
  const ladder = createLadder(estimator.count);
  fillLadder(ladder, held, tiers, contract, startPrice);
  const path = {
    shape: 'path' as const,
    open: startPrice,
    bars: bars.map(([end, low, high, close]): Bar => [end - startSeconds, low, high, close]),
    noise: 1,
  };
  const shockPath = allocateShockPath(givenTicks(path, 20));
  followGiven(path, 20, { seedLow: 3, seedHigh: 0, path: 0, lane: 0, ticksBefore: 720 * number }, shockPath);
  const engine = createEngine(estimator.count);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const coreSetting = { contract, startPrice, fund: 5_000, tickSeconds: 20, horizonSeconds: 4 * HOUR };
  engine.run(
    {
      ladder,
      rules: coreRules(rules, { ...coreSetting, mechanism: rules.mechanism }),
      depth: depthOf(depthLaw(market.depth, startPrice), startPrice),
      shockPath,
      depthScale: 1,
      ...(number > 0 && { chain }),
    },
    row,
  );
  return { outcome: outcomeOf(row), end: engine.end() };
}

const REST: ChainState = { fund: 5_000, inventory: [], permanent: 0, temporary: 0, m: 0 };
const pieces = replayed();

it('of one piece is the path itself, to the bit', () => {
  const [first] = replayed({}, { ...way, bars: way.bars.slice(0, 1) });
  const hand = byHand(0, 100, way.bars.slice(0, 1), REST);
  expect(first!.outcome).toEqual(hand.outcome);
  expect(first!.end).toEqual(hand.end);
  expect(hand.outcome.accountsTriggered).toBeGreaterThan(10);
});

it('goes on with fund, inventory and displaced volume, and with the largest move of the day before', () => {
  expect(pieces.map(({ startPrice }) => startPrice)).toEqual([100, 94, 96, 97, 98, 98, 98, 98]);
  for (const number of [1, 2, 6, 7]) {
    const before = pieces[number - 1]!;
    // Five pieces of four hours and the one that runs are a day: the fall of piece 0 counts until piece 5.
    const m = Math.max(...pieces.slice(Math.max(0, number - 5), number).map(({ end }) => end.m));
    const { startPrice } = pieces[number]!;
    const hand = byHand(number, startPrice, [way.bars[number]!], { ...before.end, m });
    expect(pieces[number]!.outcome).toEqual(hand.outcome);
    expect(pieces[number]!.end).toEqual(hand.end);
    expect(pieces[number]!.fundBefore).toBe(before.end.fund);
  }
  expect(pieces[0]!.end.inventory.length).toBeGreaterThan(0);
  expect(pieces[0]!.end.m).toBeGreaterThan(0.05);
  expect(pieces.slice(2, 7).every(({ end }) => end.m < 0.05)).toBe(true);
});

it('tells whom a piece has reached: as much as its outcome says', () => {
  for (const { gone, held, outcome } of pieces) expect(gone).toBeCloseTo(outcome.liquidatedShare * held, 6);
  expect(pieces.filter(({ gone }) => gone > 0).length).toBeGreaterThan(1);
});

it('estimates anew at the open interest of the time, and gives the same numbers again', () => {
  expect(pieces.map(({ openInterest }) => openInterest)).toEqual(
    [0, 4, 8, 12, 16, 20, 24, 28].map((hours) => 10_000 - hours),
  );
  expect(replayed()).toEqual(pieces);
  expect(replayed({ seed: 4 })).not.toEqual(pieces);
});

describe('is refused', () => {
  it('where a share of the displacement is permanent: the recorded index already holds it', () => {
    const lasting = { ...market, rules: { ...market.rules, permanentShare: 0.1 } };
    expect(() => replay(lasting, way, setting, () => {})).toThrow(
      'snapshot.rules.permanentShare must be 0 where recorded prices are replayed, got 0.1',
    );
  });

  it('where bars do not end with a piece, or there are none', () => {
    const across = { ...way, bars: [bar(3, 93, 101, 94), bar(5, 93, 97, 96)] };
    expect(() => replayed({}, across)).toThrow(
      `replayed bars must end with every piece, at ${START + 4 * HOUR}, got ${START + 5 * HOUR}`,
    );
    expect(() => replayed({}, { ...way, bars: [] })).toThrow('replayed bars must not be empty, got 0');
  });

  it('where a piece is no whole number of ticks', () => {
    expect(() => replayed({ tickSeconds: 7 })).toThrow('reestimateSeconds must be a multiple of the tick, 7');
  });
});
