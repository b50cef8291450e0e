import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { Command } from 'commander';
import { refuse } from '../../shared/market/parse.ts';
import { type VenueMarket, venuePage, worstFirst } from '../../shared/report/venue-page.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { parseVenue, type Venue, withSharedFund } from '../../shared/sweep/venue.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { shownRun } from '../follow.ts';
import { readText } from '../input.ts';
import { worded } from '../local/file-errors.ts';
import { writeOutput } from '../local/output-file.ts';
import { type LocalSweep, proposeLocal, runLocal } from '../local/run-local.ts';
import { wholeNumber } from '../options.ts';
import { note, say, sayJson, shownPath } from '../terminal.ts';

interface Choices {
  readonly out: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** All markets of a venue, one after the other, and a page of them all. */
export const venue = (done: (code: ExitCode) => void): Command =>
  new Command('venue')
    .description('run every market of a folder on this machine, to a report each and one page of the venue')
    .argument('<FOLDER>', 'holds a folder with a sweep.json for each market, and venue.json if it likes')
    .option('--out <folder>', 'folder for snapshots, results and reports; venue.html goes there', 'out')
    .option('--workers <count>', 'threads (default: one per core)', wholeNumber('workers', 1, 1_024))
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade venue markets
  $ cascade venue markets --out /var/margin --json

venue.json names the venue, and funds that several of its markets share: {"schema": "venue/1", "name": "...", "funds":
[{"balance": 1000000, "markets": ["btc-perp", "eth-perp"]}]}. A market's snapshot then states 0 or the same balance, and its
report says who else draws on it. All sweeps are checked before the first one runs. Exit code 0: all reports are
complete, 3: some are partial.`,
    )
    .action(async (folder: string, choices: Choices) => done(await runVenue(folder, choices)));

async function runVenue(folder: string, { out, workers, json }: Choices): Promise<ExitCode> {
  const own = await venueOf(folder);
  const sweeps = (await sweepFilesIn(folder)).map(
    (sweepFile): LocalSweep => ({
      sweepFile,
      outFolder: out,
      change: (snapshot) => withSharedFund(own, snapshot),
      ...(workers !== undefined && { workers }),
    }),
  );
  await checkAll(own, sweeps);
  const markets: VenueMarket[] = [];
  let isWhole = true;
  for (const sweep of sweeps) {
    const ran = await shownRun((watch) => runLocal({ ...sweep, ...watch }));
    if (!ran) return EXIT.interrupted;
    isWhole &&= ran.index.status === 'complete';
    const page = join(relative(resolve(out), resolve(ran.folder)), 'report.html');
    markets.push({ report: ran.report, href: page.replaceAll(sep, '/') });
  }
  const file = join(out, 'venue.html');
  await writeOutput(file, venuePage(own.name, markets, own.funds));
  tell(worstFirst(markets), file, json === true);
  return isWhole ? EXIT.ok : EXIT.partial;
}

async function venueOf(folder: string): Promise<Venue> {
  const file = join(folder, 'venue.json');
  return existsSync(file)
    ? parseVenue((await readText(file)).text)
    : { schema: 'venue/1', name: basename(resolve(folder)), funds: [] };
}

async function sweepFilesIn(folder: string): Promise<string[]> {
  const entries = await worded(folder, () => readdir(folder));
  const files = entries.map((name) => join(folder, name, 'sweep.json')).filter((file) => existsSync(file));
  return files.length > 0 ? files.sort() : refuse(folder, 'hold folders with a sweep.json each', 'none');
}

/** What would be refused is refused before anything is spent, with the folder that it is in. */
async function checkAll({ funds }: Venue, sweeps: readonly LocalSweep[]): Promise<void> {
  const markets: string[] = [];
  for (const sweep of sweeps) {
    const at = shownPath(sweep.sweepFile);
    const proposal = await proposeLocal(sweep).catch((error: unknown) => {
      throw error instanceof RangeError ? new RangeError(`${at}: ${error.message}`) : error;
    });
    const manifest = ofOneMarket(proposal.manifest);
    if (markets.includes(manifest.market)) refuse(`market of ${at}`, 'be new in the folder', manifest.market);
    markets.push(manifest.market);
  }
  const stranger = funds.flatMap((fund) => fund.markets).find((id) => !markets.includes(id));
  if (stranger) refuse('venue.funds', `name markets of the folder, ${markets.join(', ')}`, stranger);
}

function tell(markets: readonly VenueMarket[], file: string, json: boolean): void {
  const rows = markets.map(({ report, href }) => {
    const { market, published } = report.venue;
    return { market, published, decidedBy: report.verdicts[0]!.decidedBy, report: href };
  });
  if (json) {
    sayJson({ venue: rows[0]!.published, markets: rows, page: shownPath(file) });
    return;
  }
  for (const { market, published, decidedBy } of rows)
    say(`${market}: ${published}${decidedBy ? `, decided by ${decidedBy}` : ''}`);
  say(`page     ${shownPath(file)}`);
  note(`the venue is as good as its worst market: ${rows[0]!.published}`);
}
