// Steps B and C: what replays say is put into a record, and the setting that said it is found again.
import { describe, expect, it } from 'vitest';
import { fitDislocation } from '../../shared/market/calibrate/dislocation.ts';
import { fitEngine } from '../../shared/market/calibrate/engine.ts';
import { recordedFall, recordedGrowth } from '../../shared/market/calibrate/fund.ts';
import { estimatedOf } from '../../shared/market/calibrate/positions.ts';
import { median, quantile } from '../../shared/market/calibrate/quantile.ts';
import type { Replayable } from '../../shared/market/calibrate/stretches.ts';
import { aroundWindows } from '../../shared/market/calibrate/stretches.ts';
import { nearest } from '../../shared/market/calibrate/trials.ts';
import { windowsOf } from '../../shared/market/calibrate/windows.ts';
import { type MarketRecord, parseRecord } from '../../shared/market/record.ts';
import { type Draft, MADE_SNAPSHOT, madeRecord, WINDOW } from './made-record.ts';

const { rules, depth } = MADE_SNAPSHOT;
const snapshot = {
  ...MADE_SNAPSHOT,
  // Six tiers, so that an account can be reduced more than once.
  tiers: [0, 2_000, 4_000, 6_000, 8_000, 10_000].map((floor, k) => ({
    floor,
    rate: 0.005 * (k + 1),
    maxLeverage: 50 / (k + 1),
    deduction: 0,
  })),
  fund: { balance: 50_000 },
  depth: {
    kind: 'profile',
    distance: [0.01, 0.05, 0.2],
    bid: [400, 1_500, 5_000],
    ask: [400, 1_500, 5_000],
    beyond: 'extend',
    beyondShare: 1,
  } as typeof depth,
  rules: {
    ...rules,
    mechanism: {
      name: 'takeover',
      patienceSeconds: 300,
      easePerMinute: 0.001,
      stepDown: 'reduce',
      mostReductions: 2,
    } as typeof rules.mechanism,
    permanentShare: 0,
    permanentTo: 'index' as const,
  },
};

/** Thirty-one days of rows, of which the last few windows are looked at; a fund that grows by `gain` a day. */
function replayableWith(change: (draft: Draft) => void): Replayable {
  const record = parseRecord(madeRecord({ windows: 186, change }));
  const { positions } = estimatedOf(snapshot, record, 1);
  return { snapshot, record, positions, seed: 1 };
}
const daily = (gain: number) => (draft: Draft) => {
  for (const [i, row] of draft.rows.entries()) if (i % 6 === 5) row.fund = 50_000 + (gain * (i + 1)) / 6;
};
const lastWindows = (record: MarketRecord, count: number) => windowsOf(record).windows.slice(-count);
const nobody = () => {};

describe('step B', () => {
  const growing = replayableWith(daily(100));
  const windows = lastWindows(growing.record, 8);
  const calm = windows.map((window) => ({ ...window, liquidated: { long: 0, short: 0 } }));
  const { fit } = fitEngine(growing, calm, nobody);
  if ('notIdentifiable' in fit.growth) throw new Error(fit.growth.notIdentifiable);
  const { predicted } = fit.growth;

  it('tries every limit of reductions, and takes the one whose growth is nearest', () => {
    expect(predicted.map(({ settings }) => settings.mostReductions)).toEqual([1, 2, 3, 4, null]);
    expect(new Set(predicted.map(({ value }) => value)).size).toBeGreaterThan(1);
    const observed = recordedGrowth(growing.record);
    const best = nearest(predicted, observed).settings.mostReductions;
    expect(fit.settings[0]).toEqual({ name: 'mostReductions', value: best, state: 'fitted' });
    expect(fit.fall).toEqual({ notIdentifiable: 'no window liquidated 10 % of a side' });
    expect(fit.settings.slice(1).map(({ name, state }) => [name, state])).toEqual([
      ['easePerMinute', 'kept'],
      ['halfLifeSeconds', 'kept'],
    ]);
  });

  it('tries ease and half-life where a crash is on record and the fund fell, in the days around it', () => {
    const fallen = replayableWith((draft) => {
      daily(100)(draft);
      draft.rows.at(-1)!.fund = 40_000;
    });
    const crash = lastWindows(fallen.record, 8).map((window, i) => ({
      ...window,
      liquidated: { long: i === 6 ? 0.11 * window.openInterest : 1, short: 1 },
    }));
    let told: readonly number[] = [];
    const found = fitEngine(fallen, crash, (...progress) => {
      told = progress;
    });
    if ('notIdentifiable' in found.fit.fall) throw new Error(found.fit.fall.notIdentifiable);
    const { observed, predicted: tried } = found.fit.fall;
    expect(observed).toBe(13_000);
    expect(tried.length).toBe(12);
    expect(told).toEqual([85, 85]);
    const { easePerMinute, halfLifeSeconds } = nearest(tried, observed).settings;
    expect(found.fit.settings.slice(1)).toEqual([
      { name: 'easePerMinute', value: easePerMinute, state: 'fitted' },
      { name: 'halfLifeSeconds', value: halfLifeSeconds, state: 'fitted' },
    ]);
    expect(found.rules.halfLifeSeconds).toBe(halfLifeSeconds);
    expect(found.rules.mechanism).toMatchObject({ name: 'takeover', easePerMinute });
  });

  it.each<[string, (draft: Draft) => void, Partial<typeof snapshot.rules>, string]>([
    [
      'a fund known in too few days',
      (draft) => {
        daily(100)(draft);
        for (const row of draft.rows.slice(12)) row.fund = NaN;
      },
      {},
      'the fund must be known in at least 30 days of rows, got 2',
    ],
    ['a fund that shrinks', daily(-10), {}, 'the fund must grow on calm days, got -'],
    [
      'another mechanism',
      daily(100),
      { mechanism: { name: 'full' } },
      "the snapshot's mechanism must be takeover with stepDown reduce, got full",
    ],
    [
      'a permanent share',
      daily(100),
      { permanentShare: 0.1 },
      'permanentShare must be 0 where recorded prices are replayed, got 0.1',
    ],
  ])('keeps everything for %s', (_, change, own, reason) => {
    const record = parseRecord(madeRecord({ windows: 186, change }));
    const changed = { ...snapshot, rules: { ...snapshot.rules, ...own } };
    const replayable = { snapshot: changed, record, positions: growing.positions, seed: 1 };
    const found = fitEngine(replayable, calm, nobody);
    expect(found.rules).toBe(changed.rules);
    expect(JSON.stringify(found.fit.growth)).toContain(reason.replaceAll('"', ''));
    expect(found.fit.settings.every(({ state }) => state === 'kept')).toBe(true);
  });
});

describe('step C', () => {
  const premium = (size: number) => (draft: Draft) => {
    for (const row of draft.rows) {
      row.premiumLow = -size;
      row.premiumHigh = size / 2;
    }
  };
  const large = (record: MarketRecord, count: number) =>
    lastWindows(record, 8).map((window, i) => (i < count ? { ...window, low: window.open * 0.91 } : window));

  it('takes half-life and withdrawal whose median and 95 % are nearest', () => {
    const seen = replayableWith(premium(0.02));
    const { fit, rules: found } = fitDislocation(seen, large(seen.record, 5), nobody);
    if ('notIdentifiable' in fit.compared) throw new Error(fit.compared.notIdentifiable);
    const { windows, observed, predicted } = fit.compared;
    expect(windows).toBe(5);
    expect(observed).toEqual({ median: 0.02, high: 0.02 });
    expect(predicted.length).toBe(12);
    const miss = ({ median: middle, high }: { median: number; high: number }) =>
      Math.log(middle / 0.02) ** 2 + Math.log(high / 0.02) ** 2;
    const best = predicted.reduce((a, b) => (miss(b) < miss(a) ? b : a));
    expect(found.halfLifeSeconds).toBe(best.halfLifeSeconds);
    expect(found.withdrawal).toEqual(best.withdrawal);
    expect(new Set(predicted.map(({ median: middle }) => middle)).size).toBeGreaterThan(1);
  });

  it('keeps both where premiums are known in four windows only, or not in every row', () => {
    const seen = replayableWith(premium(0.02));
    const reason = 'premiums must be known in at least 5 windows of a move of 8 % or more, got 4';
    const four = fitDislocation(seen, large(seen.record, 4), nobody);
    expect(four.fit.compared).toEqual({ notIdentifiable: reason });
    expect(four.rules).toBe(snapshot.rules);
    const holed = replayableWith((draft) => {
      premium(0.02)(draft);
      delete draft.rows.at(-8)!.premiumLow;
    });
    expect(fitDislocation(holed, large(holed.record, 5), nobody).fit.compared).toEqual({
      notIdentifiable: reason,
    });
  });
});

it('measures growth and falls by hand', () => {
  // Balances at the ends of windows 1, 2 and 4: +10 on 20 units at 100, then -30 across a move of 9 %, which is not calm.
  const record = parseRecord(
    madeRecord({
      windows: 60,
      change: (draft) => {
        draft.rows = draft.rows.slice(0, 4).map((row, i) => ({
          ...row,
          open: 100,
          low: i === 3 ? 91 : 98,
          high: 101,
          close: 100,
          liquidatedLong: 15,
          liquidatedShort: 5,
        }));
        draft.rows[0]!.fund = 1_000;
        draft.rows[1]!.fund = 1_010;
        draft.rows[3]!.fund = 980;
      },
    }),
  );
  expect(recordedGrowth(record)).toBeCloseTo(10 / (20 * 100), 12);
  const [first, , , last] = record.rows.time;
  expect(recordedFall(record, [[first!, last!]])).toBe(30);
  expect(recordedFall(record, [[first!, first!]])).toBe(0);
});

it('looks a day around each window, once where they meet', () => {
  const day = 6 * WINDOW;
  expect(aroundWindows([10 * day, 11 * day, 20 * day], [0, 20.5 * day])).toEqual([
    [9 * day, 12 * day + WINDOW],
    [19 * day, 20.5 * day],
  ]);
});

it('takes quantiles between order statistics, and passes over what does not grow', () => {
  expect(median([4, 1, 2])).toBe(2);
  expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48, 12);
  const trial = (value: number) => ({ settings: { value }, value });
  expect(nearest([trial(-1), trial(0.1), trial(0.5)], 0.25).value).toBe(0.5);
  expect(nearest([trial(-1), trial(NaN), trial(9)], 0.25).value).toBe(9);
});
