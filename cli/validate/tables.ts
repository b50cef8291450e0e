import { type TierRow, type Tiers, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { type Check, near, same } from './check.ts';
import type { Group, Runner } from './group.ts';
import {
  entries,
  field,
  fields,
  items,
  maybe,
  number,
  numberOf,
  type Place,
  refuseAt,
  textOf,
} from './place.ts';

/**
 * Deductions by the recursion, of each row of each table; and a table that brings them is recognised as
 * continuous.
 */
export const tiersRecursion: Runner = ({ place, tolerance }) => {
  const tables = fields(field(place, 'tables')).flatMap(([name, table]): Check[] => {
    const rows = rowsOf(table);
    const found = tiersOf(rows.map(({ deduction: _, ...row }) => row));
    return [
      ...rows.map(({ deduction }, k) =>
        near(`${name} tier ${k + 1}`, deduction, found.deduction[k]!, tolerance),
      ),
      ...entries(table).flatMap((row, k) => {
        const next = rows[k + 1];
        return next && maybe(row, 'cap')
          ? [same(`${name} tier ${k + 1} cap`, numberOf(row, 'cap'), next.floor)]
          : [];
      }),
      same(`${name} jumps`, false, tiersOf(rows).jumping),
    ];
  });
  const assets = maybe(place, 'hyperliquid') ? items(place, 'hyperliquid') : [];
  return {
    checks: [
      ...tables,
      ...assets.map((one) => {
        const row = (floor: number, maxLeverage: number) => ({
          floor,
          maxLeverage,
          rate: 1 / (2 * maxLeverage),
        });
        const { deduction } = tiersOf([
          row(0, numberOf(one, 'maxLeverage1')),
          row(numberOf(one, 'cap'), numberOf(one, 'maxLeverage2')),
        ]);
        return near(
          `hyperliquid ${textOf(one, 'asset')}`,
          numberOf(one, 'deduction2'),
          deduction[1]!,
          tolerance,
        );
      }),
    ],
  };
};

/** The table that a case names: of group `tiers-recursion`, in its own file or in ours. */
export function tableOf({ find }: Group, one: Place): { readonly name: string; readonly tiers: Tiers } {
  const name = textOf(one, 'table');
  const known = find('tiers-recursion');
  const table = known && maybe(field(known, 'tables'), name);
  if (!table) refuseAt(`${one.at}.table`, 'be a table of group tiers-recursion', name);
  return { name, tiers: tiersOf(rowsOf(table)) };
}

type Row = TierRow & { readonly deduction: number };

const rowsOf = (table: Place): Row[] =>
  entries(table).map((row) => {
    const rate = numberOf(row, 'rate');
    const leverage = maybe(row, 'maxLeverage');
    return {
      floor: numberOf(row, 'floor'),
      rate,
      maxLeverage: leverage ? number(leverage) : 1 / rate,
      deduction: numberOf(row, 'deduction'),
    };
  });
