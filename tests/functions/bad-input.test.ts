// What nobody asked for: none of it spends anything, and none of it is lost without a word.
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { businessDate } from '../../functions/nightly/markets.ts';
import { onPlanEvent } from '../../functions/plan/plan-event.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { compressors } from '../../functions/stored/codecs.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { poisonKey } from '../../shared/sweep/keys.ts';
import { parseReduceTask, parseSweepUpEvent } from '../../shared/sweep/tasks.ts';
import { smallDigest, sweepText } from '../sweep/small.ts';
import { MODEL, useCasesOver } from './use-cases.ts';

describe('a sweep that nobody planned', () => {
  const sweepId = 'nobody-planned-it';

  it('is not computed: its message is kept for a person, and writes nothing among sweeps', async () => {
    const { world, simulate } = useCasesOver();
    const before = world.keys('');
    const message = { v: 1, sweepId, round: 1, gen: 0, shard: 3, manifestSha256: MODEL, notAfter: 1e15 };
    const body = JSON.stringify(message);
    expect(await simulate(body)).toMatchObject({ outcome: 'poison' });
    const kept = poisonKey.build({ digest: sha256(body) });
    expect(world.keys('')).toEqual([...before, kept].sort());
    expect(world.text(kept)).toContain('sweeps/nobody-planned-it/manifest.json must be there, got nothing');
  });

  it('is waited for, and issues nothing', async () => {
    const { world, step } = useCasesOver();
    const before = world.keys('');
    expect((await step(sweepId, 1)).decision).toEqual({ rule: 1, act: 'wait' });
    expect(world.keys('')).toEqual(before);
    expect(world.waiting).toEqual([]);
  });

  it('has no report', async () => {
    const { world, reduce } = useCasesOver();
    const before = world.keys('');
    await expect(reduce(sweepId, 1)).rejects.toThrow(/manifest\.json must be there, got nothing$/);
    expect(world.keys('')).toEqual(before);
  });
});

describe('an id with path characters', () => {
  const ids = ['../../etc/passwd', 'a/../../b', 'sweep%2f..', 'sweep\u0000id', 'swéép-id', 'sweep id'];

  it.each(ids)('is refused in every event, and by every use case: %j', async (sweepId) => {
    const { world, simulate, step, reduce } = useCasesOver();
    const before = world.keys('');
    for (const read of [
      () => parseSweepUpEvent({ kind: 'sweepUp', sweepId, round: 1 }),
      () => parseReduceTask({ kind: 'reduce', sweepId, round: 1 }),
    ]) {
      expect(read).toThrow('must be 6 to 63 of a-z, 0-9 and -');
    }
    await expect(step(sweepId, 1)).rejects.toThrow('key part sweepId must match');
    await expect(reduce(sweepId, 1)).rejects.toThrow('key part sweepId must match');
    const message = { v: 1, sweepId, round: 1, gen: 0, shard: 0, manifestSha256: MODEL, notAfter: 1e15 };
    const body = JSON.stringify(message);
    expect((await simulate(body)).outcome).toBe('poison');
    expect(await deadLetter(world.objects, body, 5, 'timeout')).toBe('poison');
    // Kept under the digest of its text, once, whoever met it.
    expect(world.keys('').filter((key) => !before.includes(key))).toEqual([
      expect.stringMatching(/^poison\/[0-9a-f]{64}\.json$/),
    ]);
  });
});

describe('an event for plan', () => {
  const { world } = useCasesOver();
  const ask = (event: unknown) =>
    onPlanEvent(
      {
        ...world,
        fleet: { workers: 2, overheadSeconds: 0, maxShardSeconds: 60, maxShards: 50_000 },
        modelDigest: MODEL,
        usdPerSecond: 1e-3,
      },
      [],
    )(event);
  const plan = { kind: 'plan', sweep: sweepText(), snapshotDigest: smallDigest() };

  it.each<[string, unknown, string | RegExp]>([
    ['nothing', undefined, 'plan event must have kind night or plan'],
    ['an unknown field', { ...plan, force: true }, /plan event must .* and nothing else, got force$/],
    ['a prototype', JSON.parse('{"kind":"plan","__proto__":{"dryRun":true}}'), 'plan event'],
    ['a digest of other characters', { ...plan, snapshotDigest: '../inbox' }, 'plan event.snapshotDigest'],
    [
      'a sweep file of more than a megabyte',
      { ...plan, sweep: `${sweepText()}${' '.repeat(1_000_001)}` },
      'sweep must be at most 1000000 characters',
    ],
    [
      'a night at a time that no calendar has',
      { kind: 'night', market: 'small-perp', scheduledTime: '2024-02-30T00:30:00Z' },
      'plan event.scheduledTime must be',
    ],
    [
      'a night of a market with path characters',
      { kind: 'night', market: '../small', scheduledTime: '2024-02-29T00:30:00Z' },
      'plan event.market must be',
    ],
  ])('is refused: %s', async (_, event, message) => {
    const before = world.keys('');
    await expect(ask(event)).rejects.toThrow(message);
    expect(world.keys('')).toEqual(before);
    expect(world.started).toEqual([]);
  });
});

// Scheduler hands over the time that was meant; when it is read, and by which clock, does not matter.
it.each([
  ['2024-03-01T00:30:00Z', 'UTC', 'day-before', '2024-02-29'],
  ['2024-02-29T23:30:00Z', 'UTC', 'same-day', '2024-02-29'], // a retry after midnight brings the same text
  ['2024-03-01T05:30:00Z', 'America/Chicago', 'same-day', '2024-02-29'], // 23:30 there
  ['2024-03-01T06:30:00Z', 'America/Chicago', 'day-before', '2024-02-29'], // 00:30 there
] as const)('a night meant for %s in %s (%s) reports on %s', (scheduled, zone, dateOf, date) => {
  expect(businessDate({ zone, dateOf }, Date.parse(scheduled))).toBe(date);
});

it.each([
  ['GZIP', gzipSync],
  ['BROTLI', brotliCompressSync],
  ['ZSTD', zstdCompressSync],
] as const)('a page of %s that unfolds to a thousand times what it claims is not unfolded', (codec, pack) => {
  const bomb = pack(new Uint8Array(8 << 20));
  expect(bomb.byteLength).toBeLessThan(20_000);
  expect(() => compressors[codec](bomb, 8_192)).toThrow(/[Ll]arger than 8192 bytes/);
});
