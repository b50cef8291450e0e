import { decimal, numberColumn, refuseRow, takeColumns } from '../columns.ts';
import { columnsFromCsv } from '../csv.ts';

/** Borrowers of an Aave market as public exports list them, one row an address; money in the export's own unit. */
export interface AaveBorrowers {
  readonly count: number;
  readonly collateral: Float64Array;
  readonly debt: Float64Array;
  /** Weighted over the borrower's collateral, a fraction. */
  readonly threshold: Float64Array;
  /** As the export states it; 0 without debt. */
  readonly health: Float64Array;
}

/** @throws RangeError `subject row n column must rule, got value` */
export function aaveBorrowers(subject: string, text: string): AaveBorrowers {
  const { count, at } = takeColumns(
    subject,
    columnsFromCsv(subject, text),
    ['collateral', 'debt', 'threshold', 'health'],
    [],
    { health: ['healthf', 'healthfactor'] },
  );
  const money = (name: 'collateral' | 'debt') =>
    numberColumn(subject, name, at[name], 'be money >= 0', (value) => value >= 0);
  const isBps = (value: number) => value >= 0 && value <= 10_000;
  const bps = numberColumn(subject, 'threshold', at.threshold, 'be basis points from 0 to 10000', isBps);
  return {
    count,
    collateral: money('collateral'),
    debt: money('debt'),
    threshold: bps.map((own) => own / 10_000),
    health: healthColumn(subject, at.health),
  };
}

/** Whoever owes nothing, or dust, stands there with the largest integer that a contract can hold. */
function healthColumn(subject: string, column: ArrayLike<unknown>): Float64Array {
  return Float64Array.from(column, (value, i) => {
    const own = decimal(value);
    if (!(own >= 0 && own < Infinity)) refuseRow(subject, i, 'health', 'be a number >= 0', value);
    return own;
  });
}
