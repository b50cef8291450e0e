// Records made by the estimator itself, with known settings: what is put in comes out. The obvious program beside the
// fast one: a whole estimate a point, its accounts through the axes and their triggers one by one.
import { describe, expect, it } from 'vitest';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { calibrate } from '../../shared/market/calibrate/calibrate.ts';
import { calibratedSnapshot } from '../../shared/market/calibrate/calibrated-snapshot.ts';
import { errorOf, type Fit } from '../../shared/market/calibrate/fit.ts';
import { refuseMisfit, warningsOf } from '../../shared/market/calibrate/judge.ts';
import { estimatedOf } from '../../shared/market/calibrate/positions.ts';
import { rankCorrelation } from '../../shared/market/calibrate/ranks.ts';
import { reachedShares } from '../../shared/market/calibrate/reached.ts';
import { windowsOf } from '../../shared/market/calibrate/windows.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { estimatorOf } from '../../shared/market/estimate.ts';
import { recentBars } from '../../shared/market/recent-bars.ts';
import { parseRecord } from '../../shared/market/record.ts';
import { type Draft, MADE_SNAPSHOT, madeRecord, TRUTH, WINDOW } from './made-record.ts';

const setting = { seed: 1, inputs: { snapshot: 'a', record: 'b' }, progress: () => {} };
const fitTo = (text: string, seed = 1) => calibrate(MADE_SNAPSHOT, parseRecord(text), { ...setting, seed });
const made = madeRecord();
const fitted = fitTo(made);

describe('a record that the estimator made', () => {
  const { calibration } = fitted;
  const settingOf = (name: string) => calibration.settings.find((own) => own.name === name);

  it('gives the settings that it was made with, without error', () => {
    expect(fitted.positions).toEqual(TRUTH);
    expect(calibration.errors.inSample).toBeLessThan(1e-9);
    expect(calibration.sides.long!.ratio).toBeCloseTo(1, 9);
    expect(calibration.sides.short!.rankCorrelation).toBeCloseTo(1, 9);
    for (const bucket of calibration.sides.long!.buckets)
      expect(bucket.predicted).toBeCloseTo(bucket.observed, 12);
    expect(settingOf('leverageTilt')).toEqual({
      name: 'leverageTilt',
      value: -0.5,
      state: 'fitted',
      low: -0.5,
      high: -0.5,
    });
    expect(calibration.errors.outOfSample.evenAfterOdd).toBeLessThan(1e-9);
    expect(calibration.windows).toEqual({ used: 60, dropped: 0 });
  });

  it('gives intervals that hold them where others were drawn than those who were liquidated', () => {
    const other = fitTo(made, 2).calibration;
    const found = (name: string) => other.settings.find((own) => own.name === name)!;
    for (const [name, value] of [
      ['leverageTilt', -0.5],
      ['ageHalfLifeDays', 1],
      ['standingShare.long', 0.7],
      ['standingShare.short', 0.5],
    ] as const) {
      expect(found(name).low!).toBeLessThanOrEqual(value);
      expect(found(name).high!).toBeGreaterThanOrEqual(value);
    }
    // The truth is among the settings that fit as well, with its standing shares; not all of the 45 pairs are.
    const { leverageTilt, ageHalfLifeDays, standingShare } = TRUTH;
    expect(other.alike).toContainEqual(
      expect.objectContaining({ leverageTilt, ageHalfLifeDays, standingShare }),
    );
    expect(other.alike.length).toBeLessThan(45);
    expect(calibration.alike.length).toBe(1);
    expect(other.errors.inSample).toBeGreaterThan(0);
    expect(other.errors.inSample).toBeLessThan(0.5);
  });

  it('keeps what it does not tell, and says why', () => {
    const reason = 'the fund must be known in at least 30 days of rows, got 0';
    expect(calibration.engine.growth).toEqual({ notIdentifiable: reason });
    expect(settingOf('mostReductions')).toEqual({
      name: 'mostReductions',
      value: null,
      state: 'kept',
      note: `not identifiable: ${reason}`,
    });
    expect(calibration.dislocation.compared).toEqual({
      notIdentifiable: 'premiums must be known in at least 5 windows of a move of 8 % or more, got 0',
    });
    expect(fitted.rules).toEqual(MADE_SNAPSHOT.rules);
  });

  it('gives the same bytes again', () => {
    expect(sha256(JSON.stringify(fitTo(made)))).toBe(sha256(JSON.stringify(fitted)));
  });

  it('goes into the snapshot with its assumptions and its source', () => {
    const snapshot = calibratedSnapshot(MADE_SNAPSHOT, fitted, 'f'.repeat(64));
    if (snapshot.positions.kind !== 'estimated') throw new Error('positions must be estimated');
    const { leverageTilt, ageHalfLifeDays, standingShare } = snapshot.positions;
    expect({ leverageTilt, ageHalfLifeDays, standingShare }).toEqual(TRUTH);
    const textOf = (id: string) => snapshot.assumptions.find((own) => own.id === id)!.text;
    expect(textOf('fit-standing-share-short')).toBe(
      'standingShare.short 0.5 is fitted to a record, 5 to 95 % from 0.5 to 0.5.',
    );
    expect(textOf('fit-withdrawal')).toMatch(
      /^withdrawal null is kept, not fitted: not identifiable: premiums/,
    );
    expect(snapshot.assumptions.map(({ id }) => id)).not.toContain('age-half-life');
    expect(snapshot.sources.at(-1)!.source).toContain('f'.repeat(64));
    // Of the history's windows the record makes those of four hours; its rows last as long.
    const [hour, fourHours] = snapshot.history.windows;
    expect([hour!.seconds, hour!.observed]).toEqual([3_600, undefined]);
    expect(fourHours!.observed).toMatchObject({ source: 'made by the estimator itself', windows: 60 });
    const again = calibratedSnapshot(snapshot, fitted, 'e'.repeat(64));
    expect(again.assumptions).toEqual(snapshot.assumptions);
    expect(again.sources.length).toBe(snapshot.sources.length);
  });
});

it('is predicted what a whole estimate says, account by account', () => {
  const record = parseRecord(made);
  const estimated = estimatedOf(MADE_SNAPSHOT, record, 5);
  const { contract, tiers } = estimated;
  for (const [i, window] of windowsOf(record).windows.slice(0, 20).entries()) {
    const point = { leverageTilt: 0.25, ageHalfLifeDays: 0.5, standingShare: 0.5 };
    const positions = {
      ...estimated.positions,
      leverageTilt: 0.25,
      ageHalfLifeDays: 0.5,
      standingShare: { long: 0.5, short: 0.5 },
      bars: recentBars(estimated.positions.bars, window.start),
    };
    const market = {
      contract,
      tiers,
      startPrice: window.open,
      openInterest: 10_000,
      asOfSeconds: window.start,
    };
    const estimator = estimatorOf(positions, market);
    const drawn = allocateAccounts(estimator.count);
    const held = allocateAccounts(estimator.count);
    estimator.draw(5, 0, i, drawn);
    applyAxes(drawn, tiers, contract, window.open, 1, held);
    const units = { long: 0, short: 0 };
    for (let row = 0; row < held.count; row++) {
      const [side, quantity] = [held.side[row]!, held.quantity[row]!];
      const entry = held.entryPrice[row]!;
      const trigger = triggerPrice(
        contract,
        tiers,
        side,
        quantity,
        entry,
        held.collateral[row]!,
        window.open,
      );
      if (side > 0 && trigger >= window.low) units.long += quantity;
      if (side < 0 && trigger <= window.high) units.short += quantity;
    }
    const [found] = reachedShares(estimated, window, i, [point]);
    expect(found!.long).toBeCloseTo(units.long / 10_000, 12);
    expect(found!.short).toBeCloseTo(units.short / 10_000, 12);
  }
});

describe('windows', () => {
  const hours = (missing: readonly number[]) =>
    parseRecord(
      madeRecord({
        windows: 60,
        change: (draft) => {
          const [first] = draft.rows;
          draft.intervalSeconds = 720;
          draft.rows = Array.from({ length: 40 }, (_, i) => ({
            ...first!,
            time: first!.time! - WINDOW + 720 * (i + 1),
            liquidatedLong: i,
          })).filter((_, i) => !missing.includes(i));
        },
      }),
    );

  it('are dropped where more than 5 % of their rows are missing', () => {
    expect(windowsOf(hours([])).windows.map(({ liquidated }) => liquidated.long)).toEqual([190, 590]);
    expect(windowsOf(hours([3])).windows.map(({ liquidated }) => liquidated.long)).toEqual([187, 590]);
    const { windows, dropped } = windowsOf(hours([3, 7]));
    expect([windows.length, dropped]).toEqual([1, 1]);
  });

  it('take open interest in a straight line between points, and as it stands outside of them', () => {
    const record = parseRecord(
      madeRecord({
        windows: 60,
        change: (draft) => {
          const start = draft.rows[0]!.time! - WINDOW;
          draft.openInterest.points = [
            [start + WINDOW, 100],
            [start + 3 * WINDOW, 300],
          ];
        },
      }),
    );
    const own = windowsOf(record).windows.slice(0, 5);
    expect(own.map(({ openInterest }) => openInterest)).toEqual([100, 100, 200, 300, 300]);
  });
});

describe('is refused', () => {
  const refusal = (making: Parameters<typeof madeRecord>[0]) => () => fitTo(madeRecord(making));
  const changed = (change: (draft: Draft) => void) => refusal({ change });

  it.each<[string, () => unknown, string]>([
    [
      'too few windows',
      refusal({ windows: 59 }),
      'record.rows must make at least 60 whole windows of 4 h, got 59',
    ],
    [
      'a still market',
      refusal({ move: 0.008 }),
      'record.rows must have at least 10 windows of 2.5 % or more against longs, got 0',
    ],
    [
      'liquidations that are mostly missing',
      changed((draft) => {
        for (const [i, row] of draft.rows.entries()) if (i % 5 > 1) row.liquidatedShort = 0;
      }),
      'record.rows.liquidatedShort must not be 0 in more than half of the',
    ],
    [
      'another market',
      changed((draft) => {
        draft.market = 'other-usd';
      }),
      "record.market must be the snapshot's, coin-usd, got other-usd",
    ],
    [
      'another contract',
      changed((draft) => {
        draft.contract = 'inverse';
      }),
      "record.contract must be the snapshot's, linear, got inverse",
    ],
  ])('for %s', (_, run, message) => {
    expect(run).toThrow(message);
  });

  it('where the best settings explain nothing', () => {
    const agreement = { error: 0.4, ratio: 1, rankCorrelation: 0.5, buckets: [] };
    const refused = (long: object, short: object) => () =>
      refuseMisfit({ long: { ...agreement, ...long }, short: { ...agreement, ...short } });
    expect(refused({ error: 1.2 }, {})).not.toThrow();
    expect(refused({ error: 1.2 }, { error: 1.1 })).toThrow(
      'error of each side must be at most 1, got 1.2 and 1.1',
    );
    expect(refused({}, { rankCorrelation: 0.29 })).toThrow(
      "liquidated shorts of the record must have a rank correlation of at least 0.3 with what is predicted (the feed is thinned, or another market's), got 0.29",
    );
    expect(refused({}, { rankCorrelation: NaN })).toThrow('rank correlation');
  });

  it('one side alone, which keeps what the snapshot has', () => {
    const still = madeRecord({
      change: (draft) => {
        for (const row of draft.rows) {
          row.high = Math.max(row.open!, row.close!) * 1.0001;
          if (row.high > row.open! * 1.02) {
            row.high = row.open! * 1.015;
            row.close = Math.min(row.close!, row.high);
          }
        }
      },
    });
    const { calibration, positions } = fitTo(still);
    expect(calibration.sides.short).toBe(undefined);
    expect(positions.standingShare.short).toBe(1);
    const kept = calibration.settings.find(({ name }) => name === 'standingShare.short');
    expect(kept).toEqual({
      name: 'standingShare.short',
      value: 1,
      state: 'kept',
      note: 'record.rows must have at least 10 windows of 2.5 % or more against shorts, got 0',
    });
  });
});

it('is fitted at both ends of an uncertain open interest, which trades with the standing share', () => {
  const uncertain = madeRecord({
    change: (draft) => {
      draft.openInterest.uncertainty = 0.3;
    },
  });
  const { openInterest } = fitTo(uncertain).calibration;
  expect(openInterest.map(({ times }) => times)).toEqual([0.7, 1.3]);
  const [less, more] = openInterest.map(({ standingShare }) => standingShare.long!);
  expect(less!).toBeGreaterThanOrEqual(more!);
});

it('warns of edges, of errors out of sample, of totals and of thin buckets', () => {
  const best: Fit = {
    leverageTilt: 0.5,
    ageHalfLifeDays: 1,
    standingShare: { long: 0.1 },
    error: { long: 0.2 },
    totalError: 0.2,
  };
  const bucket = { windows: 5, observed: 0.01, predicted: 0.01 };
  const buckets = [
    { ...bucket, windows: 1 },
    bucket,
    bucket,
    { ...bucket, windows: 4 },
    { ...bucket, windows: 0 },
  ];
  const long = { error: 0.2, ratio: 2.1, rankCorrelation: 0.5, buckets };
  expect(warningsOf(best, { long }, { evenAfterOdd: 0.3, oddAfterEven: 0.41 })).toEqual([
    'leverageTilt 0.5 stands at an edge of the grid',
    'standingShare.long 0.1 stands at an edge of the grid',
    'out of sample the error is 0.41, more than twice the 0.2 in sample',
    'of longs 2.1 times as much is predicted as was observed',
    'of longs the bucket from 5 % rests on 4 windows',
  ]);
  const inside = { ...best, leverageTilt: 0, standingShare: { long: 0.5 } };
  const calm = { long: { ...long, ratio: 2, buckets: [bucket] } };
  expect(warningsOf(inside, calm, { evenAfterOdd: 0.4, oddAfterEven: 0.1 })).toEqual([]);
});

it('counts the error by hand', () => {
  // Weights 10 and 2, logarithms ln 2 and ln 4: sqrt((10 + 2 x 4) / 12) ln 2. The bucket below 1 % counts for nothing.
  const buckets = [
    { windows: 50, observed: 1, predicted: 0.001 },
    { windows: 30, observed: 0.02, predicted: 0.01 },
    { windows: 2, observed: 0.01, predicted: 0.04 },
  ];
  expect(errorOf(buckets)).toBeCloseTo(Math.sqrt(18 / 12) * Math.LN2, 12);
  // Nothing predicted is a hundred thousandth.
  expect(errorOf([buckets[0]!, { windows: 3, observed: 1e-4, predicted: 0 }])).toBeCloseTo(Math.log(10), 12);
});

it('ranks by hand: ties share their ranks', () => {
  // Ranks 0, 1.5, 1.5, 3 and 1, 0, 2.5, 2.5: sum of products about 1.5 is 2.25, squares 4.5 and 4.5.
  const rank = rankCorrelation(Float64Array.of(1, 2, 2, 9), Float64Array.of(4, 3, 7, 7));
  expect(rank).toBeCloseTo((-1.5 * -0.5 + 0 * -1.5 + 0 * 1 + 1.5 * 1) / 4.5, 12);
  expect(rankCorrelation(Float64Array.of(1, 1), Float64Array.of(1, 2))).toBe(0);
});
