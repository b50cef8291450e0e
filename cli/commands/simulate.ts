import { dirname, extname } from 'node:path';
import { Command } from 'commander';
import { loadMarket } from '../../functions/stored/load-market.ts';
import { inspectScenario } from '../../shared/market/inspect/scenario.ts';
import { isLending } from '../../shared/market/lending-scenario.ts';
import { isMarkets, marketsOf } from '../../shared/market/markets-scenario.ts';
import { refuse } from '../../shared/market/parse.ts';
import { playLending } from '../../shared/market/play-lending.ts';
import { playMarkets } from '../../shared/market/play-markets.ts';
import { playScenario } from '../../shared/market/play-scenario.ts';
import { scenarioOf, scenarioValue } from '../../shared/market/scenario.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { cellPaths } from '../../shared/report/cell-rows.ts';
import { toCsv } from '../../shared/report/csv.ts';
import { toParquet } from '../../shared/report/parquet.ts';
import { pathsTable } from '../../shared/report/path-tables.ts';
import type { Table } from '../../shared/report/table.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findFinished } from '../finished.ts';
import { readText } from '../input.ts';
import { readLending } from '../lending-files.ts';
import { lendingStory } from '../lending-story.ts';
import { writeOutput } from '../local/output-file.ts';
import { marketsStory } from '../markets-story.ts';
import { plural } from '../numbers.ts';
import { wholeNumber } from '../options.ts';
import { cellNamed, replay } from '../replay.ts';
import { story } from '../story.ts';
import { needScenario } from '../takers.ts';
import { note, say, sayJson, shownPath } from '../terminal.ts';

interface Choices {
  readonly trace?: boolean;
  readonly json?: boolean;
  readonly cell?: string;
  readonly path?: number;
  readonly paths?: string;
  readonly out: string;
  readonly sweepId?: string;
}

/** One path: of a scenario that somebody wrote, or of a cell of a finished sweep. */
export const simulation = (done: (code: ExitCode) => void): Command =>
  new Command('simulate')
    .description('run one path: a scenario file, or a cell of a finished sweep again')
    .argument('[FILE]', 'scenario, JSON; - is standard input')
    .option('--trace', 'tell the path tick by tick, in words')
    .option('--json', 'print {outcome, ticks} as JSON')
    .option('--cell <id>', 'instead of a file: a cell of a sweep, by the id that the report prints')
    .option(
      '--path <number>',
      'with --cell: one path of it; without, all of them',
      wholeNumber('path', 0, 2 ** 32 - 1),
    )
    .option('--paths <file>', 'with --cell: write all its paths as a table, .csv or .parquet')
    .option('--out <folder>', 'with --cell: where the sweep was run to', 'out')
    .option('--sweep-id <id>', 'with --cell: which sweep, if the folder holds several')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade simulate scenario.json
  $ cascade simulate scenario.json --trace
  $ cascade simulate - --json < scenario.json
  $ cascade simulate --cell bitmex-xbtusd/full/L10000/m10000/d10000/s-1540 --path 17 --trace
  $ cascade simulate --cell bitmex-xbtusd/full/L10000/m10000/d10000/s-1540 --paths paths.parquet

A scenario is a path of tests/golden/core.json, group tick-traces: {"name", "config", "tiers", "accounts"}. A number may be
written as "14/15". config needs p0, depth, and shock or path, a recorded way: {"shape": "path", "factors"} or {"shape": "path",
"open", "bars", "noise"}. What it leaves out is
${Object.entries(SCENARIO_DEFAULTS)
  .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  .join(', ')
  .replace(/(.{1,110})(?: |$)/g, '  $1\n')
  .trimEnd()}
A path of a lending market, with pools in its config, is one of tests/golden/contagion.json, group credit-pool (docs/contagion.md 5); one
over several markets, with markets in its config, one of group cross-margin-traces (docs/contagion.md 8.1).
Without --trace and --json the outcome row is printed, as JSON.`,
    )
    .action(async (file: string | undefined, choices: Choices) => {
      if ((file === undefined) === (choices.cell === undefined)) {
        throw new RangeError(
          `simulate must have either a FILE or a --cell, got ${file ? 'both' : 'neither'}`,
        );
      }
      for (const option of ['path', 'paths'] as const) {
        if (choices[option] !== undefined && choices.cell === undefined)
          throw new RangeError(`--${option} must stand beside a --cell, got ${choices[option]} alone`);
      }
      await (file === undefined ? simulateCell(choices.cell!, choices) : simulateFile(file, choices));
      done(EXIT.ok);
    });

async function simulateFile(file: string, choices: Choices): Promise<void> {
  const { text } = await readText(file);
  const value = scenarioValue(text);
  needScenario('scenario', value);
  if (isLending(value)) {
    const lending = await readLending(value, dirname(file));
    const played = playLending(lending);
    if (choices.json) sayJson(played);
    else if (choices.trace) say(lendingStory(lending, played).join('\n'));
    else sayJson(played.outcome);
    return;
  }
  if (isMarkets(value)) {
    const markets = marketsOf(value);
    const played = playMarkets(markets);
    if (choices.json) sayJson(played);
    else if (choices.trace) say(marketsStory(markets, played).join('\n'));
    else sayJson(played.outcome);
    return;
  }
  const scenario = scenarioOf(value);
  for (const { what, text: words } of inspectScenario(scenario)) note(`${what}: ${words}`);
  const played = playScenario(scenario);
  if (choices.json) sayJson(played);
  else if (choices.trace) say(story(scenario, played).join('\n'));
  else sayJson(played.outcome);
}

async function simulateCell(id: string, { out, sweepId, path, paths, json, trace }: Choices): Promise<void> {
  const write = paths === undefined ? undefined : writerOf(paths);
  const { objects, planned } = await findFinished(out, sweepId);
  const manifest = ofOneMarket(planned.manifest);
  const cell = cellNamed(manifest, id);
  const market = await loadMarket(objects, manifest.snapshotDigest);
  if (path === undefined) {
    if (trace) throw new RangeError('--trace must have a --path beside --cell, got all paths');
    const kept = { ...cell, decision: paths !== undefined };
    const { cells, paths: columns } = runCells(manifest, createWorkbench(market), [kept]);
    sayJson(cells[0]);
    if (write) {
      const table = pathsTable([cellPaths(id, columns.get(cell.index)!, market.fund)]);
      await writeOutput(paths!, write(table));
      note(`${shownPath(paths!)}: ${plural(table.rows, 'path')}`);
    }
    return;
  }
  if (paths !== undefined) throw new RangeError(`--paths must stand without --path, got --path ${path}`);
  const { scenario, ...played } = replay(manifest, market, cell, path);
  if (json) sayJson(played);
  else if (trace) say(story(scenario, played, market.snapshot.market.settlementCurrency).join('\n'));
  else sayJson(played.outcome);
}

const WRITERS = { '.csv': toCsv, '.parquet': toParquet } as const;

function writerOf(file: string): (table: Table) => Uint8Array {
  const write = WRITERS[extname(file) as keyof typeof WRITERS];
  return write ?? refuse('--paths', 'end in .csv or .parquet', file);
}
