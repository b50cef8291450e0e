import type { Banks } from './fire-sale.ts';

/** What a supervisor publishes of a bank; money in one unit. */
export interface BankRow {
  readonly id: string;
  readonly equity: number;
  /** Equity over assets, a fraction in (0, 1]. */
  readonly ratio: number;
  /** Government bonds included. */
  readonly debtSecurities: number;
  readonly governmentBonds: number;
}

/** What is not published: the share of assets held in cash, and the share of debt that can be repaid. */
export const CASH = 0.05;
const REPAYABLE = 0.5;

/** The balance sheets of contagion.md 4.2; assets that are neither cash nor debt securities are never sold nor revalued. */
export function balanceSheets(rows: readonly BankRow[]): Banks {
  const column = (value: (row: BankRow, assets: number) => number) =>
    Float64Array.from(rows, (row) => value(row, row.equity / row.ratio));
  const debt = (share: number) => column(({ equity }, assets) => share * (assets - equity));
  return {
    count: rows.length,
    cash: column((_, assets) => CASH * assets),
    government: column(({ governmentBonds }) => governmentBonds),
    corporate: column(({ debtSecurities, governmentBonds }) => debtSecurities - governmentBonds),
    other: column(({ debtSecurities }, assets) => assets - debtSecurities - CASH * assets),
    loan: debt(REPAYABLE),
    deposits: debt(1 - REPAYABLE),
  };
}
