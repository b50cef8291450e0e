// What a record shows near ordinary moves: calibration.md 3.6. Records small enough to count by hand.
import { describe, expect, it } from 'vitest';
import { observedHistory } from '../../shared/market/calibrate/observe.ts';
import type { History } from '../../shared/market/history.ts';
import { type MarketRecord, parseRecord } from '../../shared/market/record.ts';
import { parseSnapshot, snapshotDigest, snapshotText } from '../../shared/market/snapshot.ts';
import { EXAMPLE, edited } from './example-snapshot.ts';

const WINDOW = 14_400;
const FIRST = 100_000 * WINDOW;

const MOVES = [0.01, 0.02, 0.04, 0.08];
const historyOf = (seconds = WINDOW): History => ({
  windows: [{ seconds, count: 100, down: [0.1], up: [0.1], quantiles: { down: MOVES, up: MOVES } }],
});

/** Four hours around 100: how far the index goes in the second one, and what else is seen then. */
interface FourHours {
  readonly down?: number;
  readonly up?: number;
  readonly long?: number;
  readonly short?: number;
  readonly premium?: readonly [low: number, high: number] | null;
  /** At the end, and in every hour. */
  readonly fund?: number | null;
}

function rowsOf(windows: readonly FourHours[]) {
  return windows.flatMap(({ down = 0, up = 0, long = 0, short = 0, premium = [0, 0], fund = 1_000 }, w) =>
    [1, 2, 3, 4].map((hour) => {
      const busy = hour === 2;
      const [premiumLow, premiumHigh] = busy ? (premium ?? [null, null]) : [0, 0];
      return {
        time: FIRST + w * WINDOW + hour * 3_600,
        open: 100,
        low: busy ? 100 * (1 - down) : 100,
        high: busy ? 100 * (1 + up) : 100,
        close: 100,
        liquidatedLong: busy ? long : 0,
        liquidatedShort: busy ? short : 0,
        fund,
        premiumLow,
        premiumHigh,
      };
    }),
  );
}

/** 1,000 coins a side at 100: 100,000 of open interest. */
function recordOf(rows: readonly { readonly time: number }[], changes: object = {}): MarketRecord {
  const days = Array.from({ length: 20 }, (_, day) => [FIRST + (day - 9) * 86_400, 99, 101, 1]);
  return parseRecord(
    JSON.stringify({
      schema: 'record/1',
      market: 'coin-usd',
      contract: 'linear',
      intervalSeconds: 3_600,
      openInterest: { points: [[FIRST, 1_000]], uncertainty: 0 },
      bars: days,
      rows,
      source: 'made by hand',
      known: 'everything',
      ...changes,
    }),
  );
}

const observedIn = (record: MarketRecord, seconds = WINDOW) =>
  observedHistory(historyOf(seconds), record).windows[0]!.observed;

const NOTHING = { windows: 0, dislocation: null, liquidatedShare: null, fundChange: null };

describe('windows near an ordinary move', () => {
  const windows: FourHours[] = [
    { down: 0.01, long: 10, short: 1, premium: [-0.02, 0.01] },
    { down: 0.012, up: 0.002, long: 20, premium: [-0.035, 0], fund: 1_010 },
    // Both moves are near one; only the larger counts.
    { down: 0.01, up: 0.02, short: 30, fund: 1_010 },
    { down: 0.05, long: 100, premium: [-0.12, 0], fund: 960 },
    { down: 0.011, premium: null, fund: null },
    // Next to the band of 1 %, which ends at 0.667 and 1.5 %; the second one is in that of 2 %.
    { down: 0.0066, fund: 1_000 },
    { down: 0.0151, long: 5, fund: 1_000 },
  ];
  const observed = observedIn(recordOf(rowsOf(windows)))!;

  it('are counted, with what they show', () => {
    expect(observed).toMatchObject({
      source: 'made by hand',
      fromSeconds: FIRST,
      untilSeconds: FIRST + 7 * WINDOW,
      windows: 7,
    });
    expect(observed.down[0]).toEqual({
      windows: 3,
      dislocation: { windows: 2, over1: 2, over3: 1, over10: 0 },
      liquidatedShare: { median: 0.011, q95: 0.02 },
      // Before the first nobody looked, in the fifth nobody knows.
      fundChange: { windows: 1, median: 0.0001, q05: 0.0001, q95: 0.0001 },
    });
    expect(observed.down[1]).toEqual({
      windows: 1,
      dislocation: { windows: 1, over1: 0, over3: 0, over10: 0 },
      liquidatedShare: { median: 0.005, q95: 0.005 },
      fundChange: { windows: 1, median: 0, q05: 0, q95: 0 },
    });
    expect(observed.down[2]).toEqual({
      windows: 1,
      dislocation: { windows: 1, over1: 1, over3: 1, over10: 1 },
      liquidatedShare: { median: 0.1, q95: 0.1 },
      fundChange: { windows: 1, median: -0.0005, q05: -0.0005, q95: -0.0005 },
    });
    expect(observed.down[3]).toEqual(NOTHING);
    expect(observed.up[1]).toMatchObject({ windows: 1, liquidatedShare: { median: 0.03 } });
    for (const other of [0, 2, 3]) expect(observed.up[other]).toEqual(NOTHING);
  });

  it('take quantiles at rank ceil(n c), as paths do', () => {
    const falls = Array.from({ length: 40 }, (_, i) => ({ down: 0.01, long: i, fund: 1_000 + i * i }));
    const near = observedIn(recordOf(rowsOf(falls)))!.down[0]!;
    expect(near.liquidatedShare).toEqual({ median: 0.019, q95: 0.037 });
    // 39 changes of 2 i - 1: ranks 20, 2 and 38.
    expect(near.fundChange).toEqual({ windows: 39, median: 0.00039, q05: 0.00003, q95: 0.00075 });
  });

  it('of an inverse market lose and gain in coins', () => {
    const falls = [{ down: 0.01 }, { down: 0.01, fund: 1_001 }];
    const near = observedIn(recordOf(rowsOf(falls), { contract: 'inverse' }))!.down[0]!;
    // 1,000 contracts at 100 are 10 coins.
    expect(near.fundChange!.median).toBeCloseTo(0.1, 12);
  });
});

describe('how far venue and index part', () => {
  const fourHours = (intervalSeconds: number, own: (row: number) => object) =>
    Array.from({ length: WINDOW / intervalSeconds }, (_, i) => ({
      time: FIRST + (i + 1) * intervalSeconds,
      open: 100,
      low: 100,
      high: 100,
      close: 100,
      liquidatedLong: 0,
      liquidatedShort: 0,
      premiumLow: 0,
      premiumHigh: 0,
      ...own(i),
    }));

  it('is taken from hourly extremes: a discount away from the low does not show', () => {
    const halfHours = (discounted: number) =>
      fourHours(1_800, (row) => ({
        ...(row === 0 && { low: 99 }),
        ...(row === discounted && { premiumLow: -0.015 }),
      }));
    const parted = (discounted: number) =>
      observedIn(recordOf(halfHours(discounted), { intervalSeconds: 1_800 }))!.down[0]!.dislocation!.over1;
    // The lows are 99 and 98.5 in the same hour, 0.5 % apart; in the next one 100 and 98.5.
    expect([parted(0), parted(1), parted(2)]).toEqual([1, 0, 1]);
  });

  it('is unknown where hours cannot be made of rows', () => {
    const rows = fourHours(WINDOW, () => ({ low: 99, premiumLow: -0.5 }));
    expect(observedIn(recordOf(rows, { intervalSeconds: WINDOW }))!.down[0]).toMatchObject({
      windows: 1,
      dislocation: null,
      fundChange: null,
    });
  });
});

describe('the history', () => {
  const record = recordOf(rowsOf([{ down: 0.01 }]));

  it('has nothing observed without quantiles, of a length that rows do not make, or without a whole window', () => {
    const { quantiles: _quantiles, ...bare } = historyOf().windows[0]!;
    expect(observedHistory({ windows: [bare] }, record).windows).toEqual([bare]);
    expect(observedIn(record, 5_400)).toBeUndefined();
    expect(observedIn(record, 86_400)).toBeUndefined();
    expect(observedIn(record, 7_200)).toMatchObject({ windows: 2 });
  });

  it('forgets what another record has shown', () => {
    const before = observedHistory(historyOf(), record);
    const other = recordOf(rowsOf([{ down: 0.02 }, { down: 0.02 }]), { source: 'another' });
    expect(observedHistory(before, other)).toEqual(observedHistory(historyOf(), other));
    const [window] = before.windows;
    const daily = { windows: [{ ...window!, seconds: 86_400 }] };
    expect(observedHistory(daily, record).windows[0]!.observed).toBeUndefined();
  });
});

describe('a snapshot', () => {
  const near = {
    windows: 20,
    dislocation: { windows: 10, over1: 3, over3: 2, over10: 1 },
    liquidatedShare: { median: 0.01, q95: 0.02 },
    fundChange: { windows: 10, median: 0, q05: -0.1, q95: 0.1 },
  };
  const observed = {
    source: 'a feed',
    fromSeconds: FIRST,
    untilSeconds: FIRST + 100 * WINDOW,
    windows: 100,
    down: [near, near, near, NOTHING],
    up: [near, near, near, NOTHING],
  };
  const place = 'history.windows.1.observed';
  const withObserved = (own: unknown) => edited({ [place]: own });

  it('holds what was observed, reads it back, and has another digest for it', () => {
    const snapshot = parseSnapshot(withObserved(observed));
    expect(snapshot.history.windows[1]).toMatchObject({ seconds: WINDOW, observed });
    expect(parseSnapshot(snapshotText(snapshot))).toEqual(snapshot);
    expect(snapshotDigest(snapshot)).not.toBe(snapshotDigest(parseSnapshot(EXAMPLE)));
  });

  const firstNear = (changes: object) => ({ ...observed, down: [{ ...near, ...changes }, near, near, near] });
  it.each([
    [{ ...observed, down: [near] }, 'down must be a list of 4 to 4 entries'],
    [
      { ...observed, windows: 101 },
      'windows must be at most what lies between fromSeconds and untilSeconds, 100',
    ],
    [{ ...observed, windows: 19 }, "down.0.windows must be at most the record's windows, 19"],
    [
      firstNear({ dislocation: { ...near.dislocation, over3: 4 } }),
      'down.0.dislocation.over3 must be at most over1, 3',
    ],
    [
      firstNear({ dislocation: { ...near.dislocation, windows: 2 } }),
      'down.0.dislocation.over1 must be at most windows, 2',
    ],
    [
      firstNear({ dislocation: { ...near.dislocation, windows: 21 } }),
      'down.0.dislocation.windows must be at most the windows near, 20',
    ],
    [
      firstNear({ fundChange: { ...near.fundChange, windows: 21 } }),
      'down.0.fundChange.windows must be at most the windows near, 20',
    ],
    [
      firstNear({ liquidatedShare: { median: 0.03, q95: 0.02 } }),
      'down.0.liquidatedShare.median must be at most q95, 0.02',
    ],
    [
      firstNear({ fundChange: { ...near.fundChange, q05: 0.05 } }),
      'down.0.fundChange.q05 must be at most median, 0',
    ],
    [
      firstNear({ liquidatedShare: null }),
      'down.0.liquidatedShare must be null where no window is near, and only there',
    ],
    [firstNear({ ...NOTHING, liquidatedShare: near.liquidatedShare }), 'down.0.liquidatedShare must be null'],
  ])('refuses what contradicts itself: %#', (own, rule) => {
    expect(() => parseSnapshot(withObserved(own))).toThrow(`snapshot.${place}.${rule}`);
  });

  it('refuses what was observed near no move', () => {
    const text = edited({ 'history.windows.1.quantiles': undefined, [place]: observed });
    expect(() => parseSnapshot(text)).toThrow(`snapshot.${place} must stand beside the quantiles`);
  });
});
