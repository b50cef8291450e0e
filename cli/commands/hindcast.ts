import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Aftermath, aftermathOfPrices } from '../../shared/market/aftermath.ts';
import { dateOf, dayOf } from '../../shared/market/days.ts';
import { movedSnapshot } from '../../shared/market/import/moved-snapshot.ts';
import { type Prices, pricesOf } from '../../shared/market/import/prices.ts';
import { refuse } from '../../shared/market/parse.ts';
import { parseSnapshot, snapshotText } from '../../shared/market/snapshot.ts';
import { amended, parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { EXIT, type ExitCode, runError } from '../exit.ts';
import { readText } from '../input.ts';
import { untilInterrupted } from '../interrupt.ts';
import { readAftermath } from '../local/aftermath-file.ts';
import { writeArchive } from '../local/archive.ts';
import { writeOutput } from '../local/output-file.ts';
import { type LocalReport, type LocalSweep, runLocal } from '../local/run-local.ts';
import { realDate, wholeNumber } from '../options.ts';
import { linesOf } from '../outcome.ts';
import { note, say, sayJson, shownPath } from '../terminal.ts';

interface Choices {
  readonly out: string;
  readonly prices?: string;
  readonly from?: string;
  readonly to?: string;
  readonly paths?: number;
  readonly record?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** Runs the nights of a past period, one after the other, each compared with the one before and all of them scored. */
export const hindcast = (done: (code: ExitCode) => void): Command =>
  new Command('hindcast')
    .description('run the nights of a past period, and score their reports against what came')
    .argument(
      '<SWEEP.json...>',
      'sweep files with a snapshot each; or one, whose snapshot is moved over --prices',
    )
    .option('--prices <file>', 'bars as CSV: mark price, bars and history of every night are taken from them')
    .option('--from <YYYY-MM-DD>', 'with --prices: the first night', realDate('from'))
    .option('--to <YYYY-MM-DD>', 'with --prices: the last night', realDate('to'))
    .option('--paths <count>', 'decision paths instead of the sweep’s', wholeNumber('paths', 1, 1_000_000))
    .option('--record <file>', 'what came after (default: --prices): as nightly takes it')
    .option('--out <folder>', 'folder for snapshots, results and reports', 'out/hindcast')
    .option(
      '--workers <count>',
      'threads that compute (default: one per core)',
      wholeNumber('workers', 1, 1_024),
    )
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade hindcast sweep.json --prices btc_1h.csv.gz --from 2020-03-01 --to 2020-03-30 --paths 1000
  $ cascade hindcast 2026-01-*/sweep.json --record record.json --out /var/hindcast

With --prices everything but mark price, bars and history is that of the one snapshot, relative to the mark, and every report
says so. Ctrl-C stops; the same command goes on. Exit code 0: every report is complete, 3: one is partial.`,
    )
    .action(async (files: string[], choices: Choices) => done(await run(files, choices)));

async function run(files: readonly string[], choices: Choices): Promise<ExitCode> {
  const { out, workers, json } = choices;
  const { sweeps, aftermath } = await nightsOf(files, choices);
  const told: { date: string; word: string; decidedBy: string | null; folder: string }[] = [];
  let last: LocalReport | undefined;
  let isPartial = false;
  for (const sweepFile of sweeps) {
    const sweep: LocalSweep = { sweepFile, outFolder: out, isNight: true, aftermath };
    const night = await runNight(workers === undefined ? sweep : { ...sweep, workers });
    if (!night) return EXIT.interrupted;
    const [verdict] = night.report.verdicts;
    const date = night.report.asOf.slice(0, 10);
    told.push({
      date,
      word: verdict!.published,
      decidedBy: verdict!.decidedBy,
      folder: shownPath(night.folder),
    });
    if (!json) say(`${date}  ${verdict!.published}${verdict!.decidedBy ? `, ${verdict!.decidedBy}` : ''}`);
    isPartial ||= night.index.status === 'partial';
    last = night;
  }
  const archive = await writeArchive(out);
  if (json)
    sayJson({ nights: told, record: last!.report.ownRecord, archive: archive && shownPath(archive.page) });
  else {
    if (archive) say(`archive  ${shownPath(archive.page)}`);
    for (const line of recordLines(last!)) say(line);
    for (const change of last!.report.changes.value ?? []) for (const line of linesOf(change)) say(line);
  }
  return isPartial ? EXIT.partial : EXIT.ok;
}

/** One night; undefined where somebody stopped it. */
async function runNight(sweep: LocalSweep): Promise<LocalReport | undefined> {
  let stopped = false;
  const asked = () => {
    stopped = true;
    note('stopping; what is finished is kept');
  };
  try {
    return await untilInterrupted(asked, (signal) => runLocal({ ...sweep, signal }));
  } catch (error) {
    if (stopped) return undefined;
    throw error instanceof RangeError ? error : runError(error);
  }
}

/** The sweep files of all nights, oldest first, and what they are scored against. */
async function nightsOf(
  files: readonly string[],
  choices: Choices,
): Promise<{ readonly sweeps: readonly string[]; readonly aftermath: Aftermath | undefined }> {
  const { prices: priceFile, from, to, record } = choices;
  const aftermath = record === undefined ? undefined : await readAftermath(record, readText);
  if (priceFile === undefined) {
    if (from !== undefined || to !== undefined)
      refuse('--from and --to', 'stand beside --prices', 'no --prices');
    return { sweeps: await byDate(files), aftermath };
  }
  if (files.length !== 1) refuse('SWEEP.json', 'be one file beside --prices', `${files.length} files`);
  if (from === undefined || to === undefined) refuse('--prices', 'stand beside --from and --to', 'no dates');
  if (!(from <= to)) refuse('--to', `not be before --from, ${from}`, to);
  const bars = await readText(priceFile);
  const prices = pricesOf(bars, Infinity, (said) => note(said));
  const dates = Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, day) => dateOf(dayOf(from) + day));
  const sweeps = await writeNights(files[0]!, prices, dates, choices);
  return { sweeps, aftermath: aftermath ?? aftermathOfPrices(bars.name, prices) };
}

async function byDate(files: readonly string[]): Promise<string[]> {
  const dated = await Promise.all(
    files.map(async (file) => ({ file, asOf: parseSweep((await readText(file)).text).asOf })),
  );
  return dated.sort((a, b) => (a.asOf < b.asOf ? -1 : 1)).map(({ file }) => file);
}

/** Writes sweep and snapshot of each night of the past, at midnight UTC, and says where; nothing if one of them cannot be made. */
async function writeNights(
  sweepFile: string,
  prices: Prices,
  dates: readonly string[],
  { out, paths }: Choices,
): Promise<string[]> {
  const { text } = await readText(sweepFile);
  const sweep = parseSweep(text);
  const base = parseSnapshot((await readText(resolve(dirname(sweepFile), sweep.snapshot))).text);
  const decision = paths ?? sweep.paths.decision;
  const planned = { decision, other: Math.min(sweep.paths.other, decision) };
  const nights = dates.map((date) => {
    const asOf = `${date}T00:00:00Z`;
    const night = amended(text, { snapshot: 'snapshot.json', asOf, paths: planned, previous: null });
    return { date, night, snapshot: movedSnapshot(base, prices, asOf) };
  });
  const files: string[] = [];
  for (const { date, night, snapshot } of nights) {
    const folder = join(out, 'nights', date);
    await writeOutput(join(folder, 'snapshot.json'), snapshotText(snapshot));
    await writeOutput(join(folder, 'sweep.json'), night);
    files.push(join(folder, 'sweep.json'));
  }
  return files;
}

/** How right the reports were, a line a side. */
const recordLines = ({ report }: LocalReport): string[] =>
  (report.ownRecord.value ?? []).map(
    ({ side, exceptions, windows, expected, zone }) =>
      `record   ${side}: ${exceptions} of ${windows} windows beyond the gap, ${Number(expected.toPrecision(3))} allowed, zone ${zone}`,
  );
