// Plants one bug after another in a copy of shared/cascade and sees whether the tests of this folder notice:
//   npm run mutants -- [part of a file name]
// Some ten minutes for all. Prints a table: file, mistake, the test that caught it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutant, planted } from '../../planted.ts';
import { MUTANTS } from './list.ts';

const ROOT = process.cwd();
// In threads, so that what ends the run also ends a bug that loops forever.
const TESTS = ['run', '--project=local', '--pool=threads', '--bail=1', '--reporter=json', 'tests/cascade'];
const PATIENCE_MS = 240_000;

/** A copy of what the tests of this folder read, outside the repository; without the tests of this list and of the model page. */
function copyRoot(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  mkdirSync(join(copy, 'tests'));
  for (const path of [
    'shared',
    'tests/cascade',
    'tests/golden',
    'tests/bench',
    'tests/setup.ts',
    'examples/eu-banks',
  ])
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  for (const name of ['mutants', 'laws-table']) rmSync(join(copy, `tests/cascade/${name}.test.ts`));
  for (const path of ['package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(ROOT, path), join(copy, path));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Name of a failing test, or undefined if all pass. */
function failure(copy: string): string | undefined {
  const { status, signal, stdout, stderr } = spawnSync(join(copy, 'node_modules/.bin/vitest'), TESTS, {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return undefined;
  if (signal) return 'tests that do not end';
  const start = stdout.indexOf('{"num');
  if (start < 0) throw new Error(`vitest must report as JSON, got ${(stderr || stdout).slice(0, 500)}`);
  const report: {
    testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
  } = JSON.parse(stdout.slice(start, stdout.lastIndexOf('}') + 1));
  for (const { name, assertionResults } of report.testResults)
    for (const { status: own, fullName } of assertionResults)
      if (own === 'failed') return `${name.split('/').at(-1)}: ${fullName}`;
  return 'a test file that does not load';
}

function main(): number {
  const wanted = MUTANTS.filter(({ file }) => file.includes(process.argv[2] ?? ''));
  const copy = copyRoot();
  const sourceOf = ({ file }: Mutant) => join(copy, 'shared/cascade', file);
  try {
    // All texts first: a list that has rotted should not take minutes to say so.
    for (const mutant of MUTANTS) planted(readFileSync(sourceOf(mutant), 'utf8'), mutant);
    const broken = failure(copy);
    if (broken) throw new Error(`tests must pass before bugs are planted, got ${broken}`);
    let survivors = 0;
    for (const mutant of wanted) {
      const text = readFileSync(sourceOf(mutant), 'utf8');
      writeFileSync(sourceOf(mutant), planted(text, mutant));
      const caught = failure(copy);
      writeFileSync(sourceOf(mutant), text);
      if (!caught) survivors++;
      console.log(`| ${mutant.file} | ${mutant.why} | ${caught ?? '**SURVIVES**'} |`);
    }
    console.log(`\n${wanted.length - survivors} of ${wanted.length} planted bugs caught`);
    return survivors === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

process.exitCode = main();
