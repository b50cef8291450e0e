import type { Mechanism } from '../../../shared/market/mechanism.ts';
import type { Runner } from '../group.ts';
import { field, numberOf } from '../place.ts';
import { bandChecks, controlChecks, type Obtained } from './band.ts';
import { mediansOf } from './calm.ts';
import { missing } from './missing.ts';
import { type Observed, observe, sumOf } from './observe.ts';
import { BTC_HOURLY, hourlyPrices, marketOf2020, TAKEOVER } from './xbtusd.ts';

const FROM = Date.UTC(2020, 2, 12) / 1_000;
const TO = Date.UTC(2020, 2, 14) / 1_000;
const FUND = 35_508;
/** XBTUSD before and after, as the press gave it; a straight line in between. */
const OPEN_INTEREST = [840e6, 433e6] as const;

/** 12 and 13 March 2020: calibration.md 4.3. */
export const bitmexMarch: Runner = ({ place, recorded }) => {
  const csv = recorded(BTC_HOURLY);
  if (csv === undefined) return missing(BTC_HOURLY);
  const prices = hourlyPrices(csv);
  const way = prices.wayBetween(FROM, TO);
  const run = (mechanism: Mechanism, seed: number) =>
    measuresOf(
      observe(marketOf2020(prices, mechanism), way, {
        tickSeconds: 20,
        reestimateSeconds: 14_400,
        noise: 1,
        seed,
        fund: FUND,
        openInterestAt: (seconds) =>
          OPEN_INTEREST[0] + ((OPEN_INTEREST[1] - OPEN_INTEREST[0]) * (seconds - FROM)) / (TO - FROM),
      }),
    );
  const runs = Array.from({ length: numberOf(place, 'runs') }, (_, i) => run(TAKEOVER, i + 1));
  const control = run({ name: 'full' }, 1);
  const all = {
    ...mediansOf(runs),
    'paths with ADL': runs.filter((own) => own.adl! > 0).length,
    'paths with the fund below 80 % of the start': runs.filter((own) => own[DEEPEST]! < -0.2 * FUND).length,
  };
  const named = [DEEPEST, DISLOCATION].map((name) => [`full: ${name}`, control[name]!]);
  return {
    checks: [...bandChecks(field(place, 'bands'), all), ...controlChecks(place, Object.fromEntries(named))],
  };
};

const DEEPEST = 'deepest fund against the start (XBT)';
const DISLOCATION = 'largest dislocation';

function measuresOf(pieces: readonly Observed[]): Obtained {
  const most = (value: (own: Observed) => number) => Math.max(...pieces.map(value));
  return {
    'longs liquidated until 12:00 on 12 March (million USD)':
      sumOf(pieces.slice(0, 3), (own) => own.longs) / 1e6,
    'liquidated in both days, both sides (million USD)': sumOf(pieces, (own) => own.longs + own.shorts) / 1e6,
    [DEEPEST]: -most((own) => FUND - (own.fundBefore + own.outcome.fundTrough)),
    'largest unrealised loss of the inventory (XBT)': most((own) => own.outcome.inventoryLossPeak),
    // In coin at the mark of its moment: the lowest price of the piece is nearest, for then it is largest.
    'largest inventory (million USD)': most((own) => (own.outcome.inventoryPeak * own.lowest) / 1e6),
    [DISLOCATION]: most((own) => own.outcome.dislocationPeak),
    adl: sumOf(pieces, (own) => own.outcome.adlNotional),
  };
}
