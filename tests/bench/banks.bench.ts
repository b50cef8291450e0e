// The 48 banks of examples/eu-banks under a thousand shocks; the bar is 50 ms (docs/contagion.md 14).
import { readFileSync } from 'node:fs';
import { balanceSheets } from '../../shared/cascade/holders/bank/balance-sheets.ts';
import { createFireSale } from '../../shared/cascade/holders/bank/fire-sale.ts';
import { banksFromCsv } from '../../shared/market/bank-table.ts';
import { bestOf, checksum, type Figure } from './measure.ts';

const SHOCKS = 1_000;
const FILE = new URL('../../examples/eu-banks/banks.csv', import.meta.url);

export function banksBench(runs = 5): Figure[] {
  const run = createFireSale(balanceSheets(banksFromCsv('banks.csv', readFileSync(FILE, 'utf8'))));
  const rule = { failsBelow: 0.03, actsBelow: 0.04, target: 0.05, steps: 6 };
  const failures = new Float64Array(SHOCKS);
  const value = bestOf(runs, () => {
    for (let k = 0; k < SHOCKS; k++) failures[k] = run(rule, (0.3 * k) / SHOCKS, 0.01).failures;
  });
  return [{ name: `48 banks, ${SHOCKS} shocks`, value, unit: 'ms', checksum: checksum(failures) }];
}
