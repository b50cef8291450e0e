// Past reports against what came: counted by hand, and scored by tests that golden values hold.
import { describe, expect, it } from 'vitest';
import {
  type Aftermath,
  aftermathText,
  aftermathUntil,
  parseAftermath,
} from '../../shared/market/aftermath.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { OWN_RECORD, predictionsFromCsv } from '../../shared/report/change-tables.ts';
import { toCsv } from '../../shared/report/csv.ts';
import { tableOf } from '../../shared/report/table.ts';
import { brierScore, brierTest } from '../../shared/risk/backtest/brier.ts';
import { marginMoves } from '../../shared/risk/backtest/margins.ts';
import { predictionsOf } from '../../shared/risk/backtest/prediction.ts';
import { windowsBetween } from '../../shared/risk/backtest/realised.ts';
import { scored } from '../../shared/risk/backtest/score.ts';
import type { Prediction } from '../../shared/risk/findings/own-record.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { sweepText } from '../sweep/small.ts';
import { RICH } from '../sweep/worlds.ts';

const HOUR = 3_600;
const START = Date.parse('2026-03-01T00:00:00Z') / 1_000;
const SEED = { seedLow: 1, seedHigh: 2 };

/** An hour that opens at 100 and moves so far. */
interface Hour {
  readonly down?: number;
  readonly up?: number;
  readonly liquidated?: number;
  readonly fund?: number | null;
  readonly premium?: number | null;
}

const aftermath = (hours: readonly Hour[], start = START): Aftermath => ({
  schema: 'aftermath/1',
  source: 'made up',
  intervalSeconds: HOUR,
  time: hours.map((_, i) => start + (i + 1) * HOUR),
  open: hours.map(() => 100),
  low: hours.map(({ down = 0 }) => 100 * (1 - down)),
  high: hours.map(({ up = 0 }) => 100 * (1 + up)),
  liquidatedLong: hours.map(({ liquidated = 0 }) => liquidated),
  liquidatedShort: hours.map(() => 0),
  fund: hours.map(({ fund = null }) => fund),
  premium: hours.map(({ premium = null }) => premium),
});

const prediction = (asOf: string, change: Partial<Prediction> = {}): Prediction => ({
  market: 'test-perp',
  side: 'down',
  asOf,
  gapSeconds: HOUR,
  quantile: 0.99,
  gap: 0.05,
  wanted: 0.01,
  stressed: 0.04,
  moveQuantile: 0.04,
  moveShortfall: 0.06,
  designSeconds: 2 * HOUR,
  openInterest: 1_000,
  medianMove: 0.01,
  largeMove: 0.03,
  liquidatedMedian: 0.001,
  liquidatedQ95: 0.02,
  fundQ05: -5,
  fundQ95: 20,
  over1: 0.2,
  over3: 0.02,
  ...change,
});

describe('what came', () => {
  it('is cut into windows that begin with the report, whole ones only', () => {
    const hours = [{ down: 0.01 }, { down: 0.02, up: 0.03 }, { liquidated: 5 }, {}, { down: 0.5 }];
    const windows = windowsBetween(aftermath(hours), START + HOUR, START + 4 * HOUR, HOUR);
    expect(windows.map(({ move }) => move.down)).toEqual([expect.closeTo(0.02, 12), 0, 0]);
    expect(windows[0]!.move.up).toBeCloseTo(0.03, 12);
    expect(windows[1]!.liquidated).toEqual({ down: 5, up: 0 });
    const pairs = windowsBetween(aftermath(hours), START, START + 5 * HOUR, 2 * HOUR);
    expect(pairs.map(({ move }) => move.down)).toEqual([expect.closeTo(0.02, 12), 0]);
    expect(windowsBetween(aftermath(hours), START, START + 5 * HOUR, 1_800)).toEqual([]);
    expect(windowsBetween(aftermath(hours), START + 9 * HOUR, START + 12 * HOUR, HOUR)).toEqual([]);
  });

  it('leaves a window out in which an hour is missing, and says what nobody knows', () => {
    const whole = aftermath([{}, {}, { fund: 10 }, { fund: 12 }, { fund: 11, premium: 0.02 }]);
    const keep = [0, 2, 3, 4];
    const gap = Object.fromEntries(
      Object.entries(whole).map(([name, own]) => [name, Array.isArray(own) ? keep.map((i) => own[i]) : own]),
    ) as unknown as Aftermath;
    const windows = windowsBetween(gap, START, START + 5 * HOUR, HOUR);
    expect(windows).toHaveLength(4);
    expect(windows.map(({ fundChange }) => fundChange)).toEqual([null, null, 2, -1]);
    expect(windows.map(({ premium }) => premium)).toEqual([null, null, null, 0.02]);
  });

  it('is read again from its text, cut at a time, and refused where columns do not fit', () => {
    const own = aftermath([{ down: 0.01 }, { fund: 3 }, {}]);
    const { text } = aftermathText(own);
    expect(parseAftermath(text)).toEqual(own);
    expect(aftermathUntil(own, START + 2 * HOUR)!.time).toEqual([START + HOUR, START + 2 * HOUR]);
    expect(aftermathUntil(own, START)).toBeUndefined();
    expect(() => parseAftermath(JSON.stringify({ ...own, low: [1] }))).toThrow(
      'aftermath.low must have 3 rows, got 1',
    );
    expect(() => parseAftermath(JSON.stringify({ ...own, time: [3, 2, 4] }))).toThrow(
      'aftermath.time.1 must be after the row before it, 3, got 2',
    );
  });
});

describe('a record of past reports', () => {
  const days = ['2026-03-01', '2026-03-02', '2026-03-03'].map((date) => prediction(`${date}T00:00:00Z`));

  it('counts exceptions of the report that was current', () => {
    const hours: Hour[] = Array.from({ length: 72 }, () => ({ down: 0.01 }));
    hours[5] = { down: 0.06 }; // beyond the gap of the first
    hours[30] = { down: 0.07 };
    hours[60] = { down: 0.049 }; // beyond the quantile of the history, not beyond the gap
    const strict = [days[0]!, prediction('2026-03-02T00:00:00Z', { gap: 0.08 }), days[2]!];
    const own = scored(days, aftermath(hours), SEED)!;
    expect(own).toMatchObject({
      reports: 3,
      windows: 72,
      exceptions: 2,
      from: days[0]!.asOf,
      zone: 'yellow',
    });
    expect(own.to).toBe('2026-03-04T00:00:00Z');
    expect(own.expected).toBeCloseTo(0.72, 12);
    expect(own.largest).toBeCloseTo(0.02, 12);
    expect(own.average).toBeCloseTo(0.015, 12);
    expect(own.days.map(({ exceptions }) => exceptions)).toEqual([1, 1, 0]);
    expect(own.days[1]!.worst).toBeCloseTo(0.07, 12);
    expect(scored(strict, aftermath(hours), SEED)!.exceptions).toBe(1);
    // Beyond the quantile of the history: 0.06, 0.07 and 0.049 of 72 windows at 1 %, over a shortfall of 0.06.
    expect(own.shortfall!.z2).toBeCloseTo(1 - 0.179 / 0.06 / (72 * 0.01), 9);
    expect(own.shortfall!.criticalT3).toBeLessThan(own.shortfall!.criticalNormal);
  });

  it('turns red where a report covers a tenth of what came', () => {
    const hours = Array.from({ length: 72 }, (_, i) => ({ down: i % 10 === 0 ? 0.06 : 0.01 }));
    const own = scored(days, aftermath(hours), SEED)!;
    expect(own).toMatchObject({ exceptions: 8, zone: 'red' });
    expect(own.adequacy).toBeLessThan(1e-4);
    expect(own.kupiec.pValue!).toBeLessThan(1e-4);
  });

  it('counts no window twice, nor one of a report that nobody followed up for two days', () => {
    const hours = Array.from({ length: 24 * 9 }, () => ({}));
    expect(scored([days[0]!], aftermath(hours), SEED)!.windows).toBe(48);
    expect(scored(days, aftermath(hours), SEED)!.windows).toBe(24 + 24 + 48);
    expect(scored(days, aftermath([{}], START - 48 * HOUR), SEED)).toBeNull();
    expect(scored([], aftermath(hours), SEED)).toBeNull();
  });

  it('looks a year back, no further', () => {
    const old = prediction('2025-01-01T00:00:00Z');
    const hours = Array.from({ length: 24 }, () => ({}));
    expect(scored([old, ...days], aftermath(hours), SEED)!.from).toBe(days[0]!.asOf);
  });

  it('holds liquidations and fund against ordinary windows, and no others', () => {
    // Windows of two hours: moves 0.02 (in), 0.005 (below the median), 0.04 (beyond the large one), 0.02 (in).
    const hours: Hour[] = [
      { down: 0.02, liquidated: 10, fund: 100 },
      { liquidated: 5, fund: 105 },
      { down: 0.005, liquidated: 100, fund: 105 },
      { fund: 105 },
      { down: 0.04, liquidated: 100, fund: 105 },
      { fund: 105 },
      { down: 0.02, liquidated: 15, fund: 90 },
      { liquidated: 15, fund: 90 },
    ];
    const own = scored([days[0]!], aftermath(hours), SEED)!;
    // 15 and 30 of 1,000, at most 2 %.
    expect(own.liquidated).toMatchObject({ windows: 2, inside: 1 });
    expect(own.liquidated!.realised.value).toBeCloseTo(0.0225, 12);
    expect(own.liquidated!.predicted.value).toBeCloseTo(0.02, 12);
    // Of the first nobody knows what the fund was before it; the last lost 15, at most 5.
    expect(own.fund).toMatchObject({ windows: 1, inside: 0 });
  });

  it('says nothing of what was not aftermath, or not predicted', () => {
    const silent = prediction('2026-03-01T00:00:00Z', {
      moveShortfall: null,
      medianMove: null,
      over1: null,
    });
    const own = scored([silent], aftermath([{ down: 0.02 }, {}]), SEED)!;
    expect(own).toMatchObject({ shortfall: null, liquidated: null, fund: null, brier: [] });
    expect(own.independence).toEqual({ statistic: null, pValue: null, reason: 'NOT_TESTABLE' });
  });

  it('hands its predictions from night to night as a table, nulls and all', () => {
    const rows = [
      days[0]!,
      prediction('2026-03-02T00:00:00Z', { side: 'up', liquidatedQ95: null, fundQ05: -1e-9 }),
    ];
    const csv = new TextDecoder().decode(toCsv(tableOf('own_record', rows, OWN_RECORD)));
    expect(predictionsFromCsv('own_record.csv', csv)).toEqual(rows);
    expect(() => predictionsFromCsv('own_record.csv', csv.replace('0.99', 'many'))).toThrow(
      /own_record\.csv row 1/,
    );
  });
});

describe('a Brier score', () => {
  it('is the mean squared error', () => {
    expect(
      brierScore([
        { p: 0.2, y: false },
        { p: 0.9, y: true },
      ]),
    ).toBeCloseTo((0.04 + 0.01) / 2, 12);
  });

  it('beats the shuffles where predictions know their day, and ties where they do not', () => {
    const knowing = Array.from({ length: 60 }, (_, i) => ({ p: i % 3 === 0 ? 0.8 : 0.1, y: i % 3 === 0 }));
    const { score, shuffled, better } = brierTest(knowing, SEED);
    expect(score).toBeLessThan(0.04);
    // By chance a day gets its own probability: mean over all pairs.
    const chance =
      (1 / 3) * ((0.2 * 0.2) / 3 + (2 * 0.9 * 0.9) / 3) + (2 / 3) * ((0.8 * 0.8) / 3 + (2 * 0.1 * 0.1) / 3);
    expect(shuffled).toBeCloseTo(chance, 2);
    expect(better).toBe(1);
    const constant = knowing.map(({ y }) => ({ p: 1 / 3, y }));
    expect(brierTest(constant, SEED).better).toBeCloseTo(0.5, 12);
    expect(brierTest(knowing, SEED)).toEqual(brierTest(knowing, SEED));
  });
});

it('a report predicts the gap, and the tail of its own history by quantile and mean beyond it', () => {
  const moves = Array.from({ length: 100 }, (_, i) => 0.1 - 0.0005 * i);
  const quantiles = { down: [0.004, 0.01, 0.015, 0.03], up: [0.005, 0.012, 0.0151, 0.02] };
  const windows = [{ seconds: 1_800, count: 1_000, down: moves, up: moves.slice(0, 5), quantiles }];
  const market = marketOf(parseSnapshot(JSON.stringify({ ...RICH, history: { windows } })));
  const sweep = parseSweep(sweepText());
  const tierTable = { ...sweep.tierTable, windowSeconds: 1_800 };
  const rows = [
    { gapPpm: 70_000, impactPpm: 10_000, feePpm: 0, wantedPpm: 100_000 },
  ] as unknown as Parameters<typeof predictionsOf>[2]['rows'];
  const [down, up] = predictionsOf(market, { ...sweep, tierTable }, { rows }, []);
  // The worst 5 of 1,000 lie beyond the quantile at 99.5 %.
  expect(down).toMatchObject({
    side: 'down',
    gap: 0.07,
    gapSeconds: 1_800,
    quantile: 0.995,
    designSeconds: 1_800,
  });
  // The largest move is 10 %: 11 % in place of the 8 % that gap and impact come to.
  expect(down!.stressed).toBeCloseTo(0.1 * (0.11 / 0.08), 12);
  expect(down!.wanted).toBe(0.1);
  expect(down!.moveQuantile).toBeCloseTo(moves[5]!, 12);
  expect(down!.moveShortfall).toBeCloseTo(moves.slice(0, 5).reduce((sum, own) => sum + own, 0) / 5, 12);
  expect(up).toMatchObject({ moveQuantile: null, moveShortfall: null, medianMove: null });
});

describe('margins of a portfolio that does not change', () => {
  const series = (wanted: readonly number[]) =>
    wanted.map((own, day) =>
      prediction(`2026-03-${String(day + 1).padStart(2, '0')}T00:00:00Z`, { wanted: own, stressed: 3 * own }),
    );

  it('are told as they were wanted, and under the tools', () => {
    const moves = marginMoves(series([0.1, 0.1, 0.11, 0.13, 0.15, 0.12, 0.1]))!;
    expect(moves).toMatchObject({ nights: 7, exhausted: 2, from: '2026-03-01T00:00:00Z' });
    expect(moves.wanted.peakToTrough).toBeCloseTo(1.5, 12);
    expect(moves.buffered.peakToTrough).toBeCloseTo(0.15 / 0.125, 12);
    expect(moves.wanted.calls.map(({ nights }) => nights)).toEqual([1, 5]);
    expect(moves.wanted.calls[0]!.share).toBeCloseTo(0.13 / 0.11 - 1, 12);
    // A quarter of three times as much: half as much again, every night.
    expect(moves.stressWeighted!.peakToTrough).toBeCloseTo(1.5, 12);
  });

  it('are nothing below five nights, and look a year back', () => {
    expect(marginMoves(series([0.1, 0.2, 0.1, 0.2]))).toBeNull();
    expect(marginMoves([])).toBeNull();
    const old = prediction('2024-01-01T00:00:00Z', { wanted: 5 });
    expect(marginMoves([old, ...series([0.1, 0.1, 0.1, 0.1, 0.2])])!.wanted.peakToTrough).toBeCloseTo(2, 12);
    const unknown = series([0.1, 0.1, 0.1, 0.1, 0.1]).map((own) => ({ ...own, stressed: null }));
    expect(marginMoves(unknown)!.stressWeighted).toBeNull();
  });
});
