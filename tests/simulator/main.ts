// npm run sim -- --seeds 10000 | --seed 1481 --trace
import { parseArgs } from 'node:util';
import type { Line } from './kernel.ts';
import { type Ran, runSeed } from './run-seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
});

Error.stackTraceLimit = values.seed === undefined ? 0 : 10;
const shown = ({ at, who, what, detail }: Line) =>
  `${new Date(at).toISOString().slice(8, 23)}  ${who.padEnd(12)} ${what} ${detail}`;

function tell({ seed, failure, lines }: Ran): void {
  console.log(lines.map(shown).join('\n'));
  console.log(`\nseed ${seed}: invariant ${failure!.invariant}: ${failure!.message}`);
  console.log(`npm run sim -- --seed ${seed} --trace`);
}

if (values.seed !== undefined) {
  const print = values.trace && values.all ? (line: Line) => console.log(shown(line)) : undefined;
  const ran = await runSeed(Number(values.seed), print);
  if (ran.failure) tell(ran);
  else console.log(`seed ${ran.seed}: all held, ${ran.events} events, ${ran.rounds} rounds`);
  process.exitCode = ran.failure ? 1 : 0;
} else {
  const from = Number(values.from);
  const count = Number(values.seeds ?? 10_000);
  const start = performance.now();
  const cpuBefore = process.cpuUsage();
  let events = 0;
  let rounds = 0;
  const failed: Ran[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const ran = await runSeed(seed);
    events += ran.events;
    rounds += ran.rounds;
    if (!ran.failure) continue;
    failed.push(ran);
    if (!values.all) break;
  }
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (values.all)
    for (const { seed, failure } of failed)
      console.log(`seed ${seed}: invariant ${failure!.invariant}: ${failure!.message.slice(0, 300)}`);
  else if (failed[0]) tell(failed[0]);
  const done = failed[0] && !values.all ? failed[0].seed - from + 1 : count;
  console.log(
    `${done} seeds from ${from}, ${failed.length} failed; ${events} events, ${rounds} rounds; ` +
      `${seconds.toFixed(1)} s, ${Math.round(done / seconds)} seeds/s, ${((user + system) / 1_000 / done).toFixed(2)} ms of CPU each`,
  );
  process.exitCode = failed.length > 0 ? 1 : 0;
}
