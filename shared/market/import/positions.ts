import { type Contract, unitValue } from '../../cascade/margin/contract.ts';
import { OTHER_NAMES, sideOf } from '../accounts.ts';
import { type Columns, decimal, takeColumns } from '../columns.ts';
import type { Say } from '../csv.ts';
import { amount, counted } from '../inspect/finding.ts';
import { refuse } from '../parse.ts';
import { columnsOf, type VenueTable } from './table.ts';

/** What quantities and margins of a file are in. */
interface Units {
  readonly contract: Contract;
  readonly markPrice: number;
  readonly contractValue: number;
}

/**
 * The columns of an account list in our units: rows of no size left out, contracts as quantity, margin as posted. What is no
 * number stays for whoever reads positions to refuse, with its row.
 */
export function positionColumns(
  file: VenueTable & { readonly marginAt?: 'entry' | 'mark'; readonly symbol?: string },
  units: Units,
  say: Say,
): { readonly name: string; readonly columns: Columns } {
  const { name, marginAt, symbol } = file;
  const { count, at, ignored } = takeColumns(
    name,
    columnsOf(file, say),
    ['quantity', 'entryPrice', 'collateral'],
    ['side', 'account', 'owner', 'symbol'],
    OTHER_NAMES,
  );
  if (ignored.length > 0) say(`${name}: columns passed over: ${ignored.join(', ')}`);
  const { symbol: markets, ...taken } = at;
  const own = rowsOf(name, { count, markets }, symbol, say);
  const held = own.filter((i) => decimal(at.quantity[i]) !== 0);
  if (held.length < own.length)
    say(`${name}: ${counted(own.length - held.length, 'row')} of size 0 left out`);
  const columns = Object.fromEntries(
    Object.entries(taken).map(([key, column]) => [key, held.map((i) => column[i])]),
  ) as Record<keyof typeof taken, unknown[]>;
  if (units.contractValue !== 1) {
    columns.quantity = columns.quantity.map((own) => scaled(own, units.contractValue));
    say(`${name}: quantities are contracts of ${units.contractValue}`);
  }
  const gained = columns.quantity.map((_own, i) => profitOf(columns, i, units));
  if (marginAt === 'mark')
    columns.collateral = columns.collateral.map((own, i) => scaled(own, 1, -gained[i]!));
  sayMargin(name, gained, marginAt, say);
  return { name, columns };
}

/** The rows of one market: all of them, or those of `symbol` where there are several. */
function rowsOf(
  name: string,
  { count, markets }: { readonly count: number; readonly markets: ArrayLike<unknown> | undefined },
  symbol: string | undefined,
  say: Say,
): number[] {
  const rows = Array.from({ length: count }, (_row, i) => i);
  const names = [...new Set(Array.from(markets ?? []))];
  if (!markets || names.length <= 1) return rows;
  const own = rows.filter((i) => markets[i] === symbol);
  if (symbol === undefined || own.length === 0)
    refuse(name, 'hold one market, or --symbol must say which', names.slice(0, 5).join(', '));
  say(`${name}: ${counted(count - own.length, 'row')} of other markets than ${symbol} left out`);
  return own;
}

/** A number times another and more; anything else as it is. */
function scaled(value: unknown, factor: number, more = 0): unknown {
  const number = decimal(value);
  return Number.isFinite(number) && Number.isFinite(more) ? number * factor + more : value;
}

/** Unrealised profit of a row at the mark price; NaN where the row says no numbers. */
function profitOf(
  columns: Readonly<Record<string, readonly unknown[]>>,
  i: number,
  { contract, markPrice }: Units,
): number {
  const quantity = decimal(columns.quantity![i]);
  const side = columns.side ? sideOf(columns.side[i], quantity) : Math.sign(quantity);
  const entry = decimal(columns.entryPrice![i]);
  if (!(entry > 0) || side === undefined) return NaN;
  return side * Math.abs(quantity) * (unitValue(contract, markPrice) - unitValue(contract, entry));
}

function sayMargin(
  name: string,
  gained: readonly number[],
  marginAt: 'entry' | 'mark' | undefined,
  say: Say,
): void {
  const sum = (sign: number) =>
    gained.reduce((total, own) => (own * sign > 0 ? total + own * sign : total), 0);
  const [profit, loss] = [sum(1), sum(-1)];
  if (marginAt === 'mark')
    say(`${name}: collateral holds the profit at the mark price, which was taken out of it`);
  else if (marginAt === undefined && profit + loss > 0)
    say(
      `${name}: collateral is taken as posted, so that at the mark price profits of ${amount(profit)} and losses of ${amount(loss)} come to it; where it holds them already, say --margin-at mark`,
    );
}
