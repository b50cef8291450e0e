import { join } from 'node:path';
import { Command } from 'commander';
import { compile } from '../../functions/reduce/compile.ts';
import { DamageFound } from '../../functions/reduce/damage.ts';
import { needClose } from '../../functions/stored/closes.ts';
import { needRecord } from '../../functions/stored/records.ts';
import { releaseOf } from '../../release/release.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { chartFiles } from '../../shared/report/chart-files.ts';
import { reportKey } from '../../shared/sweep/keys.ts';
import { parseIndex } from '../../shared/sweep/records.ts';
import { EXIT, type ExitCode, runError } from '../exit.ts';
import { type Finished, findFinished } from '../finished.ts';
import { writeOutput } from '../local/output-file.ts';
import { plural } from '../numbers.ts';
import { wholeNumber } from '../options.ts';
import { isDeployed, type Site, withSite } from '../store.ts';
import { note, say, sayJson, shownPath } from '../terminal.ts';

interface Choices extends Site {
  readonly to?: string;
  readonly sweepId?: string;
  readonly round?: number;
  readonly charts?: string;
  readonly json?: boolean;
}

/** Makes a report again from its results, the proof that it is a function of them; or fetches one from a stack. */
export const report = (done: (code: ExitCode) => void): Command =>
  withSite(new Command('report'), 'with --engine aws: folder to fetch to (default: out/aws)')
    .description('render a report again from its results: the same bytes; or fetch one from a stack')
    .argument(
      '<FOLDER | SWEEP_ID>',
      'of the report (out/sweeps/ID/reports/0001), of the sweep, or what was given to --out; with --engine aws a sweep',
    )
    .option('--to <folder>', 'write the files there instead of comparing them with those in place')
    .option('--sweep-id <id>', 'which sweep, if the folder holds several')
    .option(
      '--round <number>',
      'with --engine aws: which version (default: the newest)',
      wholeNumber('round', 1, 9_999),
    )
    .option('--charts <folder>', 'also write every chart of the page there, as SVG files')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade report out
  $ cascade report out/sweeps/xbtusd-nightly-0f3a/reports/0001
  $ cascade report out --to /tmp/again
  $ cascade report out --charts out/charts
  $ cascade report xbtusd-nightly-0f3a12bc9d4e --engine aws --round 1

Files that are missing are written; files that are there must be the same. What is fetched must have the digests that its
index names. Exit code 0: complete report, 3: partial one,
1: a file differs (another version of the code made it).`,
    )
    .action(async (folder: string, choices: Choices) => {
      if (isDeployed(choices)) {
        if (choices.charts) refuse('--charts', 'be asked of a folder, to which a report was fetched', 'aws');
        const { reportOnAws } = await import('../aws/report.ts'); // with the SDK, which takes a while to load
        return done(await reportOnAws(folder, choices));
      }
      const found = await findFinished(folder, choices.sweepId);
      done(await again(found, choices));
    });

type Written = Pick<Choices, 'to' | 'charts' | 'json'>;

async function again(found: Finished, { to, charts, json }: Written): Promise<ExitCode> {
  const { objects, sweepId, round, planned, reportFolder } = found;
  const release = releaseOf();
  const closed = await needClose(objects, planned, Math.max(1, round));
  const { status } = closed.close;
  const files = await compile(objects, closed, release).catch((error: unknown) => {
    throw error instanceof DamageFound ? cannotBeMade(error, sweepId) : error;
  });
  const target = to ?? reportFolder;
  const state = new Map<string, 'same' | 'written' | 'differs'>();
  for (const [file, bytes] of files) {
    if (file === 'report.html' && charts !== undefined) await writeCharts(charts, bytes);
    if (to !== undefined) {
      await writeOutput(join(to, file), bytes);
      state.set(file, 'written');
      continue;
    }
    const key = reportKey.build({ sweepId, round, file });
    const created = (await objects.create(key, bytes)) === 'created';
    const stored = created ? undefined : await objects.get(key);
    const same = created || (stored && sha256(stored.body) === sha256(bytes));
    state.set(file, created ? 'written' : same ? 'same' : 'differs');
  }
  const differing = [...state].filter(([, own]) => own === 'differs').map(([file]) => file);
  if (json) sayJson({ sweepId, round, status, folder: target, files: Object.fromEntries(state) });
  else {
    const count = (own: string) => [...state.values()].filter((one) => one === own).length;
    say(`${shownPath(target)}: ${plural(count('same'), 'file')} the same, ${count('written')} written`);
  }
  if (differing.length > 0) {
    const index = await needRecord(
      objects,
      reportKey.build({ sweepId, round, file: 'index.json' }),
      parseIndex,
    );
    const other =
      index.codeDigest === release.digest
        ? ''
        : `; code ${index.codeDigest.slice(0, 12)} made them, this is ${release.digest.slice(0, 12)}: nightly makes a new version`;
    note(`report must be the same bytes again, got others for ${differing.join(', ')}${other}`);
    return EXIT.failed;
  }
  return status === 'partial' ? EXIT.partial : EXIT.ok;
}

async function writeCharts(folder: string, page: Uint8Array): Promise<void> {
  const drawn = chartFiles(new TextDecoder().decode(page));
  for (const [name, svg] of drawn) await writeOutput(join(folder, name), svg);
  note(`${shownPath(folder)}: ${plural(drawn.size, 'chart')}`);
}

const cannotBeMade = (found: DamageFound, sweepId: string): Error =>
  runError(
    `${found.message}\ncascade retry ${sweepId} sets aside what cannot be believed, and the sweep file computes it again`,
  );
