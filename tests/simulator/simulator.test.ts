import { expect, it } from 'vitest';
import { type Ran, runSeed } from './run-seed.ts';
import { OLD_SEEDS } from './seeds.ts';
import { spread } from './spread.ts';

const SEEDS = 5_000;

const wordsOf = ({ seed, failure, lines }: Ran): string => {
  const last = lines.map(
    ({ at, who, what, detail }) => `${new Date(at).toISOString()} ${who} ${what} ${detail}`,
  );
  const { invariant, message } = failure!;
  return `seed ${seed}: invariant ${invariant}: ${message}\n${last.join('\n')}\nnpm run sim -- --seed ${seed} --trace`;
};

it(`holds every invariant of the protocol under the faults of ${SEEDS} seeds`, {
  timeout: 1_800_000,
}, async () => {
  const start = performance.now();
  const totals = await spread({ from: 0, seeds: SEEDS, processes: 2 });
  expect(totals.failed.map(wordsOf)).toEqual([]);
  expect(totals.seeds).toBe(SEEDS);
  const seconds = (performance.now() - start) / 1_000;
  console.log(
    `${SEEDS} seeds in ${seconds.toFixed(0)} s, ${(totals.cpuMs / SEEDS).toFixed(1)} ms of processor each`,
  );
  // A fault that is never injected proves nothing.
  const rare = FAULTS.filter((fault) => (totals.faults.get(fault) ?? 0) < 1);
  expect(rare).toEqual([]);
});

it.each(OLD_SEEDS)('seed $seed holds: $about', async ({ seed }) => {
  expect((await runSeed(seed)).failure).toBeUndefined();
});

it('takes the same course whenever a seed is run', async () => {
  const course = async (seed: number): Promise<string[]> => {
    const lines: string[] = [];
    await runSeed(seed, ({ at, who, what, detail }) => lines.push(`${at} ${who} ${what} ${detail}`));
    return lines;
  };
  for (const seed of [3, 4, 5, 124, 5_999]) {
    const first = await course(seed);
    expect(first.length).toBeGreaterThan(50);
    expect(await course(seed)).toEqual(first);
  }
});

/** pipeline.md 3.2; delivery after an acknowledgement is one that was not heard. */
const FAULTS = [
  'duplicate',
  'delay',
  'lost',
  'deaf',
  'shownEarly',
  'crash around GET',
  'crash around HEAD',
  'crash around LIST',
  'crash around PUT',
  'crash around SEND',
  'crash around DEPTH',
  'crash around START',
  'crash around DELETE',
  'truncated SEND',
  'conflict',
  'unavailable',
  'timeout',
  'truncated GET',
  'page',
  'slow',
  'sleep',
  'depthLies',
  'start',
  'skippedTick',
  'tick while sweepUp is down',
  'clock',
  'shard that crashes whoever runs it',
  'shard that fails',
  'shard that takes too long',
  'slow shard',
  "person's cancel",
  "person's stop",
  "person's start",
  "person's resume",
  "person's retry",
  'staleModel',
  'wrongResult',
  'unreadable message',
  'rot',
  'rot of a record',
  'loss',
  'torn write',
  'stale GET',
  'stale HEAD',
  'stale LIST',
  'throttled',
  'frozen',
  'PUT in an outage',
  'forged message',
  'night of another market, or of the day before',
  'kill: before',
  'kill: after',
  'kill: torn',
  'power cut',
  'full disk',
  'decay: bit',
  'decay: end',
  'decay: loss',
];
