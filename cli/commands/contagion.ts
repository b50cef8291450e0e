import { Command } from 'commander';
import type { MarketsOutcome } from '../../shared/cascade/markets.ts';
import { type ContagionTable, contagionTable } from '../../shared/market/contagion-table.ts';
import { isLending } from '../../shared/market/lending-scenario.ts';
import { isMarkets } from '../../shared/market/markets-scenario.ts';
import { refuse } from '../../shared/market/parse.ts';
import { scenarioValue } from '../../shared/market/scenario.ts';
import { sweepKind } from '../../shared/sweep/contagion/venue-sweep.ts';
import { runContagion } from '../contagion-run.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { percent, share, shown } from '../numbers.ts';
import { wholeNumber } from '../options.ts';
import { needScenario } from '../takers.ts';
import { columns, say, sayJson } from '../terminal.ts';

/** Which market's shock costs which market what. */
export const contagion = (done: (code: ExitCode) => void): Command =>
  new Command('contagion')
    .description('shock one market after the other: what each costs every market, with wallets and without')
    .argument('<FILE>', 'sweep of several markets, or a scenario of one path; - is standard input')
    .option('--out <folder>', 'of a sweep: folder for contagion.html and contagion.json (default: out)')
    .option(
      '--workers <count>',
      'of a sweep: threads that compute (default: one per core)',
      wholeNumber('workers', 1, 1_024),
    )
    .option(
      '--shock <fraction>',
      'of a scenario: of each market alone; without, the largest of the file',
      Number,
    )
    .option('--json', 'print the answer as JSON; of a scenario, every row of every market')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade contagion examples/two-markets/sweep.json --out out/two-markets
  $ cascade contagion examples/two-markets/shared-wallets.json
  $ cascade contagion examples/two-markets/shared-wallets.json --shock -0.12

Linked: wallets as they are; cut: every position with a collateral of its own. A sweep names its snapshot and is run over
random paths; a scenario is one path a row: docs/contagion.md 10 and 13. Exit code 0: complete report, 3: partial one.`,
    )
    .action(async (file: string, choices: Choices) => {
      const { name, text } = await readText(file);
      done(sweepKind(text) !== null ? await ofSweep(file, choices) : ofScenario(name, text, choices));
    });

interface Choices {
  readonly out?: string;
  readonly workers?: number;
  readonly shock?: number;
  readonly json?: boolean;
}

async function ofSweep(file: string, { shock, ...choices }: Choices): Promise<ExitCode> {
  if (shock !== undefined) refuse('--shock', 'stand beside a scenario', 'a sweep, which has its own');
  if (file === '-') refuse('a sweep', 'be a file, beside which its snapshot lies', 'standard input');
  return runContagion(file, { out: 'out', ...choices });
}

function ofScenario(name: string, text: string, { out, workers, shock, json }: Choices): ExitCode {
  const value = scenarioValue(text);
  needScenario(name, value);
  if (!isMarkets(value))
    refuse(
      name,
      'be a sweep of schema sweep/2, or a scenario with markets in its config',
      isLending(value) ? 'a lending scenario: cascade simulate takes it' : 'neither',
    );
  if (out !== undefined || workers !== undefined)
    refuse('--out and --workers', 'stand beside a sweep', 'a scenario');
  const table = contagionTable(value, name, shock);
  if (json) sayJson(table);
  else say(told(table).join('\n'));
  return EXIT.ok;
}

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
