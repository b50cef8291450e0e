import { decimal, refuseRow, takeColumns } from '../columns.ts';
import { columnsFromCsv } from '../csv.ts';
import { refuse } from '../parse.ts';
import type { CappedRow } from './stepped-tiers.ts';

const NUMBERS = ['min_notional', 'max_notional', 'maintenance_margin_rate', 'max_leverage', 'cum'] as const;

/**
 * Binance leverage brackets as CSV: `symbol, tier, currency, min_notional, max_notional,
 * maintenance_margin_rate, max_leverage, cum`, many symbols in one file. `cum` is the maintenance amount, kept as the
 * deduction; a `max_notional` beyond 2^53 is the venue's way to say that there is none. Rows of the symbol must be there in order, tier 1 first.
 */
export function binanceTiers(subject: string, text: string, symbol: string): CappedRow[] {
  const { count, at } = takeColumns(
    subject,
    columnsFromCsv(subject, text),
    ['symbol', 'tier', ...NUMBERS],
    ['currency'],
  );
  const rows: CappedRow[] = [];
  for (let i = 0; i < count; i++) {
    if (at.symbol[i] !== symbol) continue;
    const [floor, cap, rate, maxLeverage, deduction] = NUMBERS.map((name) => {
      const value = decimal(at[name][i]);
      return Number.isFinite(value) ? value : refuseRow(subject, i, name, 'be a number', at[name][i]);
    }) as [number, number, number, number, number];
    if (decimal(at.tier[i]) !== rows.length + 1)
      refuseRow(subject, i, 'tier', `be ${rows.length + 1}`, at.tier[i]);
    const limited = cap <= Number.MAX_SAFE_INTEGER;
    rows.push({ floor, ...(limited && { cap }), rate, maxLeverage, deduction });
  }
  if (rows.length === 0) refuse(subject, `have brackets of ${symbol}`, `${count} rows of others`);
  return rows;
}
