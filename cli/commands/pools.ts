import { Command } from 'commander';
import { type PoolRun, type PoolRunDay, parsePoolRun, playPoolRun } from '../../shared/market/pool-run.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { plural, shown } from '../numbers.ts';
import { columns, say, sayJson } from '../terminal.ts';

/** A run on lending pools: which of them are full, day by day. */
export const pooling = (done: (code: ExitCode) => void): Command =>
  new Command('pools')
    .description('run lenders on pools: which of them are lent out, day by day, beside what was observed')
    .argument('<RUN.json>', 'a file of schema pool-run/1')
    .option('--json', 'print every day as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade pools examples/lending-2026-04/run.json
  $ cascade pools examples/lending-2026-04/run.json --json | jq '.[5].full'

The run begins on day 1 in reserves of firstAssets; where one is full, the other reserves of its network follow a day later.
docs/contagion.md 5.7 has the model. It describes a run, it does not forecast one.`,
    )
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const { name, text } = await readText(file);
      const run = parsePoolRun(name, text);
      const days = playPoolRun(run);
      if (json) sayJson(days);
      else say(told(run, days).join('\n'));
      done(EXIT.ok);
    });

function told({ name, source, reserves, observed }: PoolRun, days: readonly PoolRunDay[]): string[] {
  const before = (day: number) => new Set(days[day - 1]?.full ?? []);
  const rows = days.map(({ day, full, waiting }) => [
    String(day),
    String(full.length),
    ...(observed ? [String(observed[day]!)] : []),
    shown(Number(waiting.toFixed(3))),
    full.filter((reserve) => !before(day).has(reserve)).join(' '),
  ]);
  const head = ['day', 'full', ...(observed ? ['observed'] : []), 'waiting', 'full since that day'];
  const numbers = observed ? [0, 1, 2, 3] : [0, 1, 2];
  const wrong = observed?.map((count, day) => Math.abs(count - days[day]!.full.length)) ?? [];
  return [
    `${name}: ${plural(reserves.length, 'reserve')}; waiting is counted in supplies of a reserve`,
    source,
    '',
    ...columns([head, ...rows], numbers),
    ...(observed
      ? [
          '',
          `Against what was observed: off by ${wrong.reduce((sum, own) => sum + own, 0)} reserve-days in all, by ${Math.max(...wrong)} at most in a day.`,
        ]
      : []),
  ];
}
