import type { Metric } from '../risk/findings/metric.ts';
import { METRICS } from '../risk/metrics/table.ts';
import type { Unit } from '../risk/shapes/number.ts';
import { count, exactPercent, money, percent, type Rounding, ratio } from './display.ts';
import type { Market } from './report.ts';

const FORMS = {
  percent,
  ratio,
  count: (value: number, _rounding: Rounding) => count(value),
} as const;

/** The value: "0 of 10,000" where nothing failed, so that 0% is never mistaken for certainty. */
export function valueText({ id, unit, value, reason, paths }: Metric): string {
  const { form, isFloor } = METRICS[id];
  if (value === null) return reason === 'NOT_PROVEN' ? 'not proven' : 'unknown';
  if (unit === 'probability' && value === 0 && paths.failing === 0) return `0 of ${count(paths.done)}`;
  return isFloor ? `at least ${FORMS[form](value, 'down')}` : FORMS[form](value, 'nearest');
}

/** Each end rounded away from the value: a displayed bound never looks better than the stored one. */
export function intervalText({ id, interval }: Metric): string {
  const { form } = METRICS[id];
  const { lower, upper } = interval;
  if (lower === null && upper === null) return 'no interval';
  if (lower === null) return `at most ${FORMS[form](upper!, 'up')}`;
  if (upper === null) return `at least ${FORMS[form](lower, 'down')}`;
  return `${FORMS[form](lower, 'down')} to ${FORMS[form](upper, 'up')}`;
}

/** Which way a number of this metric is bad: away from what its limit allows. */
export const isWorseBelow = ({ limit }: Pick<Metric, 'limit'>): boolean => limit?.op === '>=';

/** A bound in the metric's own unit, rounded to the worse side. */
export function boundText(metric: Pick<Metric, 'id' | 'limit'>, value: number): string {
  return FORMS[METRICS[metric.id].form](value, isWorseBelow(metric) ? 'down' : 'up');
}

export const limitText = ({ id, limit }: Pick<Metric, 'id' | 'limit'>): string => {
  if (limit === null) return 'no limit';
  const { form } = METRICS[id];
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
  if (market.contract !== 'inverse' || value === 0) return own;
  return `${own} (${money(value * market.markPrice, market.quoteCurrency, rounding)})`;
}
