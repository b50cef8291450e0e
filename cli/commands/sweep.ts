import { Command } from 'commander';
import { refuse } from '../../shared/market/parse.ts';
import { outOfReach } from '../../shared/risk/proof/reach.ts';
import { isRows } from '../../shared/sweep/any-manifest.ts';
import type { ExitCode } from '../exit.ts';
import { EXIT } from '../exit.ts';
import { estimateLine, follow, followSweep, warningLines } from '../follow.ts';
import { runInbox } from '../inbox.ts';
import { readText } from '../input.ts';
import { readAftermath } from '../local/aftermath-file.ts';
import { type LocalPlace, type LocalSweep, proposeLocal } from '../local/run-local.ts';
import { webAddress, wholeNumber } from '../options.ts';
import { isDeployed, type Site, siteFolder, withSite } from '../store.ts';
import { agreed, needSomebody, note, say, sayJson } from '../terminal.ts';

interface Threads {
  readonly out?: string;
  readonly workers?: number;
  readonly json?: boolean;
}
interface NightChoices extends Threads {
  readonly out: string;
  readonly inbox?: boolean;
  readonly record?: string;
  readonly notify?: URL;
}
interface Choices extends Threads, Site {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const withThreads = (command: Command): Command =>
  command
    .option(
      '--workers <count>',
      'threads that compute on this machine (default: one per core)',
      wholeNumber('workers', 1, 1_024),
    )
    .option('--json', 'print the answer as JSON');

const placeOf = (outFolder: string, { workers }: Threads): LocalPlace => ({
  outFolder,
  ...(workers !== undefined && { workers }),
});
const sweepOf = (sweepFile: string, outFolder: string, threads: Threads): LocalSweep => ({
  sweepFile,
  ...placeOf(outFolder, threads),
});

/** Runs a sweep without questions: for a scheduler, and for two commands to a first report. */
export const nightly = (done: (code: ExitCode) => void): Command =>
  withThreads(new Command('nightly'))
    .description(
      'run a market’s night on this machine to its report, and say what changed since the night before',
    )
    .argument('[SWEEP.json]', 'sweep file; it names its snapshot')
    .option(
      '--inbox',
      'instead: every night that cascade deliver has put into the folder and that has no report yet',
    )
    .option('--out <folder>', 'folder for snapshots, results and reports', 'out')
    .option(
      '--record <file>',
      'what came after past reports, which are scored: record.json of calibrate, or prices as CSV',
    )
    .option(
      '--notify <url>',
      'post there, once, what a night pages; hooks.slack.com gets its own shape',
      webAddress('notify'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ cascade nightly examples/xbtusd-2021-07-22/sweep.json
  $ cascade nightly sweep.json --out /var/margin --workers 4 --json
  $ cascade nightly sweep.json --record record.json --notify https://hooks.example.com/margin
  $ cascade nightly --inbox --out /var/margin

The night is named by its market and the date of the sweep's asOf, and compared with the newest of the 31 nights before it in the
same folder. It ends with three lines: the word, what changed, why. Run again on other inputs for the same date, it stands
beside the night, never in its place. Ctrl-C stops; the same command goes on with what is missing. Exit code 0: complete
report, 3: partial one.`,
    )
    .action(async (file: string | undefined, choices: NightChoices) => {
      const { out, inbox = false, json = false, notify, record } = choices;
      if ((file === undefined) !== inbox)
        refuse('nightly', 'have either a SWEEP.json or --inbox', inbox ? 'both' : 'neither');
      const aftermath = record === undefined ? undefined : await readAftermath(record, readText);
      const after = { outFolder: out, notify };
      done(
        await (file === undefined
          ? runInbox({ ...placeOf(out, choices), aftermath }, json, after)
          : follow({ ...sweepOf(file, out, choices), isNight: true, aftermath }, json, after)),
      );
    });

/** On this machine, or with a deployed stack; it says what it will take, and asks. */
export const sweep = (done: (code: ExitCode) => void): Command =>
  withSite(
    withThreads(new Command('sweep')),
    'folder for snapshots, results and reports (default: out; with --engine aws out/aws, for the report)',
  )
    .description('show what a sweep takes, ask, run it and wait for its report')
    .argument('<SWEEP.json>', 'sweep file; it names its snapshot')
    .option('--dry-run', 'stop at the estimate; nothing is written but, with --engine aws, the snapshot')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade sweep sweep.json --dry-run
  $ cascade sweep sweep.json --dry-run --json
  $ cascade sweep sweep.json --yes --workers 2
  $ cascade sweep sweep.json --engine aws
  $ cascade sweep sweep.json --engine aws --outputs stage.json --yes --json

Fields and limits of a sweep file: docs/sweep-file.md, and the schema that cascade init puts beside it.
On a stack Ctrl-C ends the waiting, not the sweep; the same command finds it again. Exit code 0: complete report,
3: partial one.`,
    )
    .action(async (file: string, choices: Choices) => done(await asked(file, choices)));

async function asked(file: string, choices: Choices): Promise<ExitCode> {
  const { dryRun, yes, json } = choices;
  if (isDeployed(choices)) {
    const { sweepOnAws } = await import('../aws/follow.ts'); // with the SDK, which takes a while to load
    return sweepOnAws(file, choices);
  }
  const own = sweepOf(file, siteFolder(choices), choices);
  if (!yes || dryRun) {
    const proposal = await proposeLocal({ ...own, onNote: note });
    if (dryRun) {
      const { manifest, known, notes } = proposal;
      const { sweepId, sweepDigest, cells, paths, shards, forecast } = manifest;
      const cannotProve = isRows(manifest) ? [] : outOfReach(manifest.sweep);
      if (json) sayJson({ sweepId, sweepDigest, cells, paths, shards, forecast, known, cannotProve, notes });
      else say([estimateLine(proposal), ...warningLines(proposal)].join('\n'));
      return EXIT.ok;
    }
    needSomebody('sweep');
    note([estimateLine(proposal), ...warningLines(proposal)].join('\n'));
    if (!(await agreed('sweep', 'run it?'))) {
      note('nothing was run, nothing was written');
      return EXIT.ok;
    }
  }
  return followSweep(own, json === true);
}
