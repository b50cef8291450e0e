import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { shipped } from '../../release/root.ts';
import { refuse } from '../../shared/market/parse.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { plural } from '../numbers.ts';
import { columns, note, say, sayJson } from '../terminal.ts';
import type { Row, Value } from '../validate/check.ts';
import { goldenFile } from '../validate/group.ts';
import { GOLDEN_MARK, goldenLedger, RECORDED_MARK, recordedLedger, withLedger } from '../validate/ledger.ts';
import { textOf } from '../validate/place.ts';
import { NOTHING_RECORDED, type Recorded, recordedIn } from '../validate/recorded.ts';
import { validateOurs } from '../validate/recorded-targets.ts';
import { RUNNERS } from '../validate/runners.ts';
import { type NamedText, type NotRun, type Validation, validate } from '../validate/validate.ts';

const GOLDEN = shipped('tests/golden');
/** Recorded order books, margin tables and deleveraging: under licences of their own, beside the project. */
const DATA = shipped('../shared/data');
const PAGE = shipped('docs/model.md');
/** Groups that take minutes: run where somebody asks for them, else named. */
const SLOW = join(GOLDEN, 'calibration.json');
const OURS = [
  'core.json',
  'contagion.json',
  'stress-rules.json',
  'kernel.json',
  'risk.json',
  'statistics.json',
].map((name) => join(GOLDEN, name));

/** Holds what this code computes against what venues, papers and definitions say. */
export const validation = (done: (code: ExitCode) => void): Command =>
  new Command('validate')
    .description("check this code against known answers: ours, or a venue's own in the same format")
    .argument('[FILE...]', 'golden files; - is standard input (default: those in tests/golden)')
    .option('--data <folder>', 'recorded data; what is not there is named (default: ../shared/data)')
    .option('--slow', 'also what takes minutes: replays of recorded days')
    .option('--ledger', 'write what came out into the model page, docs/model.md')
    .option('--quiet', 'print misses and one line a group')
    .option('--json', 'print {rows, notRun} as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade validate
  $ cascade validate my-venue.json --quiet
  $ cascade validate --json | jq '.rows[] | select(.ok | not)'

A file is {"groups": [{"id", "source", "tolerance", ...}]} as in tests/golden, with any subset of its groups. What this
edition cannot run is named, never passed over. --slow adds the replays of recorded days (tests/golden/calibration.json),
which take minutes. Exit code 0: every target met, 1: a miss, an unknown group, a case that cannot be read, or nothing
checked, 2: not such a file.`,
    )
    .action(async (files: string[], { data, slow, ledger, quiet, json }: Options) => {
      if (data !== undefined && !existsSync(data)) refuse('--data', 'be a folder that is there', data);
      const recorded = recordedIn(data ?? DATA);
      const ours = await Promise.all(OURS.map(readText));
      const result =
        files.length > 0
          ? validate(await Promise.all(files.map(readText)), ours, recorded)
          : withSlow(validateOurs(ours, recorded), await readText(SLOW), slow ? recorded : undefined);
      refuseUnread(result);
      if (ledger) await writeLedger(ours, recorded);
      if (json) sayJson({ rows: result.rows, notRun: result.notRun.map(({ group }) => group) });
      else say(told(result, quiet === true).join('\n'));
      const faults = result.notRun.filter(({ fault }) => fault !== undefined);
      if (faults.length > 0) for (const line of faultLines(faults)) note(line);
      if (files.length > 0 && result.rows.length === 0)
        note('nothing was checked: no case of these files was run');
      const isMet = result.rows.every(({ ok }) => ok) && faults.length === 0;
      done(isMet && result.rows.length > 0 ? EXIT.ok : EXIT.failed);
    });

/** @param recorded undefined where they are not to be run */
function withSlow(fast: Validation, slow: NamedText, recorded: Recorded | undefined): Validation {
  const { rows, notRun } = recorded
    ? validate([slow], [], recorded)
    : {
        rows: [],
        notRun: namedIn(slow).map((group) => ({ group, reason: 'takes minutes: --slow runs it' })),
      };
  return { rows: [...fast.rows, ...rows], notRun: [...fast.notRun, ...notRun] };
}

const namedIn = ({ name, text }: NamedText): string[] =>
  goldenFile(name, text).groups.map((group) => textOf(group, 'id'));

/** What the author of a file must mend. */
const faultLines = (faults: readonly NotRun[]): string[] => [
  ...faults.map(({ group, reason }) => `${group}: ${reason}`),
  ...(faults.some(({ fault }) => fault === 'unknown')
    ? [`groups that exist: ${[...RUNNERS.keys()].sort().join(', ')}`]
    : []),
];

/** A file of which nothing can be read is no golden file: its first refusal says why. */
function refuseUnread({ rows, notRun }: Validation): void {
  const [first] = notRun;
  if (rows.length === 0 && first && notRun.every(({ fault }) => fault === 'unread'))
    throw new RangeError(first.reason);
}

/** Into the page of the model; what recorded data says stays as it was where the folder is not there. */
async function writeLedger(ours: readonly NamedText[], recorded: Recorded): Promise<void> {
  const golden = validateOurs(ours, NOTHING_RECORDED);
  const whole = validateOurs(ours, recorded);
  const page = withLedger(await readFile(PAGE, 'utf8'), GOLDEN_MARK, goldenLedger(golden));
  const isThere = whole.rows.length > golden.rows.length;
  await writeFile(PAGE, isThere ? withLedger(page, RECORDED_MARK, recordedLedger(whole, golden)) : page);
}

interface Options {
  readonly data?: string;
  readonly slow?: boolean;
  readonly ledger?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

function told({ rows, notRun }: Validation, quiet: boolean): string[] {
  const groups = [...Map.groupBy(rows, ({ group }) => group)];
  const lines = groups.flatMap(([id, own]) => {
    const missed = own.filter(({ ok }) => !ok);
    const verdict = missed.length === 0 ? 'met' : `met, ${missed.length} MISSED`;
    const head = `${id}: ${own.length - missed.length} of ${plural(own.length, 'target')} ${verdict}`;
    return [head, ...table(quiet ? missed : own)];
  });
  const reasons = columns(notRun.map(({ group, reason }) => [`  ${group}`, reason]));
  const missed = rows.filter(({ ok }) => !ok).length;
  return [
    ...lines,
    ...(notRun.length > 0 ? ['not run:', ...reasons] : []),
    `${plural(rows.length, 'target')} in ${plural(groups.length, 'group')}: ${rows.length - missed} met, ${missed} missed; ` +
      `${plural(notRun.length, 'group or part', 'groups or parts')} not run`,
  ];
}

/** One line a target, with its source; columns are those of one source at a time. */
function table(rows: readonly Row[]): string[] {
  return [...Map.groupBy(rows, ({ source }) => source)].flatMap(([source, own]) => [
    `  source: ${source}`,
    ...columns([
      ['    ', 'target', 'expected', 'obtained', 'difference', 'tolerance'],
      ...own.map((row) => [
        row.ok ? '  ok' : 'MISS',
        row.case,
        plain(row.expected),
        plain(row.obtained),
        row.difference === 0 ? '0' : row.difference.toExponential(1),
        row.tolerance === 0 ? 'exact' : row.tolerance.toExponential(1),
      ]),
    ]),
  ]);
}

const plain = (value: Value): string => (value === null ? 'none' : String(value));
