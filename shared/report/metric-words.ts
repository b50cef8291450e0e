import { count, exactPercent, money, percent, type Rounding, ratio } from './display.ts';
import type { Market } from './report.ts';
import type { Metric, MetricId, Unit } from './report-verdict.ts';

interface Words {
  readonly name: string;
  /** Read on demand; with unit and space. */
  readonly definition: string;
  readonly form: 'percent' | 'ratio' | 'count';
  /** Which way the displayed bounds of the value are bad. */
  readonly worse: 'up' | 'down';
}

export const METRIC_WORDS: Readonly<Record<MetricId, Words>> = {
  coverage: {
    name: 'coverage',
    definition:
      '1 less the mean over paths of the uncovered share: notional of accounts whose close-out costs more than their margin, or whom ADL closed instead, over the open interest of the larger side. Space: notional.',
    form: 'percent',
    worse: 'down',
  },
  p_ruin: {
    name: 'P(draw > fund)',
    definition:
      'Share of paths whose draw (losses beyond the accounts’ collateral: deficits, those still open at the horizon included, and what ADL took from winners instead) exceeds the insurance fund. Given the design shock: no annual probability. Space: equity.',
    form: 'percent',
    worse: 'up',
  },
  cover2: {
    name: 'cover-2',
    definition:
      'Fund over the 99% quantile of the sum of the two largest group shortfalls of a path; each design shock is tested alone. Space: equity.',
    form: 'ratio',
    worse: 'down',
  },
  distance: {
    name: 'distance',
    definition:
      'Largest shock of the decision region at which P(draw > fund) is proven inside its limit, there and at all smaller ones, over the largest design shock. Read: at least. Space: ratio.',
    form: 'ratio',
    worse: 'down',
  },
  es_draw: {
    name: 'ES 97.5% of draw',
    definition:
      'Mean of the worst 2.5% of draws, as a share of the fund. Bootstrap interval, approximate. Space: equity.',
    form: 'percent',
    worse: 'up',
  },
  lar: {
    name: 'liquidations at risk',
    definition:
      '95% quantile of liquidated notional over the depth resting between mark and design shock plus what returns in an hour. Space: notional.',
    form: 'percent',
    worse: 'up',
  },
  p_adl: {
    name: 'P(any ADL)',
    definition: 'Share of paths in which at least one winner is deleveraged. Space: pnl.',
    form: 'percent',
    worse: 'up',
  },
  thin_accounts: {
    name: 'thin accounts',
    definition:
      'Accounts above the first tier whose maintenance rate is below the modelled cost of closing them out. Space: count.',
    form: 'count',
    worse: 'up',
  },
};

const FORMS = {
  percent,
  ratio,
  count: (value: number, _rounding: Rounding) => count(value),
} as const;

/** The value: "0 of 10,000" where nothing failed, so that 0% is never mistaken for certainty. */
export function valueText({ id, value, paths }: Metric): string {
  const { form } = METRIC_WORDS[id];
  if (value === null) return id === 'distance' ? 'not proven' : 'unknown';
  if (id === 'p_ruin' || id === 'p_adl') {
    if (value === 0 && paths.failing === 0) return `0 of ${count(paths.done)}`;
  }
  const words = FORMS[form](value, 'nearest');
  return id === 'distance' ? `at least ${ratio(value, 'down')}` : words;
}

/** Each end rounded away from the value: a displayed bound never looks better than the stored one. */
export function intervalText({ id, interval }: Metric): string {
  const { form } = METRIC_WORDS[id];
  const { lower, upper } = interval;
  if (lower === null && upper === null) return 'no interval';
  if (lower === null) return `at most ${FORMS[form](upper!, 'up')}`;
  if (upper === null) return `at least ${FORMS[form](lower, 'down')}`;
  return `${FORMS[form](lower, 'down')} to ${FORMS[form](upper, 'up')}`;
}

/** A bound in the metric's own unit, rounded to the worse side. */
export function boundText(id: MetricId, value: number): string {
  const { form, worse } = METRIC_WORDS[id];
  return FORMS[form](value, worse);
}

export const limitText = ({ id, limit }: Pick<Metric, 'id' | 'limit'>): string => {
  const { form } = METRIC_WORDS[id];
  const value = form === 'percent' ? exactPercent(limit.value) : String(limit.value);
  return `${limit.op === '<=' ? '\u2264' : '\u2265'}\u00a0${value}`;
};

/** A number of any unit; money with its equivalent where the coin is not the currency of prices. */
export function inUnit(value: number, unit: Unit, market: Market, rounding: Rounding = 'nearest'): string {
  switch (unit) {
    case 'probability':
      return percent(value, rounding);
    case 'ratio':
    case 'multiple':
      return ratio(value, rounding);
    case 'money':
      return moneyText(value, market, rounding);
    case 'count':
      return count(value);
    case 'seconds':
      return `${count(Math.round(value))}\u00a0s`;
  }
}

/** Money in the settlement currency, and what that is in quote currency at the snapshot's mark price. */
export function moneyText(value: number, market: Market, rounding: Rounding = 'nearest'): string {
  const own = money(value, market.settlementCurrency, rounding);
  if (market.contract === 'linear' || value === 0) return own;
  return `${own} (${money(value * market.markPrice, market.quoteCurrency, rounding)})`;
}
