import { median } from '../../../shared/market/calibrate/quantile.ts';
import type { ReplayedMarket } from '../../../shared/market/replay.ts';
import type { Runner } from '../group.ts';
import { field, numberOf } from '../place.ts';
import { bandChecks, controlChecks, type Obtained } from './band.ts';
import { missing } from './missing.ts';
import { type Observed, observe, sumOf } from './observe.ts';
import { BTC_HOURLY, hourlyPrices, marketOf2020, TAKEOVER_WHOLE } from './xbtusd.ts';

const FROM = Date.UTC(2019, 11, 31) / 1_000;
const TO = Date.UTC(2020, 2, 11, 12) / 1_000;
const FEBRUARY = [Date.UTC(2020, 1, 1) / 1_000, Date.UTC(2020, 2, 1) / 1_000] as const;
const OPEN_INTEREST = 900e6;
const FUND = 33_491;

/** Ten calm weeks of 2020, positions estimated anew every four hours: calibration.md 4.2. */
export const bitmexCalm: Runner = ({ place, recorded }) => {
  const csv = recorded(BTC_HOURLY);
  if (csv === undefined) return missing(BTC_HOURLY);
  const prices = hourlyPrices(csv);
  const way = prices.wayBetween(FROM, TO);
  const run = (market: ReplayedMarket, seed: number) =>
    measuresOf(
      observe(market, way, {
        tickSeconds: 20,
        reestimateSeconds: 14_400,
        noise: 1,
        seed,
        fund: FUND,
        openInterestAt: () => OPEN_INTEREST,
      }),
    );
  const market = marketOf2020(prices);
  const runs = Array.from({ length: numberOf(place, 'runs') }, (_, i) => run(market, i + 1));
  const control = run(marketOf2020(prices, TAKEOVER_WHOLE), 1);
  return {
    checks: [
      ...bandChecks(field(place, 'bands'), mediansOf(runs)),
      ...controlChecks(place, { [`stepDown none: ${GROWTH}`]: control[GROWTH]! }),
    ],
  };
};

const GROWTH = 'fund, 31 December to 11 March (XBT)';

function measuresOf(pieces: readonly Observed[]): Obtained {
  const days = pieces.length / 6;
  const growth = pieces[pieces.length - 1]!.fundAfter - FUND;
  const february = pieces.filter((own) => own.startSeconds >= FEBRUARY[0] && own.startSeconds < FEBRUARY[1]);
  return {
    'longs liquidated a day / open interest': sumOf(pieces, (own) => own.longs / own.openInterest) / days,
    'shorts liquidated a day / open interest': sumOf(pieces, (own) => own.shorts / own.openInterest) / days,
    'longs liquidated in February 2020 (million USD)': sumOf(february, (own) => own.longs) / 1e6,
    [GROWTH]: growth,
    'fund change per liquidated notional': growth / sumOf(pieces, (own) => own.outcome.liquidatedNotional),
    'mean leverage of liquidated longs':
      sumOf(pieces, (own) => own.leverageSum) / sumOf(pieces, (own) => own.leverageCount),
  };
}

/** Of each measure over runs. */
export const mediansOf = (runs: readonly Obtained[]): Obtained =>
  Object.fromEntries(Object.keys(runs[0]!).map((name) => [name, median(runs.map((own) => own[name]!))]));
