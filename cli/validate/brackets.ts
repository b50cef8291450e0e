import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { binanceTiers } from '../../shared/market/import/binance-tiers.ts';
import { type Check, near, same } from './check.ts';
import { refuseAt } from './place.ts';

/** How many there are, by the SOURCE.md beside them. */
const ROWS = 2_805;
const SYMBOLS = 349;

/**
 * Every bracket of Binance's USD-M contracts: maintenance amounts follow from floors and rates by the recursion of
 * model.md 1.2, in decimals exactly, and in our doubles to rounding.
 */
export function bracketChecks(subject: string, csv: string): Check[] {
  const header = csv.slice(0, csv.indexOf('\n') + 1);
  const lines = csv.slice(header.length).trimEnd().split('\n');
  const bySymbol = Map.groupBy(lines, (line) => line.slice(0, line.indexOf(',')));
  return [
    same('rows', ROWS, lines.length),
    same('symbols', SYMBOLS, bySymbol.size),
    ...[...bySymbol].flatMap(([symbol, own]) => symbolChecks(subject, symbol, header + own.join('\n'))),
  ];
}

function symbolChecks(subject: string, symbol: string, csv: string): Check[] {
  const rows = binanceTiers(subject, csv, symbol);
  const printed = columnsFromCsv(subject, csv) as Readonly<Record<string, string[]>>;
  const text = (column: string) =>
    printed[column] ?? refuseAt(subject, `have the column ${column}`, undefined);
  const [floors, rates, amounts] = ['min_notional', 'maintenance_margin_rate', 'cum'].map(text) as [
    string[],
    string[],
    string[],
  ];
  // Floors and rates of 12 decimals each, so that their product has 24.
  let amount = 0n;
  let exact = 0;
  for (let k = 0; k < rows.length; k++) {
    if (k > 0) amount += decimals(floors[k]!, 12) * (decimals(rates[k]!, 12) - decimals(rates[k - 1]!, 12));
    if (amount === decimals(amounts[k]!, 24)) exact++;
  }
  const { deduction } = tiersOf(rows.map(({ deduction: _, ...row }) => row));
  return [
    same(`${symbol} exact in decimals`, rows.length, exact),
    same(`${symbol} jumps`, false, tiersOf(rows).jumping),
    ...rows.map((row, k) =>
      near(`${symbol} tier ${k + 1}`, row.deduction!, deduction[k]!, { relative: 1e-12 }),
    ),
  ];
}

/** A printed decimal as a whole number of its last places. */
function decimals(text: string, places: number): bigint {
  const [, whole, part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? refuseAt(text, 'be a decimal', text);
  return part.length <= places
    ? BigInt(whole! + part.padEnd(places, '0'))
    : refuseAt(text, `have at most ${places} decimals`, text);
}
