import { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit.ts';
import { estimateLine, follow } from '../follow.ts';
import { type LocalSweep, proposeLocal } from '../local/run-local.ts';
import { wholeNumber } from '../options.ts';
import { confirm, isAttended, note, say, sayJson } from '../terminal.ts';

interface Place {
  readonly out: string;
  readonly workers?: number;
  readonly json?: boolean;
}
interface Choices extends Place {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const withPlace = (command: Command): Command =>
  command
    .argument('<SWEEP.json>', 'sweep file; it names its snapshot')
    .option('--out <folder>', 'folder for snapshots, results and reports', 'out')
    .option(
      '--workers <count>',
      'threads that compute (default: one per core)',
      wholeNumber('workers', 1, 1_024),
    )
    .option('--json', 'print the answer as JSON');

const sweepOf = (sweepFile: string, { out, workers }: Place): LocalSweep => ({
  sweepFile,
  outFolder: out,
  ...(workers !== undefined && { workers }),
});

/** Runs a sweep without questions: for a scheduler, and for two commands to a first report. */
export const nightly = (done: (code: ExitCode) => void): Command =>
  withPlace(new Command('nightly'))
    .description('run a sweep to its report, without asking')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade nightly examples/xbtusd-2021-07-22/sweep.json
  $ cascade nightly sweep.json --out /var/margin --workers 4 --json

Ctrl-C stops; the same command goes on with what is missing. Exit code 0: complete report, 3: partial one.`,
    )
    .action(async (file: string, place: Place) =>
      done(await follow(sweepOf(file, place), place.json === true)),
    );

/** The same engine, but it says what it will take, and asks. */
export const sweep = (done: (code: ExitCode) => void): Command =>
  withPlace(new Command('sweep'))
    .description('show what a sweep takes, ask, and run it')
    .option('--dry-run', 'stop at the estimate; nothing is written')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade sweep sweep.json --dry-run
  $ cascade sweep sweep.json --dry-run --json
  $ cascade sweep sweep.json --yes --workers 2`,
    )
    .action(async (file: string, choices: Choices) => done(await asked(sweepOf(file, choices), choices)));

async function asked(own: LocalSweep, { dryRun, yes, json }: Choices): Promise<ExitCode> {
  if (!yes || dryRun) {
    const proposal = await proposeLocal(own);
    if (dryRun) {
      const { manifest, known } = proposal;
      const { sweepId, sweepDigest, cells, paths, shards, forecast } = manifest;
      if (json) sayJson({ sweepId, sweepDigest, cells, paths, shards, forecast, known });
      else say(estimateLine(proposal));
      return EXIT.ok;
    }
    if (!isAttended()) {
      throw new RangeError('sweep must be confirmed with --yes where nobody can answer, got no terminal');
    }
    note(estimateLine(proposal));
    if (!(await confirm('run it?'))) {
      note('nothing was run, nothing was written');
      return EXIT.ok;
    }
  }
  return follow(own, json === true);
}
