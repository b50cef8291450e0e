import { readFileSync } from 'node:fs';
import { shipped } from '../../../release/root.ts';
import { tiersOf } from '../../../shared/cascade/margin/tiers.ts';
import type { Bar } from '../../../shared/cascade/venue/given-path.ts';
import { columnsFromCsv } from '../../../shared/market/csv.ts';
import { steppedTiers } from '../../../shared/market/import/stepped-tiers.ts';
import type { Mechanism } from '../../../shared/market/mechanism.ts';
import type { EstimatedPositions } from '../../../shared/market/positions.ts';
import type { RecordedWay, ReplayedMarket } from '../../../shared/market/replay.ts';
import type { Rules } from '../../../shared/market/rules.ts';
import { parseSnapshot, type Snapshot } from '../../../shared/market/snapshot.ts';
import { refuseAt } from '../place.ts';

const EXAMPLE = shipped('examples/xbtusd-2021-07-22/snapshot.json');
export const BTC_HOURLY = 'btc-hourly-2019-2023/btc_usd_1h.csv.gz';

/** The venue's engine as it was fitted: calibration.md 5. */
export const TAKEOVER: Mechanism = {
  name: 'takeover',
  patienceSeconds: 300,
  easePerMinute: 0.001,
  stepDown: 'reduce',
  mostReductions: 3,
};

/** The same, but large accounts are taken over whole: a control. */
export const TAKEOVER_WHOLE: Mechanism = {
  name: 'takeover',
  patienceSeconds: 300,
  easePerMinute: 0.001,
  stepDown: 'none',
};

/** The bundled snapshot, whose book, leverage mix and fees all groups take. */
export const bundled = (): Snapshot => parseSnapshot(readFileSync(EXAMPLE, 'utf8'));

/** Its depth with buyers on other venues, whom arbitrage reaches at half a percent. */
export function depthOfSettings({ depth }: Snapshot): Snapshot['depth'] {
  if (depth.kind === 'law') throw new Error('bundled depth must have levels');
  return { ...depth, outside: { cost: 0.005, multiple: 1 } };
}

/** Rules of calibration.md 5, under one mechanism or another. */
export const rulesOfSettings = ({ rules }: Snapshot, mechanism: Mechanism = TAKEOVER): Rules => ({
  ...rules,
  mechanism,
  triggerRule: { rule: 'lagged', latencySeconds: 10 },
  ownShare: 0.2,
  permanentShare: 0,
  permanentTo: 'index',
  halfLifeSeconds: 30,
  withdrawal: [
    [0, 1],
    [0.025, 0.8],
    [0.05, 0.5],
    [0.1, 0.25],
    [0.2, 0.15],
  ],
});

/** Positions of calibration.md 5. */
export function positionsOfSettings({ positions }: Snapshot, accounts: number): EstimatedPositions {
  if (positions.kind !== 'estimated') throw new Error('bundled positions must be estimated');
  return {
    ...positions,
    accountsPerSide: { long: accounts, short: accounts },
    sizeDispersion: 1.8,
    ageHalfLifeDays: 1,
    leverageTilt: -0.4,
    standingShare: { long: 1, short: 0.5 },
  };
}

/** The same market in early 2020: the margin rule of the time, ten thousand accounts a side, prices of an index. */
export function marketOf2020(prices: HourlyPrices, mechanism: Mechanism = TAKEOVER): ReplayedMarket {
  const snapshot = bundled();
  const tiers = steppedTiers({
    baseLimit: 200,
    stepLimit: 100,
    initialRate: 0.01,
    maintenanceRate: 0.005,
    initialPerStep: 0.005,
    maintenancePerStep: 0.005,
    steps: 148,
  });
  return {
    contract: 'inverse',
    tiers: tiersOf(tiers),
    positions: { ...positionsOfSettings(snapshot, 10_000), bars: prices.bars },
    depth: depthOfSettings(snapshot),
    rules: rulesOfSettings(snapshot, mechanism),
  };
}

/** Hourly prices of the BTC-USD index. */
export interface HourlyPrices {
  readonly bars: EstimatedPositions['bars'];
  wayBetween(fromSeconds: number, toSeconds: number): RecordedWay;
}

export function hourlyPrices(csv: string): HourlyPrices {
  const columns = columnsFromCsv('btc_usd_1h.csv', csv);
  const numbers = (name: string) =>
    Array.from(columns[name] ?? refuseAt('btc_usd_1h.csv', `have the column ${name}`, undefined), Number);
  const end = numbers('time').map((start) => start + 3_600);
  const [open, low, high, close] = ['open', 'low', 'high', 'close'].map(numbers) as [
    number[],
    number[],
    number[],
    number[],
  ];
  return {
    bars: { endTimeSeconds: end, low, high, volume: numbers('volumefrom') },
    wayBetween(fromSeconds, toSeconds) {
      const rows = [...end.keys()].filter((i) => end[i]! > fromSeconds && end[i]! <= toSeconds);
      const bars = rows.map((i): Bar => [end[i]!, low[i]!, high[i]!, close[i]!]);
      return { startSeconds: fromSeconds, open: open[rows[0]!]!, bars };
    },
  };
}
