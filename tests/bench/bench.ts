// Seeded benchmarks. `npm run bench` prints all, `npm run bench -- kernel` those whose name has the word,
// `npm run bench -- --json` one JSON object a line.
import '../../functions/inlining.ts'; // as workers run
import { axesBench, oneMarkBench } from './axes.bench.ts';
import { banksBench } from './banks.bench.ts';
import { againstCBench, cLoopBench, openAccountsBench, takeoverBench } from './c-loop.bench.ts';
import { forecastBench } from './forecast.bench.ts';
import { kernelBench } from './kernel.bench.ts';
import { gridRowBench, ladderBench } from './ladder.bench.ts';
import { lendingBench } from './lending.bench.ts';
import { marketsBench } from './markets.bench.ts';
import type { Figure } from './measure.ts';
import { mechanismsBench } from './mechanisms.bench.ts';
import { nightlyBench, workersBench } from './nightly.bench.ts';
import { pageBench } from './page.bench.ts';
import { positionsBench } from './positions.bench.ts';
import { MILLION, reduceBench } from './reduce.bench.ts';
import { yearBench } from './year.bench.ts';

const ALL: Record<string, () => Figure[] | Promise<Figure[]>> = {
  kernel: () => kernelBench([1_000, 10_000, 100_000, 1_000_000]),
  'c-loop': () => cLoopBench([1_000, 10_000, 100_000, 1_000_000]),
  'against-c': () => againstCBench([1_000, 10_000, 100_000]),
  mechanisms: () => mechanismsBench([1_000, 10_000, 100_000, 1_000_000]),
  'c-open-accounts': () => openAccountsBench([1_000, 10_000, 100_000, 1_000_000]),
  takeover: () => takeoverBench([1_000, 10_000, 100_000]),
  'one-mark': () => oneMarkBench(100_000),
  axes: () => axesBench(100_000),
  ladder: () => ladderBench([2_000, 100_000, 1_000_000]),
  'grid-row': () => gridRowBench(100_000),
  banks: () => banksBench(),
  lending: () => lendingBench(100_000),
  markets: () => marketsBench(250_000),
  positions: () => positionsBench(1_000_000),
  page: pageBench,
  nightly: nightlyBench,
  forecast: () => forecastBench([2_000, 20_000, 200_000]),
  workers: () => workersBench(2_000),
  reduce: () => reduceBench(MILLION),
  year: () => yearBench(365),
};

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const json = process.argv.includes('--json');
const wanted = Object.keys(ALL).filter(
  (name) => words.length === 0 || words.some((word) => name.includes(word)),
);
if (wanted.length === 0) {
  console.error(`benchmark must be one of ${Object.keys(ALL).join(', ')}, got ${words.join(' ')}`);
  process.exit(2);
}
for (const name of wanted)
  for (const figure of await ALL[name]!()) {
    if (json) console.log(JSON.stringify(figure));
    else
      console.log(
        `${figure.name.padEnd(90)} ${figure.value.toPrecision(4).padStart(10)} ${figure.unit.padEnd(8)} ${figure.checksum}`,
      );
  }
