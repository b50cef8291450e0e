import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FLAG } from '../../shared/cascade/outcome.ts';
import { assess } from '../../shared/risk/assess.ts';
import { nightsTo } from '../../shared/risk/enough/nights.ts';
import { inputOf, type PathOf, type SceneOptions, snapshot } from './scene.ts';

const DEEP = { depth: { kind: 'law', law: { law: 'exponential', beta: 0.00001 } } };
/** As few paths as prove these limits without one failure: 299 prove 1 %. */
const ASKED = {
  enough: { maintenanceBps: [15_000, 20_000, 30_000] },
  paths: { decision: 300, other: 1 },
  axes: {
    leverageBps: [10_000],
    maintenanceBps: [10_000],
    depthBps: [10_000],
    mechanism: ['full'],
    shockBps: [-1_250, -1_000, 1_000, 1_250],
  },
  limits: [
    { id: 'p_ruin', op: '<=', value: 0.01, owner: null, since: null, note: null },
    { id: 'coverage', op: '>=', value: 0.98, owner: null, since: null, note: null },
  ],
};
const climb = (options: SceneOptions = {}) =>
  assess(inputOf({ snapshot: DEEP, ...options, sweep: { ...ASKED, ...options.sweep } }));
const enoughOf = (options: SceneOptions = {}) => climb(options).enough[0]!;

type Cell = Parameters<PathOf>[0];
/** The multiple of today's rates and the mechanism under which a cell is run. */
const rungOf = ({ world, tiers, mechanism }: Cell) => ({
  tiers,
  multiple: world?.change.maintenanceScale ?? 1,
  mechanism: world?.change.mechanism ?? mechanism,
});
/** Thirty of 300 paths ruin the fund at the design shock down, where the rung is too low. */
const ruined =
  (isEnough: (rung: ReturnType<typeof rungOf>) => boolean): PathOf =>
  (cell, path) =>
    cell.leverageBps === 10_000 && cell.shockBps === -1_000 && path < 30 && !isEnough(rungOf(cell))
      ? { deficit: 1_200, deficitNotional: 35_000, fundDraw: 1_000, badDebt: 200 }
      : {};

it('says nothing where the sweep does not ask', () => {
  const { enough: _asked, ...plain } = ASKED;
  expect(assess(inputOf({ snapshot: DEEP, sweep: plain })).enough).toEqual([]);
});

it('is today’s table where that is adequate, which calls nothing', () => {
  const { remedy, reason, tried } = enoughOf();
  expect(reason).toBeNull();
  expect(remedy).toMatchObject({
    tiers: 'current',
    maintenance: 1,
    mechanism: 'full',
    what: 'adequate',
    price: { extraMargin: 0, newlyUnderInitial: 0, liquidatedByChange: 0 },
    nights: { count: 0, last: '2026-03-01' },
  });
  // 1, three multiples, the proposed table, the same unclamped, and what pays for closing; without the proposed one and the last
  // under the other mechanism.
  expect(tried).toHaveLength(7 + 5);
  expect(tried.every(({ word }) => word === 'adequate')).toBe(true);
});

it('is the multiple that calls the least margin, its price, nights and effect worked by hand', () => {
  const { remedy } = enoughOf({
    path: ruined(({ multiple, mechanism }) => multiple >= 2 && mechanism === 'full'),
  });
  // Rates 2, 4, 10 %, leverage 25, 12, 5. The second account, 35,000 with 1,500, had to have 1,400 and must have 35,000/12.
  expect(remedy).toMatchObject({ tiers: 'current', maintenance: 2, mechanism: 'full', what: 'adequate' });
  expect(remedy!.price.extraMargin).toBeCloseTo(35_000 / 12 - 1_500, 9);
  expect(remedy!.price).toMatchObject({ newlyUnderInitial: 1, liquidatedByChange: 0 });
  expect(remedy!.rates.map(({ currentPpm, ppm, maxLeverage }) => [currentPpm, ppm, maxLeverage])).toEqual([
    [10_000, 20_000, 25],
    [20_000, 40_000, 12],
    [50_000, 100_000, 5],
  ]);
  // 1 % -> 1.25 -> 1.55 -> 1.9 -> 2 %, each rounded toward the night before.
  expect(remedy!.nights).toEqual({ count: 4, last: '2026-03-04', reason: null });
  const effect = remedy!.effects.find(({ metric, side }) => metric === 'p_ruin' && side === 'down')!;
  expect(effect).toMatchObject({
    before: { value: 0.1 },
    stateBefore: 'refuted',
    after: { value: 0 },
    stateAfter: 'proven',
  });
});

it('counts whom the remedy itself would liquidate', () => {
  const { remedy } = enoughOf({
    path: ruined(
      ({ multiple, mechanism, tiers }) => multiple === 3 && mechanism === 'full' && tiers === 'current',
    ),
  });
  // 6 % of 35,000 less 300 is 1,800; the account has 1,500.
  expect(remedy).toMatchObject({ maintenance: 3, price: { liquidatedByChange: 1 } });
});

it('prefers a mechanism, which calls no margin, and rests on what was compared where it was', () => {
  const { remedy, tried } = enoughOf({ path: ruined(({ mechanism }) => mechanism === 'gentle') });
  expect(remedy).toMatchObject({ tiers: 'current', maintenance: 1, mechanism: 'gentle', what: 'adequate' });
  const today = tried.find(({ mechanism, maintenance }) => mechanism === 'gentle' && maintenance === 1)!;
  expect(today.cells).toEqual([
    'test-perp/gentle/L10000/m10000/d10000/s-1000',
    'test-perp/full/L10000/m10000/d10000/s-1250/r-today-gentle',
    'test-perp/gentle/L10000/m10000/d10000/s1000',
    'test-perp/full/L10000/m10000/d10000/s1250/r-today-gentle',
  ]);
});

it('is the nearest where nothing is enough: the one with the least bound of the number that decides', () => {
  const path: PathOf = (cell, path) => {
    const { multiple, mechanism } = rungOf(cell);
    const failing = multiple === 2 && mechanism === 'full' ? 20 : 30;
    return path < failing ? ruined(() => false)(cell, path) : {};
  };
  const { remedy, reason } = enoughOf({ path });
  expect(reason).toBe('NOT_BY_MARGINS');
  expect(remedy).toMatchObject({ what: 'nearest', maintenance: 2, mechanism: 'full' });
});

it('tells what proves every test where something watched stays outside', () => {
  // Any path with ADL holds adequate back, under every rung.
  const path: PathOf = (cell, path) => ({
    ...ruined(({ multiple }) => multiple >= 2)(cell, path),
    ...(cell.shockBps === -1_000 && path < 100 ? { flags: FLAG.ADL } : {}),
  });
  const { remedy, reason } = enoughOf({ path });
  expect(reason).toBe('NOT_BY_MARGINS');
  expect(remedy).toMatchObject({ what: 'proven', maintenance: 2 });
});

it('leaves out a rung of which a cell is missing, and says so', () => {
  const path = ruined(({ multiple, mechanism }) => multiple >= 2 && mechanism === 'full');
  const { remedy, tried } = enoughOf({
    path,
    lost: ({ world, shockBps }) => world?.id === 'r-m20000' && shockBps === 1_250,
    // One cell of a hundred may be missing.
    sweep: { axes: { ...ASKED.axes, leverageBps: Array.from({ length: 30 }, (_, i) => 5_000 + 500 * i) } },
  });
  expect(tried.find(({ maintenance, mechanism }) => maintenance === 2 && mechanism === 'full')).toMatchObject(
    {
      word: null,
      reason: 'CELLS_MISSING',
      judged: [],
    },
  );
  expect(remedy).toMatchObject({ what: 'adequate', maintenance: 3 });
});

it('gives no remedy where a gate fails', () => {
  const { enough } = assess({ ...inputOf({ snapshot: DEEP, sweep: ASKED }), knownAnswerOk: false });
  expect(enough[0]).toMatchObject({ remedy: null, reason: 'NO_TEST_DECIDED' });
});

it('never chooses a rung that is not adequate while one is, nor a dearer one: whatever the rungs say', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (enough) => {
      const names = [
        'current 1 full',
        'current 1.5 full',
        'current 2 full',
        'current 3 full',
        'candidate 1 full',
        'unclamped 1 full',
        'closing 1 full',
        'current 1 gentle',
        'current 1.5 gentle',
        'current 2 gentle',
        'current 3 gentle',
        'unclamped 1 gentle',
      ];
      const { remedy, tried } = enoughOf({
        path: ruined(
          ({ tiers, multiple, mechanism }) => enough[names.indexOf(`${tiers} ${multiple} ${mechanism}`)]!,
        ),
      });
      expect(tried.map(({ word }) => word === 'adequate')).toEqual(enough);
      const prices = tried.filter(({ word }) => word === 'adequate').map(({ price }) => price.extraMargin);
      if (prices.length === 0) expect(remedy!.what).toBe('nearest');
      else expect(remedy).toMatchObject({ what: 'adequate', price: { extraMargin: Math.min(...prices) } });
    }),
    { numRuns: 6 },
  );
});

it('counts nights by the slowest tier, and says where no step is large enough', () => {
  const asking = (clampPpm: number, stepPpm: number) => ({
    asOf: '2024-02-27T22:00:00Z',
    tierTable: { clampPpm, stepPpm },
  });
  const rates = [
    { currentPpm: 10_000, ppm: 12_500 },
    { currentPpm: 10_000, ppm: 15_000 },
  ];
  expect(nightsTo(rates, asking(250_000, 500))).toEqual({ count: 2, last: '2024-02-28', reason: null });
  expect(nightsTo([{ currentPpm: 10_000, ppm: 30_000 }], asking(250_000, 500))).toMatchObject({
    count: 6,
    last: '2024-03-03',
  });
  expect(nightsTo(rates, asking(10_000, 500))).toEqual({
    count: null,
    last: null,
    reason: 'CLAMP_TOO_NARROW',
  });
});

it('lists accounts largest first; at its trigger price an account has exactly its maintenance margin', () => {
  const { accounts } = climb();
  expect(accounts.map(({ account }) => account)).toEqual([3, 2, 1, 0]);
  const held = snapshot().positions.rows;
  for (const own of accounts) {
    const { side, quantity, entryPrice, collateral } = held[own.account]!;
    const price = own.triggerPrice!;
    const equity = collateral + side * quantity * (price - entryPrice);
    const notional = quantity * price;
    const [rate, deduction] =
      notional <= 10_000 ? [0.01, 0] : notional <= 50_000 ? [0.02, 100] : [0.05, 1_600];
    expect(equity).toBeCloseTo(rate * notional - deduction, 6);
    expect(own.distance).toBeCloseTo((side * (100 - price)) / 100, 12);
  }
});
