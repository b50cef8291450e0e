// Mechanisms of model.md 4 by venues' own arithmetic and by hand.
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import { shareToClose } from '../../shared/cascade/mechanism/target-margin.ts';
import type { MechanismSpec, Rules } from '../../shared/cascade/rules.ts';
import { differences } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { difference, type Group, goldenGroup, rational } from './golden.ts';
import { plainRules } from './ladders.ts';
import { runOracle } from './oracle.ts';
import type { Holding, Scenario } from './scenario.ts';

const P0 = 100;
/** Nobody moves this depth. */
const DEEP = { law: 'linear', slope: 1e-12 } as const;

const long = (quantity: number, collateral: number, entryPrice = P0): Holding => ({
  side: 1,
  quantity,
  entryPrice,
  collateral,
  owner: 0,
});

/** One flat rate, a shock at once, and whatever a test says otherwise. */
const scene = (
  accounts: readonly Holding[],
  shock: number,
  rules: Partial<Rules>,
  own: Partial<Scenario> = {},
): Scenario => ({
  rules: plainRules(P0, rules),
  depth: DEEP,
  tiers: [{ floor: 0, rate: 0.04, maxLeverage: 25 }],
  accounts: accounts.map((account, owner) => ({ ...account, owner })),
  shock,
  factors: [1 + shock],
  depthScale: 1,
  ...own,
});

describe('target-margin', () => {
  const golden = goldenGroup('target-margin');

  it('closes these notionals at the mark (golden)', () => {
    for (const { notional, equity, tau, fee, close } of golden.atMark)
      expect(
        difference(notional * shareToClose(notional, equity, tau * notional, fee, 0), rational(close)),
      ).toBeLessThan(1e-12);
  });

  it('closes (tau - mu)/(tau - fee) at first touch of the trigger (golden)', () => {
    for (const { rate, tau, fee, fraction } of golden.firstFraction)
      expect(difference(shareToClose(1, rate, tau, fee, 0), rational(fraction))).toBeLessThan(1e-12);
  });

  it('with the execution price known, this much restores the ratio (golden, and why it is no rule)', () => {
    for (const {
      price,
      quantity,
      equity,
      tau,
      fee,
      executionPrice,
      close,
      selfDefeating,
    } of golden.atExecution) {
      const denominator = executionPrice - price - fee * executionPrice + tau * price;
      const needed = denominator > 0 ? (tau * price * quantity - equity) / denominator : quantity;
      expect(needed).toBeCloseTo(rational(close), 12);
      expect(denominator <= 0).toBe(selfDefeating === true);
      if (selfDefeating) continue;
      // By definition: what is left has the ratio tau at the mark, after a fill at the execution price.
      const left = equity + needed * (executionPrice - price) - fee * needed * executionPrice;
      expect(left / ((quantity - needed) * price)).toBeCloseTo(tau, 12);
    }
  });

  // 100 longs at 100 with 600; the mark falls to 97: equity 300, maintenance 388, so reached. With 1.5 times
  // maintenance, tau = 0.06: x = (582 - 300)/0.06 = 4,700 of 9,700 notional.
  it('a fill at the mark leaves a margin ratio of exactly tau', () => {
    const mechanism: MechanismSpec = { name: 'target-margin', multiple: 1.5, minNotional: 0 };
    for (const feeRate of [0, 0.005]) {
      const run = runEngine(scene([long(100, 600)], -0.03, { mechanism, feeRate }), 'traced');
      const [[account, kind, closed, price]] = run.ticks[0]!.fills as [[number, string, number, number]];
      expect([account, kind]).toEqual([0, 'market']);
      expect(closed * 97).toBeCloseTo((0.06 * 9_700 - 300) / (0.06 - feeRate), 6);
      expect(price).toBeCloseTo(97, 9);
      const equity = 600 - 100 * 3 - feeRate * closed * 97;
      expect(equity / ((100 - closed) * 97)).toBeCloseTo(0.06, 12);
      expect(run.outcome.accountsClosed).toBe(0);
    }
  });

  it('closes everything where too little would be left', () => {
    const mechanism: MechanismSpec = { name: 'target-margin', multiple: 1.5, minNotional: 5_001 };
    expect(runEngine(scene([long(100, 600)], -0.03, { mechanism }), 'untraced').outcome.accountsClosed).toBe(
      1,
    );
    const less: MechanismSpec = { name: 'target-margin', multiple: 1.5, minNotional: 4_999 };
    expect(
      runEngine(scene([long(100, 600)], -0.03, { mechanism: less }), 'untraced').outcome.accountsClosed,
    ).toBe(0);
  });

  it('says so where a partial close leaves the account worse', () => {
    const mechanism: MechanismSpec = { name: 'target-margin', multiple: 1.5, minNotional: 0 };
    const thin = scene([long(100, 600)], -0.03, { mechanism }, { depth: { law: 'linear', slope: 0.2 } });
    // Sold at 92.2 on average: 65 left of 300, so 1.3 % instead of 3.1 %.
    expect(runEngine(thin, 'untraced').flags.has('SELF_DEFEATING')).toBe(true);
    expect(
      runEngine(scene([long(100, 600)], -0.03, { mechanism }), 'untraced').flags.has('SELF_DEFEATING'),
    ).toBe(false);
  });
});

describe('stepped', () => {
  const share: MechanismSpec = {
    name: 'stepped',
    variant: 'share',
    threshold: 1_000,
    firstShare: 0.2,
    coolDown: 3,
  };

  // 100 longs at 97 are 9,700 > 1,000: 20 first at t = 1, the rest at t = 4 because nothing recovers.
  it('a share first, the rest when the cool-down is over', () => {
    const run = runEngine(scene([long(100, 600)], -0.03, { mechanism: share }), 'traced');
    expect(run.ticks.map(({ fills }) => fills.map(([, , quantity]) => quantity))).toEqual([
      [20],
      [],
      [],
      [80],
    ]);
    expect(run.ticks.map(({ triggered }) => triggered.length)).toEqual([1, 1, 1, 1]);
  });

  it('a small account goes at once', () => {
    const run = runEngine(scene([long(10, 60)], -0.03, { mechanism: share }), 'traced');
    expect(run.ticks.map(({ fills }) => fills.map(([, , quantity]) => quantity))).toEqual([[10]]);
  });

  // 4,850 of notional at 97 stands in the third tier (above 3,000): down to 3,000, then, since the rate of
  // the second is met, no further.
  const tiers = [
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 1_000, rate: 0.02, maxLeverage: 25 },
    { floor: 3_000, rate: 0.1, maxLeverage: 10 },
  ];
  it('steps down to the floor of its tier, one tier a tick, until it is not reached', () => {
    const own = { tiers };
    const step: MechanismSpec = { name: 'stepped', variant: 'tier' };
    const healthy = runEngine(scene([long(50, 330)], -0.03, { mechanism: step }, own), 'traced');
    const sold = (run: typeof healthy) =>
      run.ticks.map(({ fills }) => fills.map(([, , quantity]) => 97 * quantity));
    // Maintenance of 4,850 is 0.1 x 4,850 - 250 = 235 > 330 - 150 = 180; of 3,000 it is 50.
    expect(sold(healthy)[0]![0]).toBeCloseTo(1_850, 6);
    expect(healthy.ticks.length).toBe(1);
    const poor = runEngine(scene([long(50, 155)], -0.03, { mechanism: step }, own), 'traced');
    sold(poor).forEach((own, k) => {
      expect(own[0]).toBeCloseTo([1_850, 2_000, 1_000][k]!, 6);
    });
    expect(poor.outcome.accountsClosed).toBe(1);
  });
});

describe('rate-limited', () => {
  // Slope 0.1: one per cent of 100 is 10 units; half of it a second are 5. Two longs of 8, reached together, and
  // so low that selling a part does not cure them.
  const mechanism: MechanismSpec = { name: 'rate-limited', velocity: 0.5, reach: 0.01, cure: true };
  const two = (rules: Partial<Rules>) =>
    scene([long(8, 34), long(8, 34.1)], -0.03, rules, { depth: { law: 'linear', slope: 0.1 } });

  it('sells at most its pace, first in first out, the last one in part', () => {
    const run = runEngine(two({ mechanism }), 'traced');
    expect(run.ticks.map(({ fills }) => fills.map(([account, , quantity]) => [account, quantity]))).toEqual([
      [[0, 5]],
      [
        [0, 3],
        [1, 2],
      ],
      [[1, 5]],
      [[1, 1]],
    ]);
  });

  it('whoever comes and goes a hundred times finds a place every time', () => {
    // Reached at 97, cured at 99.5: each visit sells 0.00001 of the 1,000 that move the price by one percent.
    const mechanism: MechanismSpec = { name: 'rate-limited', velocity: 0.00001, reach: 0.01, cure: true };
    const factors = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? 0.97 : 0.995));
    const own = scene(
      [long(10, 50)],
      -0.005,
      { mechanism, horizonSeconds: 200 },
      { factors, depth: { law: 'linear', slope: 0.001 } },
    );
    // An engine with room for this one account, and for few places.
    const run = runEngine(own, 'untraced', createEngine(1));
    expect(differences(own, run, runOracle(own))).toEqual([]);
    expect(run.outcome.liquidatedShare).toBeCloseTo(0.1, 9);
  });

  it('with cure an account that recovers leaves the queue, without it does not', () => {
    // The price comes back in the second tick.
    const own = { factors: [0.97, 1.02] };
    const cured = runEngine({ ...two({ mechanism }), ...own }, 'traced');
    expect(cured.outcome.liquidatedShare).toBeCloseTo(5 / 16, 12);
    expect(cured.outcome.ticks).toBe(2);
    const spec: MechanismSpec = { ...mechanism, cure: false };
    const stubborn = runEngine({ ...two({ mechanism: spec }), ...own }, 'traced');
    expect(stubborn.outcome.liquidatedShare).toBe(1);
    expect(stubborn.outcome.ticks).toBe(4);
  });

  it('who has just joined gives to nobody, though without cure no mark reaches it any more', () => {
    const short = (quantity: number, collateral: number, entryPrice: number): Holding => ({
      ...long(quantity, collateral, entryPrice),
      side: -1,
    });
    // The first mark is the price before the shock: it reaches the long, and two shorts that are in profit. Five units
    // a second: the long is closed whole, at 90, below its bankruptcy at 97; of the shorts only the first gets an order.
    const own = scene(
      [long(4, 12), short(100, 50, 101), short(10, 5.1, 101), short(10, 500, 110)],
      -0.1,
      {
        mechanism: { name: 'rate-limited', velocity: 0.5, reach: 0.01, cure: false },
        triggerRule: { rule: 'lagged', ticks: 1 },
        adl: { when: 'fund-empty', policy: 'pro-rata' },
        fund: 0,
      },
      { depth: { law: 'linear', slope: 0.1 } },
    );
    const run = runEngine(own, 'traced');
    const winners = run.ticks[0]!.fills.filter(([, kind]) => kind === 'adlwin');
    expect(winners.map(([account, , quantity]) => [account, quantity])).toEqual([[3, 4]]);
    for (const told of ['traced', 'untraced'] as const)
      expect(differences(own, runEngine(own, told), runOracle(own))).toEqual([]);
  });

  it('paces each side by itself, and by the depth that is left', () => {
    const short: Holding = { side: -1, quantity: 8, entryPrice: P0, collateral: 40, owner: 2 };
    const withdrawal = [[0, 0.5]] as const;
    const both = scene([long(8, 40), short], 0.03, { mechanism, withdrawal }, { factors: [0.97, 1.03] });
    const run = runEngine({ ...both, depth: { law: 'linear', slope: 0.1 } }, 'traced');
    expect(run.ticks[0]!.fills.map(([account, , quantity]) => [account, quantity])).toEqual([[0, 2.5]]);
    expect(run.ticks[1]!.fills.map(([account, , quantity]) => [account, quantity])).toEqual([[1, 2.5]]);
  });
});

describe('auction', () => {
  const { parameters, firstBelow, redo } = goldenGroup('clipper-auction');
  const clipper = (own: Partial<Extract<MechanismSpec, { name: 'auction' }>> = {}): MechanismSpec => ({
    name: 'auction',
    ...parameters,
    hole: 1e9,
    profit: 0,
    ...own,
  });
  const STEP = parameters.step;
  const auctioned = (fall: number, horizonTicks: number, mechanism: MechanismSpec) =>
    runEngine(
      scene(
        [long(100, 600)],
        -0.03,
        { mechanism, tickSeconds: STEP, horizonSeconds: STEP * horizonTicks },
        // Started at 97 in the first tick; from the second on the market stands lower by `fall`.
        { factors: [0.97, 0.97 * (1 - fall)] },
      ),
      'untraced',
    );

  it.each<Group>(firstBelow)(
    'a lot meets a market $fall lower after $steps steps (golden)',
    ({ fall, seconds }) => {
      const { outcome, flags } = auctioned(fall, 200, clipper());
      expect(outcome.firstSeconds).toBe(STEP + seconds);
      expect(outcome.accountsClosed).toBe(1);
      expect(flags.has('AUCTION_RESTART')).toBe(false);
    },
  );

  it('asks what the golden prices say: a taker without profit buys there, and not a hair above', () => {
    for (const { seconds, priceOverOracle } of goldenGroup('clipper-auction').prices.slice(1, 4)) {
      const market = (own: number) => auctioned(1 - own, 200, clipper()).outcome.firstSeconds;
      expect(market(priceOverOracle * (1 + 1e-9))).toBe(STEP + seconds);
      expect(market(priceOverOracle * (1 - 1e-9))).toBeGreaterThan(STEP + seconds);
    }
  });

  it('starts again when the price has fallen below the cusp (golden)', () => {
    expect(redo.reason).toBe('cusp');
    const nobody = clipper({ profit: 10 });
    expect(auctioned(0, redo.steps, nobody).flags.has('AUCTION_RESTART')).toBe(false);
    expect(auctioned(0, redo.steps + 1, nobody).flags.has('AUCTION_RESTART')).toBe(true);
  });

  it('and when it has run for longer than its tail', () => {
    const nobody = clipper({ profit: 10, tail: 5 * STEP });
    expect(auctioned(0, 6, nobody).flags.has('AUCTION_RESTART')).toBe(false);
    expect(auctioned(0, 7, nobody).flags.has('AUCTION_RESTART')).toBe(true);
  });

  it('a lot that does not fit the hole holds back those behind it', () => {
    // At 97: 970, 4,850 and 970 of notional. With a hole of 2,000 only the first starts; the big one waits for
    // an empty floor, and the small one behind it waits too.
    const accounts = [long(10, 60), long(50, 300.1), long(10, 60.2)];
    const mechanism = clipper({ step: 1, tail: 1_000, cut: 0.9, hole: 2_000 });
    const run = runEngine(scene(accounts, -0.03, { mechanism }), 'traced');
    const taken = run.ticks.flatMap(({ n, fills }) => fills.map(([account]) => [account, n]));
    // 1.3 x 0.9^3 = 0.948: four ticks a lot.
    expect(taken).toEqual([
      [0, 4],
      [1, 8],
      [2, 12],
    ]);
    expect(run.outcome.takerProfit).toBeCloseTo(70 * (97 - 97 * 1.3 * 0.9 ** 3), 6);
  });
});

describe('backstop', () => {
  // Two longs at 97 with equity 100 and 300 against maintenance 388: two thirds of it are 258.7, so the vault
  // takes the first, with its 100, and closes nothing of the second.
  const backstop = { share: 2 / 3, capital: 1_000, minMargin: 0.05, velocity: 1, reach: 0.01 };
  const two = (own: Partial<typeof backstop>) =>
    scene([long(100, 400), long(100, 600)], -0.03, { backstop: { ...backstop, ...own }, horizonSeconds: 20 });

  it('takes over who is low, at the mark, with what equity is left', () => {
    const run = runEngine(two({}), 'traced');
    expect(run.ticks[0]!.takenOver).toEqual([0]);
    expect(run.ticks[0]!.fills.map(([account, kind]) => [account, kind])).toEqual([[1, 'market']]);
    expect(run.outcome.takenOverNotional).toBeCloseTo(9_700, 9);
    expect(run.outcome.vaultPeak).toBeCloseTo(9_700, 9);
    // It gained 100 of equity and lost nothing, in a depth that nobody moves.
    expect(run.outcome.vaultProfit).toBeCloseTo(100, 6);
    expect(run.outcome.accountsClosed).toBe(2);
  });

  it('only while its own equity allows', () => {
    // 1,100 of equity on 9,700: 11 %. A vault that keeps 12 % declines, and both go to the market.
    expect(runEngine(two({ minMargin: 0.11 }), 'untraced').outcome.takenOverNotional).toBeCloseTo(9_700, 9);
    expect(runEngine(two({ minMargin: 0.12 }), 'untraced').outcome.takenOverNotional).toBe(0);
  });

  it('does not unwind in the tick of the takeover, then at its pace', () => {
    const slow = scene(
      [long(100, 400)],
      -0.03,
      { backstop: { ...backstop, velocity: 3 }, horizonSeconds: 20 },
      { depth: { law: 'linear', slope: 0.1 } },
    );
    // One per cent is 10 units, so 30 a second: none, 30, 30, 30, 10.
    const run = runEngine(slow, 'traced');
    expect(run.ticks.map(({ displacedAfterDecay }) => displacedAfterDecay)).toEqual([0, 30, 60, 90, 100]);
    // 100 bought at 97, sold from 97 down to 87 at 92 on average, and 100 of equity gained.
    expect(run.outcome.vaultProfit).toBeCloseTo(100 - 500, 9);
  });

  it('a vault that fails is a deficit for the fund, then bad debt', () => {
    const poor = scene(
      [long(100, 400)],
      -0.03,
      { backstop: { ...backstop, capital: 300, minMargin: 0.01 }, fund: 40, horizonSeconds: 20 },
      { depth: { law: 'linear', slope: 0.1 } },
    );
    const { outcome, flags } = runEngine(poor, 'untraced');
    // 300 + 100 - 500 = -100: 40 from the fund, 60 bad debt.
    expect(outcome.deficit).toBeCloseTo(100, 9);
    expect([outcome.fundDraw, outcome.fundEnd]).toEqual([40, 0]);
    expect(outcome.badDebt).toBeCloseTo(60, 9);
    expect(outcome.fundNeed).toBeCloseTo(100, 9);
    expect(outcome.accountsDeficit).toBe(0);
    expect([flags.has('VAULT_FAILED'), flags.has('FUND_EMPTY'), flags.has('BAD_DEBT')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(outcome.vaultProfit).toBe(-300);
  });
});
