import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import {
  type BankGrid,
  type BankPoint,
  failuresThatFall,
  parseBankGrid,
  runBankGrid,
} from '../../shared/market/bank-grid.ts';
import { banksFromCsv } from '../../shared/market/bank-table.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { plural, share, shown } from '../numbers.ts';
import { columns, say, sayJson } from '../terminal.ts';

/** Fire sales of banks: how many fail and how much is sold, over a grid of shocks and impacts. */
export const banking = (done: (code: ExitCode) => void): Command =>
  new Command('banks')
    .description('run a fire sale of banks that hold the same bonds, over a grid of shocks and price impacts')
    .argument('<GRID.json>', 'a file of schema bank-grid/1; the CSV of banks that it names lies beside it')
    .option('--json', 'print every point of the grid as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade banks examples/eu-banks/grid.json
  $ cascade banks examples/eu-banks/grid.json --json | jq '.[] | select(.failures > 40)'

Government bonds lose the shock. A bank whose equity over assets is below \`failsBelow\` fails and sells all its bonds; one below
\`actsBelow\` repays debt until \`target\`, from cash first and by selling bonds next. The impact is how far selling 5 % of a bond
moves its price. docs/contagion.md 4 has the model.`,
    )
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const { name, text } = await readText(file);
      const grid = parseBankGrid(name, text);
      const table = await readText(resolve(dirname(file), grid.banks));
      const banks = banksFromCsv(table.name, table.text);
      const points = runBankGrid(grid, banks);
      if (json) sayJson(points);
      else {
        const equity = banks.reduce((sum, bank) => sum + bank.equity, 0);
        say(`${grid.name}: ${plural(banks.length, 'bank')} with equity of ${shown(equity)} ${grid.unit}`);
        say(`${grid.source}\n\n${told(grid, points).join('\n')}`);
      }
      done(EXIT.ok);
    });

function told(grid: BankGrid, points: readonly BankPoint[]): string[] {
  const tables = grid.rules.flatMap(({ id, failsBelow, actsBelow, target, steps }) => {
    const own = points.filter(({ rule }) => rule === id);
    return [
      `Rule ${id}: fails below ${share(failsBelow)}, ${actsBelow < 1 ? `repays below ${share(actsBelow)}` : 'repays always'} towards ${share(target)}, ${plural(steps, 'step')}.`,
      'Banks failed; shock down, price impact of selling 5 % across',
      ...table(grid, own, ({ failures }) => String(failures)),
      'Bonds sold, percent of all held',
      ...table(grid, own, ({ soldShare }) => (100 * soldShare).toFixed(0)),
      '',
    ];
  });
  const falls = failuresThatFall(points);
  if (falls.length === 0) return tables;
  return [
    ...tables,
    'A larger shock does not always fail more: banks just inside the limit wait, and are caught by the sales of others.',
    ...[...Map.groupBy(falls, ({ from }) => from.rule)].map(
      ([rule, own]) =>
        `  ${rule}: at ${own.length} of ${plural(grid.impactBps.length, 'impact')}, as at ${fallen(own[0]!)}`,
    ),
  ];
}

const fallen = ({ from, to }: ReturnType<typeof failuresThatFall>[number]): string =>
  `${basisPoints(from.impactBps)}, where ${from.failures} fail at ${basisPoints(from.shockBps)} and ${to.failures} at ${basisPoints(to.shockBps)}`;

/** A row a shock, a column an impact. */
function table(
  { shockBps, impactBps }: BankGrid,
  points: readonly BankPoint[],
  cell: (point: BankPoint) => string,
): string[] {
  const rows = shockBps.map((shock, i) => [
    basisPoints(shock),
    ...points.slice(i * impactBps.length, (i + 1) * impactBps.length).map(cell),
  ]);
  return columns(
    [['', ...impactBps.map(basisPoints)], ...rows].map((row) => ['', ...row]),
    [...impactBps.keys(), impactBps.length].map((k) => k + 1),
  );
}

const basisPoints = (bps: number): string => `${bps / 100} %`;
