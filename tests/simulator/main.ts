// npm run sim -- --seeds 10000 | --seed 1481 --trace
import { parseArgs } from 'node:util';
import type { Line } from './kernel.ts';
import type { Totals } from './run-many.ts';
import { type Ran, runSeed } from './run-seed.ts';
import { spread } from './spread.ts';

const HELP = `Simulates a whole account of AWS under seeded faults, and holds the invariants of the protocol against it.

  npm run sim -- --seeds 10000          ten thousand seeds; ends at the first that fails
  npm run sim -- --seed 1481 --trace    one seed, with every line of what happened
  npm run soak                          a million seeds

Options:
  --seeds N        how many (default 10000)
  --from N         the first one (default 0)
  --processes N    how many at the same time (default 2)
  --all            go on after a seed has failed, and list all that do
  --seed N         this one only; of a failure, the last 50 lines
  --trace          print every line of it

Ctrl-C ends it with what was done so far.
Exit code: 0 everything held, 1 something did not, 2 the command cannot be read, 130 ended by Ctrl-C.`;

const OPTIONS = {
  seeds: { type: 'string', default: '10000' },
  from: { type: 'string', default: '0' },
  processes: { type: 'string', default: '2' },
  seed: { type: 'string' },
  trace: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  const { trace, all, help } = values;
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (values.seed !== undefined) return one(whole('--seed', values.seed, 0), trace);
  const from = whole('--from', values.from, 0);
  const seeds = whole('--seeds', values.seeds, 1);
  return many(from, seeds, whole('--processes', values.processes, 1), all);
}

/** Throws as `parseArgs` does. */
function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`${name} must be a whole number >= ${least}, got ${text}`);
}

const shown = ({ at, who, what, detail }: Line) =>
  `${new Date(at).toISOString().slice(8, 23)}  ${who.padEnd(12)} ${what} ${detail}`;

async function one(seed: number, trace: boolean): Promise<number> {
  const ran = await runSeed(seed, trace ? (line) => console.log(shown(line)) : undefined);
  if (ran.failure) return tell(ran, !trace);
  console.log(`seed ${seed}: all held; ${ran.events} events, ${ran.rounds} rounds`);
  return 0;
}

function tell({ seed, failure, lines }: Ran, withLines: boolean): number {
  if (withLines) console.log(`${lines.map(shown).join('\n')}\n`);
  const { invariant, message } = failure!;
  console.log(`seed ${seed}: ${invariant === 0 ? '' : `invariant ${invariant}: `}${message}`);
  console.log(`npm run sim -- --seed ${seed} --trace`);
  return 1;
}

const EVERY_MS = process.stderr.isTTY ? 1_000 : 30_000;

async function many(from: number, seeds: number, processes: number, all: boolean): Promise<number> {
  const start = performance.now();
  let toldAt = start;
  const rate = (totals: Totals) => (1_000 * totals.seeds) / (performance.now() - start);
  const onProgress = (totals: Totals) => {
    if (performance.now() - toldAt < EVERY_MS) return;
    toldAt = performance.now();
    const left = Math.round((seeds - totals.seeds) / rate(totals));
    const failed = totals.failed.length === 0 ? '' : `, ${totals.failed.length} failed`;
    process.stderr.write(
      `${totals.seeds} of ${seeds} seeds${failed}, ${rate(totals).toFixed(0)} a second, ${left} s left\n`,
    );
  };
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const totals = await spread({ from, seeds, processes, all, onProgress, signal: stop.signal });
  for (const [fault, count] of [...totals.faults].sort())
    console.log(`${String(count).padStart(10)}  ${fault}`);
  if (all) for (const ran of totals.failed) tell(ran, false);
  else if (totals.failed[0]) tell(totals.failed[0], true);
  const { events, rounds, cpuMs, failed } = totals;
  console.log(
    `${totals.seeds} seeds from ${from}, ${failed.length} failed; ${rounds} rounds, ${events} events; ` +
      `${((performance.now() - start) / 1_000).toFixed(1)} s, ${rate(totals).toFixed(0)} seeds a second, ` +
      `${(cpuMs / totals.seeds).toFixed(2)} ms of processor each`,
  );
  if (failed.length > 0) return 1;
  return totals.seeds < seeds ? 130 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}
