// Plants one bug after another in a copy of the sources, and lets the simulator look for it:
//   npm run sim:mutants -- [words of the mistake]
// Prints a table: mistake, first seed that shows it, the invariant that noticed. Some minutes.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutant, planted } from '../../planted.ts';
import { MUTANTS } from './list.ts';

const ROOT = process.cwd();
const SEEDS = 10_000;
const sourceOf = ({ file }: Mutant): string => readFileSync(join(ROOT, file), 'utf8');

/** What the simulator reads, outside the repository. */
function copyRoot(): string {
  const copy = mkdtempSync(join(tmpdir(), 'sim-mutants-'));
  for (const path of [
    'shared',
    'functions',
    'cli',
    'release',
    'tests/simulator',
    'tests/sweep',
    'package.json',
  ])
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** The seed that shows the bug, and what it broke; undefined if none does. */
function caught(copy: string): { readonly seed: string; readonly what: string } | undefined {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['tests/simulator/main.ts', '--seeds', String(SEEDS)],
    { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status === 0) return undefined;
  const [, seed, what] = /^seed (\d+): (.*)$/m.exec(stdout) ?? [];
  if (seed === undefined || what === undefined)
    throw new Error(`the simulator must name a seed, got ${(stderr || stdout).slice(-2_000)}`);
  return { seed, what: what.slice(0, 120).replaceAll('|', '/') };
}

function main(): number {
  const words = process.argv.slice(2).join(' ');
  // All texts first: a list that has rotted should not take minutes to say so.
  for (const mutant of MUTANTS) planted(sourceOf(mutant), mutant);
  const wanted = MUTANTS.filter(({ why, file }) => why.includes(words) || file.includes(words));
  const copy = copyRoot();
  try {
    let survivors = 0;
    console.log('| mistake | seed | what noticed |\n|---|---|---|');
    for (const mutant of wanted) {
      const text = sourceOf(mutant);
      writeFileSync(join(copy, mutant.file), planted(text, mutant));
      const found = caught(copy);
      writeFileSync(join(copy, mutant.file), text);
      if (!found) survivors++;
      console.log(`| ${mutant.why} | ${found ? `${found.seed} | ${found.what}` : ' | **SURVIVES**'} |`);
    }
    console.log(
      `\n${wanted.length - survivors} of ${wanted.length} planted bugs found within ${SEEDS} seeds`,
    );
    return survivors === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

process.exitCode = main();
