import { type BankRow, CASH } from '../cascade/holders/bank/balance-sheets.ts';
import { numberColumn, type OtherNames, refuseRow, takeColumns } from './columns.ts';
import { columnsFromCsv } from './csv.ts';
import { refuse } from './parse.ts';

/** What the files of the EBA's stress test call them. */
const OTHER_NAMES: OtherNames = {
  id: ['bankid'],
  equity: ['cet1e'],
  leveragePercent: ['leverage'],
  debtSecurities: ['debtsec'],
  governmentBonds: ['govbonds'],
};

/**
 * Banks of a CSV file with the columns id, equity, leveragePercent (equity over assets), debtSecurities and governmentBonds (part
 * of the former); or of the EBA's stress test as it is published, where rows part at blanks and a cell may be a sum written
 * out, 13+27682.
 *
 * @throws RangeError `subject row n column must rule, got value`
 */
export function banksFromCsv(subject: string, text: string): BankRow[] {
  const { at } = takeColumns(
    subject,
    columnsFromCsv(
      subject,
      text.replace(/^[^,\n]+$/gm, (line) => line.trim().replace(/[ \t]+/g, ',')),
    ),
    ['id', 'equity', 'leveragePercent', 'debtSecurities', 'governmentBonds'],
    [],
    OTHER_NAMES,
  );
  const money = (name: 'equity' | 'debtSecurities' | 'governmentBonds', rule: string, least: number) =>
    numberColumn(subject, name, Array.from(at[name], summed), rule, (value) => value >= least);
  const ids = Array.from(at.id, String);
  const equity = money('equity', 'be money > 0', Number.MIN_VALUE);
  const securities = money('debtSecurities', 'be money >= 0', 0);
  const bonds = money('governmentBonds', 'be money >= 0', 0);
  const isPercent = (value: number) => value > 0 && value <= 100;
  const percent = numberColumn(
    subject,
    'leveragePercent',
    at.leveragePercent,
    'be above 0, at most 100',
    isPercent,
  );
  return ids.map((id, i) => {
    if (ids.indexOf(id) !== i) refuseRow(subject, i, 'id', 'stand once', id);
    const row = {
      id,
      equity: equity[i]!,
      ratio: percent[i]! / 100,
      debtSecurities: securities[i]!,
      governmentBonds: bonds[i]!,
    };
    refuseMisfit(`${subject} row ${i + 1}`, row);
    return row;
  });
}

function refuseMisfit(subject: string, { equity, ratio, debtSecurities, governmentBonds }: BankRow): void {
  if (governmentBonds > debtSecurities)
    refuse(`${subject} governmentBonds`, `be at most its debtSecurities, ${debtSecurities}`, governmentBonds);
  const most = (1 - CASH) * (equity / ratio);
  if (debtSecurities > most)
    refuse(`${subject} debtSecurities`, `be at most its assets without cash, ${most}`, debtSecurities);
}

/** A cell that is a sum, as one number; anything else as it is. */
function summed(cell: unknown): unknown {
  const text = String(cell).trim();
  if (!/^\d+(\.\d+)?(\+\d+(\.\d+)?)+$/.test(text)) return text;
  return text.split('+').reduce((sum, part) => sum + Number(part), 0);
}
