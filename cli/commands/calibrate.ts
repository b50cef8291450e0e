import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { columnsFromParquet } from '../../functions/stored/load-market.ts';
import { calibrate, type Step } from '../../shared/market/calibrate/calibrate.ts';
import { calibratedSnapshot } from '../../shared/market/calibrate/calibrated-snapshot.ts';
import type { Calibration, FittedSetting } from '../../shared/market/calibrate/calibration.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { canonicalJson, sha256 } from '../../shared/market/digest.ts';
import type { History } from '../../shared/market/history.ts';
import { levelsFromColumns } from '../../shared/market/levels.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import { parseRecord, rowsFileOf } from '../../shared/market/record.ts';
import { parseSnapshot, type Snapshot, snapshotDigest, snapshotText } from '../../shared/market/snapshot.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { readInput } from '../local/input-file.ts';
import { writeOutput } from '../local/output-file.ts';
import { plural, shown } from '../numbers.ts';
import { wholeNumber } from '../options.ts';
import { columns, note, say, sayJson, shownPath } from '../terminal.ts';

interface Choices {
  readonly out: string;
  readonly seed: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Fits a snapshot to what was observed. */
export const calibration = (done: (code: ExitCode) => void): Command =>
  new Command('calibrate')
    .description('fit a snapshot to a record of liquidations, fund and premiums')
    .argument('<SNAPSHOT>', 'snapshot.json with estimated positions')
    .argument('<RECORD>', 'record/1: rows of index prices and liquidated volume, inside or as CSV beside it')
    .requiredOption('--out <folder>', 'takes calibration.json, and snapshot.json with the fit')
    .option('--seed <number>', 'of draws and bootstrap', wholeNumber('seed', 0, 2 ** 32 - 1), 1)
    .option('--force', 'write over a calibration that is there')
    .option('--json', 'print the calibration as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade calibrate snapshot.json record.json --out fitted
  $ cascade calibrate snapshot.json record.json.gz --out fitted --seed 7 --json

A record is described in docs/calibration.md. A record that is too thin, or that no setting explains, is refused with
exit code 2 and nothing is written. What it does not tell is kept as the snapshot has it, and named.`,
    )
    .action(async (snapshotFile: string, recordFile: string, choices: Choices) => {
      await calibrateFiles(snapshotFile, recordFile, choices);
      done(EXIT.ok);
    });

async function calibrateFiles(snapshotFile: string, recordFile: string, choices: Choices): Promise<void> {
  const { out, seed, force, json } = choices;
  const target = join(out, 'calibration.json');
  if (!force && existsSync(target))
    throw new RangeError(`${target} must be absent, or --force must be given, got a file`);
  const snapshot = parseSnapshot((await readText(snapshotFile)).text);
  const { record, digest } = await recordOf(recordFile);
  const depth = await depthFileOf(snapshot, dirname(snapshotFile));
  const levels = depth && (await levelsOf(depth));
  const calibrated = calibrate(snapshot, record, {
    seed,
    inputs: { snapshot: snapshotDigest(snapshot), record: digest },
    progress: pacedNotes(),
    ...(levels && { levels }),
  });
  const found = calibrated.calibration;
  const fitted = calibratedSnapshot(snapshot, calibrated, sha256(canonicalJson(found)));
  if (depth) await writeOutput(join(out, depth.file), depth.bytes);
  await writeOutput(target, `${JSON.stringify(found, null, 2)}\n`);
  await writeOutput(join(out, 'snapshot.json'), snapshotText(fitted));
  if (json) sayJson(found);
  else
    say(
      [
        ...told(found),
        ...observedLines(calibrated.history),
        `${shownPath(out)}  calibration.json, snapshot.json`,
      ].join('\n'),
    );
}

async function recordOf(file: string) {
  const { text } = await readText(file);
  const rows = rowsFileOf(text);
  const csv = rows === undefined ? undefined : await readText(join(dirname(file), rows));
  const record = parseRecord(text, csv && columnsFromCsv(csv.name, csv.text));
  return { record, digest: sha256(text + (csv?.text ?? '')) };
}

interface DepthFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The file that a snapshot names; one of positions is never there where they are estimated. */
async function depthFileOf({ depth }: Snapshot, folder: string): Promise<DepthFile | undefined> {
  if (depth.kind !== 'levels' || depth.file === undefined) return undefined;
  const { file } = depth;
  const bytes = await readInput(join(folder, file), { most: MOST_BYTES, below: folder });
  const digest = sha256(bytes);
  if (digest !== depth.sha256) refuse(file, `have the digest ${depth.sha256}`, digest);
  return { file, bytes };
}

const MOST_BYTES = 64 << 20;

async function levelsOf({ file, bytes }: DepthFile) {
  const levels = file.endsWith('.csv')
    ? columnsFromCsv(file, utf8(file, bytes))
    : await columnsFromParquet('levels', file, bytes);
  return levelsFromColumns(file, levels);
}

const EVERY_MS = 5_000;

/** A line now and then: the work is one long computation. */
function pacedNotes() {
  let last = performance.now();
  return (step: Step, done: number, planned: number): void => {
    const now = performance.now();
    if (now - last < EVERY_MS && done < planned) return;
    last = now;
    const unit = step === 'positions' ? 'window' : 'replay';
    note(`fitting ${step}: ${shown(done)} of ${plural(planned, unit)}`);
  };
}

function told({
  windows,
  settings,
  errors,
  alike,
  sides,
  openInterest,
  engine,
  dislocation,
  warnings,
}: Calibration) {
  const { inSample, outOfSample } = errors;
  return [
    `${plural(windows.used, 'window')} of 4 h, ${windows.dropped} dropped`,
    ...columns(settings.map(settingLine)),
    `error ${digits(inSample)}; out of sample ${digits(outOfSample.evenAfterOdd)} on even days, ${digits(outOfSample.oddAfterEven)} on odd ones`,
    ...alikeLines(alike),
    ...Object.entries(sides).flatMap(([side, { error, ratio, rankCorrelation, buckets }]) => [
      `${side}s: error ${digits(error)}, predicted / observed ${digits(ratio)}, rank correlation ${digits(rankCorrelation)}`,
      ...columns([
        ['  adverse move from', 'windows', 'observed', 'predicted'],
        ...buckets.map(({ from, windows, observed, predicted }) => [
          `  ${percent(from)}`,
          String(windows),
          percent(observed),
          percent(predicted),
        ]),
      ]),
    ]),
    ...openInterest.map(
      ({ times, leverageTilt, ageHalfLifeDays, standingShare, error }) =>
        `with ${times} of the open interest: leverageTilt ${leverageTilt}, ageHalfLifeDays ${ageHalfLifeDays}, standingShare ${JSON.stringify(standingShare)}, error ${digits(error)} (it trades one to one with the standing share)`,
    ),
    ...[engine.growth, engine.fall, dislocation.compared].flatMap((own, i) =>
      'notIdentifiable' in own
        ? [
            `NOT IDENTIFIABLE: ${['mostReductions', 'easePerMinute', 'withdrawal'][i]}: ${own.notIdentifiable}`,
          ]
        : [],
    ),
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}

/** What the record shows near ordinary moves: report.md 3.14 sets it beside what is predicted there. */
const observedLines = ({ windows }: History): string[] =>
  windows.flatMap(({ seconds, quantiles, observed }) =>
    quantiles && observed
      ? [
          `observed near ordinary moves of ${seconds / 60} minutes, in ${plural(observed.windows, 'window')}:`,
          ...columns([
            ['  move', 'windows', 'liquidated, median', '95 %'],
            ...(['down', 'up'] as const).flatMap((side) =>
              observed[side].map(({ windows: near, liquidatedShare }, i) => [
                `  ${side} ${percent(quantiles[side][i]!)}`,
                String(near),
                ...(liquidatedShare
                  ? [percent(liquidatedShare.median), percent(liquidatedShare.q95)]
                  : ['-', '-']),
              ]),
            ),
          ]),
        ]
      : [],
  );

/** Ranges of settings that fit as well, of which any one alone would be chosen too easily. */
function alikeLines(alike: Calibration['alike']): string[] {
  const [first] = alike;
  if (!first || alike.length === 1) return [];
  const rangeOf = (name: string, values: readonly number[]) =>
    `${name} ${Math.min(...values)} to ${Math.max(...values)}`;
  const sides = Object.keys(first.standingShare) as (keyof typeof first.standingShare)[];
  const ranges = [
    rangeOf(
      'leverageTilt',
      alike.map((own) => own.leverageTilt),
    ),
    rangeOf(
      'ageHalfLifeDays',
      alike.map((own) => own.ageHalfLifeDays),
    ),
    ...sides.map((side) =>
      rangeOf(
        `standingShare.${side}`,
        alike.map((own) => own.standingShare[side]!),
      ),
    ),
  ];
  return [`not told apart by the record: ${alike.length} pairs of tilt and age: ${ranges.join(', ')}`];
}

const settingLine = ({ name, value, state, low, high }: FittedSetting): string[] => [
  `  ${name}`,
  JSON.stringify(value),
  low === undefined ? state : `${state}, 5 to 95 %: ${low} to ${high}`,
];

const digits = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${digits(100 * share)} %`;
