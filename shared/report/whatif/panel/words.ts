import { count, money, percent } from '../../display.ts';
import type { PageMarket, ShownId, ShownNumber } from '../page-market.ts';

/** What the numbers of the panel are called; a key number has its own name. */
export const NAMES: Readonly<Record<ShownId, string>> = {
  coverage: 'coverage',
  ruin: 'P(need > fund)',
  draw: 'lost beyond margins, 99% of paths',
  fund: 'change of the fund, median',
  adl: 'P(any ADL)',
  liquidated: 'liquidated, 95% of paths',
  move: 'largest move of the price, 99% of paths',
};

const MONEY: readonly ShownId[] = ['draw', 'fund', 'liquidated'];

/** A number with its interval, ends rounded outward. */
export function shownText(
  { id, value, lower, upper }: ShownNumber,
  market: PageMarket,
  paths: number,
): string {
  if (value === null) return 'no path is done';
  const form = (own: number, rounding: 'nearest' | 'up' | 'down') =>
    MONEY.includes(id) ? money(own, market.settlementCurrency, rounding) : percent(own, rounding);
  const own =
    value === 0 && (id === 'ruin' || id === 'adl') ? `0 of ${count(paths)}` : form(value, 'nearest');
  if (lower === null && upper === null) return own;
  const from = lower === null ? 'any' : form(lower, 'down');
  return `${own} (${from} to ${upper === null ? 'any' : form(upper, 'up')})`;
}

/** A price with as many digits as a reader needs: seven, no trailing zeros. */
export function priceText(price: number): string {
  const [whole, rest] = String(Number(price.toPrecision(7))).split('.') as [string, string | undefined];
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest === undefined ? '' : `.${rest}`);
}

export const signed = (share: number): string => (share > 0 ? `+${percent(share)}` : percent(share));

export const sideText = (side: number): string => (side > 0 ? 'long' : 'short');
