// What made the difference between two nights, over the small market.
import { describe, expect, it } from 'vitest';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { SIDES } from '../../shared/risk/cells/decision-cells.ts';
import { attributionOf, type EarlierNight } from '../../shared/risk/changes/attribution.ts';
import { CONDITIONS } from '../../shared/risk/changes/condition-names.ts';
import { conditionsOf } from '../../shared/risk/changes/conditions.ts';
import { changedFactors } from '../../shared/risk/changes/factors.ts';
import { parameterChanges } from '../../shared/risk/changes/parameters.ts';
import { type Inputs, type ProbedPaths, probe } from '../../shared/risk/changes/probe.ts';
import { ATTRIBUTED_IDS, FACTORS } from '../../shared/risk/findings/change.ts';
import type { Metric } from '../../shared/risk/findings/metric.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { SNAPSHOT, SWEEP, sweepText, workloadOf } from '../sweep/small.ts';
import { RICH } from '../sweep/worlds.ts';

const inputs = (change: object = {}, sweep: Parameters<typeof sweepText>[0] = {}): Inputs => ({
  market: marketOf(parseSnapshot(JSON.stringify({ ...RICH, ...change }))),
  sweep: parseSweep(sweepText(sweep)),
});

/** A night as reported from its first `paths` paths. */
function night(own: Inputs, modelDigest = 'ab'.repeat(32)): EarlierNight {
  const work = workloadOf(own.sweep, own.market.snapshot);
  const cells = Array.from({ length: work.cells }, (_, index) => cellAt(work, index)).filter(
    ({ kind, decision, mechanism, tiers }) =>
      kind === 'current' && decision && mechanism === 'full' && tiers === 'current',
  );
  const { paths } = runCells(work, createWorkbench(own.market), cells);
  const values = probe(own, own.sweep.paths.decision);
  const metrics = ATTRIBUTED_IDS.flatMap((id) =>
    // All that is read of a metric.
    SIDES.map((side) => ({ id, side, version: 2, value: values[side][id] }) as unknown as Metric),
  );
  const at = (shockBps: number): ProbedPaths | undefined =>
    paths.get(cells.find((cell) => cell.shockBps === shockBps)?.index ?? -1);
  return { ...own, metrics, modelDigest, paths: at };
}

const CHANGED = {
  market: { ...RICH.market, openInterest: 6_000, markPrice: 101 },
  depth: { ...RICH.depth, bid: [40, 100, 105, 110] },
  fund: { balance: 1_500 },
  rules: { ...RICH.rules, feeRate: 0.002 },
};

describe('a change', () => {
  it('of everything adds up to 1e-9, and interacts', () => {
    const [before, now] = [night(inputs()), night(inputs(CHANGED))];
    const { changed, shares, paths } = attributionOf(before, now).value!;
    expect(changed).toEqual(FACTORS);
    expect(paths).toBe(30);
    for (const own of shares) {
      const told = FACTORS.reduce((sum, factor) => sum + own[factor], own.code + own.rest);
      expect(Math.abs(told - (own.now - own.before))).toBeLessThan(1e-9);
      expect(Math.abs(own.rest)).toBeLessThan(1e-12);
    }
    const down = shares.find(({ id, side }) => id === 'coverage' && side === 'down')!;
    expect(FACTORS.filter((factor) => down[factor] !== 0).length).toBeGreaterThan(3);
  });

  it('of nothing is shared out to nobody, in one mix', () => {
    const { changed, shares, errata } = attributionOf(night(inputs()), night(inputs())).value!;
    expect([changed, errata]).toEqual([[], []]);
    for (const own of shares)
      for (const part of [...FACTORS, 'code', 'rest'] as const) expect(own[part]).toBe(0);
  });

  it('says what the probe does not tell, where it has fewer paths than the report', () => {
    const many = { paths: { decision: 60, other: 8 } };
    const [before, now] = [night(inputs()), night(inputs(CHANGED, many))];
    const { paths, shares } = attributionOf(before, now).value!;
    expect(paths).toBe(30);
    expect(shares.some(({ rest }) => rest !== 0)).toBe(true);
  });

  it('in the code alone is an erratum of the earlier report, and no factor’s', () => {
    const before = night(inputs());
    const wrong = (shockBps: number): ProbedPaths => {
      const own = before.paths(shockBps)!;
      return { ...own, uncoveredShare: own.uncoveredShare.map((share) => share / 2) };
    };
    const { sameModel, shares, errata } = attributionOf({ ...before, paths: wrong }, night(inputs())).value!;
    expect(sameModel).toBe(true);
    expect(errata.map(({ id, side }) => `${id}/${side}`)).toEqual(['coverage/down', 'coverage/up']);
    const [down] = shares;
    expect(down!.code).toBeCloseTo(errata[0]!.recomputed - errata[0]!.reported, 12);
    expect(down!.code).toBeLessThan(0);
    for (const factor of FACTORS) expect(down![factor]).toBe(0);
    const other = attributionOf(night(inputs(), 'cd'.repeat(32)), night(inputs())).value!;
    expect(other.sameModel).toBe(false);
  });

  it('between contracts, or to accounts that fit no tier of the other night, is not shared out', () => {
    const inverse = night(inputs({ market: { ...RICH.market, contract: 'inverse' } }));
    expect(attributionOf(night(inputs()), inverse)).toEqual({ value: null, reason: 'NOT_COMPARABLE' });
    const { bars } = SNAPSHOT.positions;
    const dear = { ...bars, low: bars.low.map(() => 109), high: bars.high.map(() => 110) };
    const mix = (leverage: number) => ({ leverage: [leverage], long: [1], short: [1] });
    const before = night(inputs({ positions: { ...SNAPSHOT.positions, bars: dear, leverageMix: mix(5) } }));
    // Opened a tenth above the mark: under tonight's maintenance no long of last night is left.
    const strict = [{ floor: 0, rate: 0.17, maxLeverage: 5 }];
    const now = night(inputs({ tiers: strict, positions: { ...SNAPSHOT.positions, leverageMix: mix(2) } }));
    expect(attributionOf(before, now)).toEqual({ value: null, reason: 'NO_SUCH_MIX' });
  });
});

describe('factors', () => {
  it.each([
    ['positions', { positions: { ...RICH.positions, sizeDispersion: 2 } }, {}],
    ['positions', { asOf: '2024-03-02T00:00:00Z' }, {}],
    ['prices', {}, { path: { ...SWEEP.path, shape: { ...SWEEP.path.shape, sigmaDay: 0.06 } } }],
    ['depth', {}, { path: { ...SWEEP.path, sigmaDepth: 0.4 } }],
    ['fund', { fund: { balance: 1 } }, {}],
    ['parameters', { rules: { ...RICH.rules, ownShare: 0.3 } }, {}],
    ['parameters', {}, { seed: '8' }],
    ['parameters', {}, { path: { ...SWEEP.path, tickSeconds: 30 } }],
  ] as const)('%s alone differ', (factor, snapshot, sweep) => {
    expect(changedFactors(inputs(), inputs(snapshot, sweep))).toEqual([factor]);
  });

  it('do not differ by what decides nothing: the history, the file’s name, the time of known accounts', () => {
    const known = {
      positions: {
        kind: 'accounts',
        rows: [1, -1].map((side) => ({ side, quantity: 5_000, entryPrice: 100, collateral: 90_000 })),
      },
      tiers: [{ floor: 0, rate: 0.01, maxLeverage: 50 }],
    };
    const windows = [{ ...RICH.history.windows[0]!, count: 3_000 }];
    const later = { ...known, asOf: '2024-03-02T00:00:00Z', history: { windows } };
    expect(changedFactors(inputs(known), inputs(later, { name: 'another' }))).toEqual([]);
  });
});

it('settings are told by their path, lists of objects row by row, at most 40', () => {
  const tiers = SNAPSHOT.tiers.map((tier, k) => (k === 1 ? { ...tier, rate: 0.03 } : tier));
  const told = parameterChanges(inputs(), inputs({ tiers }, { compare: ['slow'], limits: [] }));
  expect(told).toEqual([
    { path: 'snapshot.tiers.1.rate', before: '0.02', now: '0.03' },
    { path: 'sweep.compare', before: '["gentle","slow"]', now: '["slow"]' },
  ]);
  const added = { mechanisms: { ...SWEEP.mechanisms, extra: { name: 'full' } } };
  expect(parameterChanges(inputs(), inputs({}, added))).toEqual([
    { path: 'sweep.mechanisms.extra.name', before: null, now: '"full"' },
  ]);
  const many = Array.from({ length: 50 }, (_, k) => ({
    floor: 1_000 * k,
    rate: 0.01 + k / 1_000,
    maxLeverage: 10,
  }));
  expect(parameterChanges(inputs(), inputs({ tiers: many }))).toHaveLength(40);
});

describe('conditions', () => {
  it('are those that the snapshot tells, each once, in the order of their table', () => {
    const { market, sweep } = inputs();
    const found = conditionsOf(market, sweep);
    expect(found.map(({ id }) => id)).toEqual(Object.keys(CONDITIONS));
    const of = Object.fromEntries(found.map(({ id, value }) => [id, value.value]));
    expect(of).toMatchObject({
      mark_price: 100,
      open_interest: 500_000,
      fund: 2_000,
      volatility: 0.05,
      ordinary_down: 0.015,
      // 1.51 % is told in whole basis points, upwards.
      ordinary_up: 0.0151,
    });
    // Profile: 150 within 5 % and 155 within 20 % of the mid, and the design shock is 15 %; 100 a coin.
    expect(of.depth_down).toBeGreaterThan(15_000);
    expect(of.depth_down).toBeLessThan(15_500);
    expect(of.leverage_long).toBeGreaterThan(1);
  });

  it('count the ten largest accounts of each side, and leverage by equity', () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      side: i < 20 ? (1 as const) : (-1 as const),
      quantity: i % 20 < 10 ? 300 : 200,
      entryPrice: i < 20 ? 90 : 100,
      collateral: 4_000,
    }));
    const { market, sweep } = inputs({ positions: { kind: 'accounts', rows } });
    const of = Object.fromEntries(conditionsOf(market, sweep).map(({ id, value }) => [id, value.value]));
    expect(of.largest_long).toBeCloseTo(3_000 / 5_000, 12);
    expect(of.largest_short).toBeCloseTo(3_000 / 5_000, 12);
    // Longs: 5,000 coins of 100 over 80,000 and a profit of 10 a coin; shorts over 80,000.
    expect(of.leverage_long).toBeCloseTo(500_000 / 130_000, 12);
    expect(of.leverage_short).toBeCloseTo(500_000 / 80_000, 12);
  });

  it('are null with a reason where nobody knows them', () => {
    const { market, sweep } = inputs(
      { history: SNAPSHOT.history },
      {
        path: { ...SWEEP.path, shape: { shape: 'ramp', seconds: 1_800 } },
      },
    );
    const found = conditionsOf(market, sweep);
    const reason = (id: string) => found.find((own) => own.id === id)!.value;
    expect(reason('volatility')).toEqual({ value: null, reason: 'NOT_RECORDED' });
    expect(reason('ordinary_up')).toEqual({ value: null, reason: 'NO_ORDINARY_MOVES' });
  });
});
