import { Command } from 'commander';
import { outOfReach } from '../../shared/risk/proof/reach.ts';
import type { ExitCode } from '../exit.ts';
import { EXIT } from '../exit.ts';
import { estimateLine, follow, warningLines } from '../follow.ts';
import { type LocalSweep, proposeLocal } from '../local/run-local.ts';
import { wholeNumber } from '../options.ts';
import { isDeployed, type Site, siteFolder, withSite } from '../store.ts';
import { agreed, needSomebody, note, say, sayJson } from '../terminal.ts';

interface Threads {
  readonly out?: string;
  readonly workers?: number;
  readonly json?: boolean;
}
interface Choices extends Threads, Site {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const withThreads = (command: Command): Command =>
  command
    .argument('<SWEEP.json>', 'sweep file; it names its snapshot')
    .option(
      '--workers <count>',
      'threads that compute on this machine (default: one per core)',
      wholeNumber('workers', 1, 1_024),
    )
    .option('--json', 'print the answer as JSON');

const sweepOf = (sweepFile: string, outFolder: string, { workers }: Threads): LocalSweep => ({
  sweepFile,
  outFolder,
  ...(workers !== undefined && { workers }),
});

/** Runs a sweep without questions: for a scheduler, and for two commands to a first report. */
export const nightly = (done: (code: ExitCode) => void): Command =>
  withThreads(new Command('nightly'))
    .description('run a sweep on this machine to its report, without asking')
    .option('--out <folder>', 'folder for snapshots, results and reports', 'out')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade nightly examples/xbtusd-2021-07-22/sweep.json
  $ cascade nightly sweep.json --out /var/margin --workers 4 --json

Ctrl-C stops; the same command goes on with what is missing. Exit code 0: complete report, 3: partial one.`,
    )
    .action(async (file: string, choices: Threads & { out: string }) =>
      done(await follow(sweepOf(file, choices.out, choices), choices.json === true)),
    );

/** On this machine, or with a deployed stack; it says what it will take, and asks. */
export const sweep = (done: (code: ExitCode) => void): Command =>
  withSite(
    withThreads(new Command('sweep')),
    'folder for snapshots, results and reports (default: out; with --engine aws out/aws, for the report)',
  )
    .description('show what a sweep takes, ask, run it and wait for its report')
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
    const proposal = await proposeLocal(own);
    if (dryRun) {
      const { manifest, known, notes } = proposal;
      const { sweepId, sweepDigest, cells, paths, shards, forecast } = manifest;
      const cannotProve = outOfReach(manifest.sweep);
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
  return follow(own, json === true);
}
