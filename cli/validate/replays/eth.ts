import { EDGES, type Fit } from '../../../shared/market/calibrate/fit.ts';
import { estimatedOf, fitPositions, type PositionsFit } from '../../../shared/market/calibrate/positions.ts';
import { reachedShares } from '../../../shared/market/calibrate/reached.ts';
import {
  adverseMove,
  liquidatedShare,
  SIDES,
  type Window,
  windowsOf,
} from '../../../shared/market/calibrate/windows.ts';
import { type MarketRecord, parseRecord } from '../../../shared/market/record.ts';
import { parseSnapshot, type Snapshot } from '../../../shared/market/snapshot.ts';
import { type Check, near, same } from '../check.ts';
import type { Runner } from '../group.ts';
import { field, items, numberOf, numbersOf, type Place } from '../place.ts';
import { bandChecks, controlChecks, type Obtained } from './band.ts';
import { missing } from './missing.ts';
import { bundled } from './xbtusd.ts';

const LIQUIDATIONS = 'eth-perp-liquidations-1m-2021-01/ethusdt_1m.csv.gz';
const BARS = 'binance-perp-hourly-2020-2023/ETHUSDT_1h.csv.gz';
/** The first window that the text uses; the file begins fourteen minutes after midnight. */
const FROM = Date.UTC(2021, 0, 1, 4) / 1_000;
const TO = Date.UTC(2021, 0, 19) / 1_000;
const BARS_FROM = Date.UTC(2020, 11, 16) / 1_000;
const SEED = 1;

/** Eighteen days of one venue's liquidations, minute by minute, and what `calibrate` makes of them: calibration.md 4.4. */
export const ethJanuary: Runner = ({ place, recorded }) => {
  const [minutes, hours] = [recorded(LIQUIDATIONS), recorded(BARS)];
  if (minutes === undefined) return missing(LIQUIDATIONS);
  if (hours === undefined) return missing(BARS);
  const record = recordOf(place, minutes, hours);
  const snapshot = snapshotOf(place);
  const { windows } = windowsOf(record);
  const fitted = fitPositions(snapshot, record, SEED, () => {});
  return {
    checks: [
      ...recordChecks(place, windows),
      ...bandChecks(field(place, 'bands'), obtainedOf(field(place, 'settings'), fitted)),
      ...controlChecks(place, untilted(snapshot, record, windows)),
    ],
  };
};

/** Rows of a minute: one print of the price each, a few of them none or two. */
function recordOf(place: Place, minutes: string, hours: string): MarketRecord {
  const rows = new Map<number, Record<string, number>>();
  for (const [microseconds, ask, bid, long, short] of numbersIn(minutes)) {
    const end = Math.ceil(microseconds! / 1e6 / 60) * 60;
    if (end <= FROM || end > TO) continue;
    const price = (ask! + bid!) / 2;
    const row = rows.get(end) ?? {
      time: end,
      open: price,
      low: price,
      high: price,
      close: price,
      liquidatedLong: 0,
      liquidatedShort: 0,
    };
    row.low = Math.min(row.low!, price);
    row.high = Math.max(row.high!, price);
    row.close = price;
    row.liquidatedLong! += long!;
    row.liquidatedShort! += short!;
    rows.set(end, row);
  }
  const bars = numbersIn(hours)
    .map(([start, , high, low, , volume]) => [start! + 3_600, low!, high!, volume!])
    .filter(([end]) => end! > BARS_FROM && end! <= TO);
  return parseRecord(
    JSON.stringify({
      schema: 'record/1',
      market: 'eth-usdt',
      contract: 'linear',
      intervalSeconds: 60,
      openInterest: {
        points: [[FROM, numberOf(place, 'openInterest')]],
        uncertainty: numberOf(place, 'uncertainty'),
      },
      bars,
      rows: [...rows.values()],
      source: 'liquidations of the perpetual by minute, prices of spot; bars of the perpetual',
      known: 'a full feed; the price column is spot',
    }),
  );
}

const numbersIn = (csv: string): number[][] =>
  csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

/** The bundled leverage mix under this venue's margin table, two thousand accounts a side. */
function snapshotOf(place: Place): Snapshot {
  const { positions, ...snapshot } = bundled();
  if (positions.kind !== 'estimated') throw new Error('bundled positions must be estimated');
  const tiers = items(place, 'tiers').map((row) => ({
    floor: numberOf(row, 'floor'),
    rate: numberOf(row, 'rate'),
    maxLeverage: numberOf(row, 'maxLeverage'),
  }));
  return parseSnapshot(
    JSON.stringify({
      ...snapshot,
      market: {
        ...snapshot.market,
        id: 'eth-usdt',
        contract: 'linear',
        openInterest: numberOf(place, 'openInterest'),
      },
      tiers,
      positions: { ...positions, accountsPerSide: { long: 2_000, short: 2_000 }, sizeDispersion: 1.8 },
    }),
  );
}

/** Windows by bucket and their mean liquidated share, as the page has them: the record was read as it was meant. */
const recordChecks = (place: Place, windows: readonly Window[]): Check[] =>
  SIDES.flatMap((side) => {
    const counts = numbersOf(field(place, 'windows'), side);
    const means = numbersOf(field(place, 'meanShare'), side);
    return EDGES.flatMap((edge, b) => {
      const own = windows.filter((window) => {
        const move = adverseMove(window, side);
        return move >= edge && move < (EDGES[b + 1] ?? Infinity);
      });
      const mean = own.reduce((sum, window) => sum + liquidatedShare(window, side), 0) / own.length;
      const name = `${side}s from ${100 * edge} %`;
      return [
        same(`${name}: windows`, counts[b]!, own.length),
        near(`${name}: mean share`, means[b]!, mean, { absolute: 0.02 * means[b]! + 5e-5 }),
      ];
    });
  });

/**
 * Of the settings themselves the record does not single out one (calibration.md 4.4): some that fit as well as the best must
 * lie inside all their bands, and few enough must fit as well.
 */
function obtainedOf(bands: Place, { alike, agreements, outOfSample }: PositionsFit): Obtained {
  const factors = SIDES.flatMap((side) =>
    agreements[side]!.buckets.slice(1).flatMap(({ windows, observed, predicted }) =>
      windows >= 5 ? [Math.max(observed / predicted, predicted / observed)] : [],
    ),
  );
  return {
    'pairs of tilt and age that fit as well as the best': alike.length,
    'of those inside the bands of settings': alike.filter((fit) =>
      bandChecks(bands, settingsOf(fit)).every(({ ok }) => ok),
    ).length,
    ...Object.fromEntries(
      SIDES.flatMap((side) => [
        [`error of ${side}s`, agreements[side]!.error],
        [`${side}s: predicted / observed`, agreements[side]!.ratio],
        [`${side}s: rank correlation`, agreements[side]!.rankCorrelation],
      ]),
    ),
    'largest factor of a bucket of five windows or more': Math.max(...factors),
    'error on even days, fitted on odd ones': outOfSample.evenAfterOdd,
    'error on odd days, fitted on even ones': outOfSample.oddAfterEven,
  };
}

const settingsOf = ({ leverageTilt, ageHalfLifeDays, standingShare }: Fit): Obtained => ({
  leverageTilt,
  ageHalfLifeDays,
  'standingShare.long': standingShare.long!,
  'standingShare.short': standingShare.short!,
});

/** The mix as it was in the first edition: it liquidates too many shorts. */
function untilted(snapshot: Snapshot, record: MarketRecord, windows: readonly Window[]): Obtained {
  const estimated = estimatedOf(snapshot, record, SEED);
  const point = { leverageTilt: 0, ageHalfLifeDays: 3, standingShare: 1 };
  const predicted = windows.map((window, i) => reachedShares(estimated, window, i, [point])[0]!.short);
  const observed = windows.map((window) => liquidatedShare(window, 'short'));
  const sum = (values: readonly number[]) => values.reduce((total, own) => total + own, 0);
  return { 'mix as it was: shorts predicted / observed': sum(predicted) / sum(observed) };
}
