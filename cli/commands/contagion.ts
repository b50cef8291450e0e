import { Command } from 'commander';
import type { MarketsOutcome } from '../../shared/cascade/markets.ts';
import { type ContagionTable, contagionTable } from '../../shared/market/contagion-table.ts';
import { scenarioValue } from '../../shared/market/scenario.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { percent, share, shown } from '../numbers.ts';
import { columns, say, sayJson } from '../terminal.ts';

/** Which market's shock costs which market what. */
export const contagion = (done: (code: ExitCode) => void): Command =>
  new Command('contagion')
    .description(
      'shock one market of a scenario after the other: what each costs every market, with wallets and without',
    )
    .argument('<FILE>', 'scenario of several markets, JSON; - is standard input')
    .option('--shock <fraction>', 'of each market alone; without, the largest of the file', Number)
    .option('--json', 'print every row of every market as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade contagion examples/two-markets/shared-wallets.json
  $ cascade contagion examples/two-markets/shared-wallets.json --shock -0.12

Linked: wallets as they are; cut: every position with a collateral of its own. One path a row: docs/contagion.md 10.`,
    )
    .action(async (file: string, { shock, json }: { readonly shock?: number; readonly json?: boolean }) => {
      const { name, text } = await readText(file);
      const table = contagionTable(scenarioValue(text), name, shock);
      if (json) sayJson(table);
      else say(told(table).join('\n'));
      done(EXIT.ok);
    });

type MarketRow = MarketsOutcome['markets'][number];
const MATRICES: readonly (readonly [what: string, of: (row: MarketRow) => string])[] = [
  ['deficits put down to the market', ({ drawAttributed }) => shown(drawAttributed)],
  ['open interest liquidated', ({ liquidatedShare }) => share(liquidatedShare)],
  ['move at the end', ({ moveFinal }) => percent(moveFinal)],
];

function told({ name, markets, shock, rows }: ContagionTable): string[] {
  const numbers = markets.flatMap((_, k) => [1 + k, 1 + markets.length + k]);
  const matrix = (of: (row: MarketRow) => string) =>
    columns(
      [
        ['shocked', ...markets, ...markets.map((market) => `${market}, cut`)],
        ...rows.map(({ shocked, linked, cut }) => [
          shocked,
          ...linked.markets.map(of),
          ...cut.markets.map(of),
        ]),
      ],
      numbers,
    );
  const whole = rows.map(({ shocked, linked: { system }, cut }) => [
    shocked,
    shown(system.marketsHit),
    share(system.contagionShare),
    shown(system.deficit + system.openDeficit),
    shown(cut.system.deficit + cut.system.openDeficit),
    shown(system.deficitTopFive),
    system.venueDefault === 1 ? 'yes' : 'no',
    cut.system.venueDefault === 1 ? 'yes' : 'no',
  ]);
  const head = [
    'shocked',
    'others hit',
    'share of others',
    'deficits',
    'cut',
    'largest five',
    'default',
    'cut',
  ];
  return [
    `${name}: each market alone by ${percent(shock)}, then all of them`,
    ...MATRICES.flatMap(([what, of]) => ['', what, ...matrix(of)]),
    '',
    'all markets together',
    ...columns([head, ...whole], [1, 2, 3, 4, 5]),
  ];
}
