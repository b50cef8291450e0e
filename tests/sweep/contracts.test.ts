import { describe, expect, it } from 'vitest';
import { derivedSweepId, limitsDigest, sweepDigest } from '../../shared/sweep/digests.ts';
import { type Manifest, parseManifest, shardCells } from '../../shared/sweep/manifest.ts';
import { parseShardMessage } from '../../shared/sweep/messages.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { parseClose } from '../../shared/sweep/records.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { ONE_SECOND, SWEEP, sweepText, workloadOf } from './small.ts';

const HEX = 'ab'.repeat(32);
const work = workloadOf();
const manifest: Manifest = {
  schema: 'manifest/2',
  ...work,
  sweepId: 'small-abcdef',
  sweepDigest: sweepDigest(work.sweep, HEX, HEX),
  snapshotDigest: HEX,
  modelDigest: HEX,
  limitsDigest: limitsDigest(work.sweep),
  cellsPerShard: 5,
  shards: 7,
  forecast: ONE_SECOND,
  deadlineMinutes: 30,
};

describe('a manifest', () => {
  it('survives its own text', () => {
    expect(parseManifest(sealed(manifest))).toEqual(manifest);
  });

  it('gives every cell to exactly one shard', () => {
    const cells = Array.from({ length: 7 }, (_, shard) => shardCells(manifest, shard)).flatMap(
      ({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i),
    );
    expect(cells).toEqual(Array.from({ length: 32 }, (_, i) => i));
    expect(() => shardCells(manifest, 7)).toThrow('shard must be a whole number from 0 to 6, got 7');
    expect(() => shardCells(manifest, -1)).toThrow('got -1');
  });

  it.each([
    [{ cells: 33 }, 'manifest.cells must be those of its grids, 32, got 33'],
    [{ shards: 6 }, 'manifest.shards must be 7, got 6'],
    [{ modelDigest: 'abc' }, 'manifest.modelDigest must be 64 hex digits, got "abc"'],
    [{ sweepId: '../up' }, 'manifest.sweepId must be 6 to 63 of a-z, 0-9 and -, got "../up"'],
    [{ more: 1 }, 'and nothing else, got more'],
    [{ snapshotDigest: 'cd'.repeat(32) }, /manifest\.sweepDigest must be that of its sweep, .*, got /],
    [{ limitsDigest: HEX }, /manifest\.limitsDigest must be that of its sweep, .*, got (ab){32}/],
  ])('with %j is refused', (change, message) => {
    expect(() => parseManifest(sealed({ ...manifest, ...change }))).toThrow(message);
  });
});

it('a manifest whose limits somebody loosened is refused, with its seal and without', () => {
  const loose = [{ id: 'p_ruin', op: '<=', value: 1, owner: 'Board', since: null, note: null }];
  const edited = { ...JSON.parse(sealed(manifest)), sweep: { ...work.sweep, limits: loose } };
  expect(() => parseManifest(JSON.stringify(edited))).toThrow(/^manifest must have the seal /);
  const { seal: _, ...bare } = edited;
  expect(() => parseManifest(JSON.stringify(bare))).toThrow('manifest must have a seal, got none');
  expect(() => parseManifest(JSON.stringify({ ...bare, schema: 'manifest/1' }))).toThrow(
    /^manifest\.sweepDigest must be that of its sweep, /,
  );
});

describe('a shard message', () => {
  const message = {
    v: 1,
    sweepId: 'small-abcdef',
    round: 1,
    gen: 0,
    shard: 3,
    manifestSha256: HEX,
    notAfter: 1_700_000_000_000,
  };

  it('is small', () => {
    expect(parseShardMessage(JSON.stringify(message))).toEqual(message);
    expect(JSON.stringify({ ...message, sweepId: 'a'.repeat(63), shard: 49_999 }).length).toBeLessThan(300);
  });

  it.each([
    [{ shard: -1 }, 'shard message.shard must be a whole number from 0 to 49999, got -1'],
    [{ shard: 0.5 }, 'got 0.5'],
    [{ v: 2 }, 'shard message.v must be 1, got 2'],
    [{ gen: 4 }, 'shard message.gen must be a whole number from 0 to 3, got 4'],
    [{ notAfter: 2 ** 60 }, 'shard message.notAfter must be'],
    [{ cells: [] }, 'and nothing else, got cells'],
  ])('with %j is refused', (change, text) => {
    expect(() => parseShardMessage(JSON.stringify({ ...message, ...change }))).toThrow(text);
  });

  it('is refused before it is parsed when it is large', () => {
    expect(() => parseShardMessage(`${JSON.stringify(message)}${' '.repeat(4_096)}`)).toThrow(
      'shard message must be at most 4096 characters',
    );
  });
});

describe('the sweep digest', () => {
  const digest = (text: string, snapshot = HEX, model = HEX) =>
    sweepDigest(parseSweep(text), snapshot, model);
  const own = digest(sweepText());

  it('does not see layout, comments, or where the files lie', () => {
    expect(digest(`// tonight\n${JSON.stringify(SWEEP, null, 2)}`)).toBe(own);
    expect(digest(sweepText({ snapshot: '../elsewhere/snapshot.json' }))).toBe(own);
  });

  it('sees the seed, the snapshot and the model', () => {
    const others = [
      digest(sweepText({ seed: '8' })),
      digest(sweepText(), 'cd'.repeat(32)),
      digest(sweepText(), HEX, 'cd'.repeat(32)),
    ];
    expect(new Set([own, ...others]).size).toBe(4);
  });

  it('names the sweep', () => {
    expect(derivedSweepId(parseSweep(sweepText()), own)).toBe(`small-${own.slice(0, 12)}`);
  });

  it('of the limits is over that section only', () => {
    const limits = [
      { id: 'p_ruin', op: '<=', value: 0.002, owner: 'risk committee', since: '2024-01-01', note: null },
    ];
    expect(limitsDigest(parseSweep(sweepText({ seed: '8' })))).toBe(limitsDigest(parseSweep(sweepText())));
    expect(limitsDigest(parseSweep(sweepText({ limits })))).not.toBe(limitsDigest(parseSweep(sweepText())));
  });
});

it('a close keeps its reasons to the list', () => {
  const close = {
    schema: 'close/1',
    sweepId: 'small-abcdef',
    round: 1,
    status: 'partial',
    reason: 'bored',
    done: '0-6',
    failed: '',
    missing: '',
    issues: [],
    tombstones: [],
    anomalies: [],
  };
  expect(() => parseClose(JSON.stringify(close))).toThrow(
    /^close\.reason must be failed, cancelled, .*, got "bored"$/,
  );
  expect(parseClose(JSON.stringify({ ...close, reason: 'lost' })).done).toBe('0-6');
});
