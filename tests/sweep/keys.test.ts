import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnFile } from '../../shared/market/positions.ts';
import * as keys from '../../shared/sweep/keys.ts';
import { covers, type Kind, kindsOf, REAL_KEYS } from './real-keys.ts';

const id = (pattern: RegExp) => fc.stringMatching(pattern);
const sweepId = id(/^[a-z0-9][a-z0-9-]{5,62}$/);
const digest = id(/^[0-9a-f]{64}$/);
const file = id(/^(?:tables\/)?[a-z0-9_-][a-z0-9._-]{0,99}\.[a-z0-9]{1,10}$/);
const market = id(/^[a-z0-9][a-z0-9-]{1,30}$/);
const part = id(/^[a-z0-9]{1,16}$/);
const round = fc.integer({ min: 1, max: 9_999 });
const gen = fc.integer({ min: 0, max: 3 });
const shard = fc.integer({ min: 0, max: 49_999 });
const attempt = fc.integer({ min: 0, max: 9_999 });

interface AnyShape {
  build(parts: never): string;
  parse(key: string): unknown;
  pattern(known?: never): string;
  readonly folder: string;
}
const shapes: [
  name: Exclude<Kind, 'stop' | 'mended' | 'archive' | 'nights'>,
  shape: AnyShape,
  parts: fc.Arbitrary<unknown>,
][] = [
  ['snapshot', keys.snapshotKey, fc.record({ digest, file })],
  [
    'inbox',
    keys.inboxKey,
    fc.record({ market, businessDate: fc.constantFrom('2026-01-31', '2024-02-29', '1999-12-01') }),
  ],
  ['marker', keys.markerKey, fc.record({ sweepId, round })],
  ['manifest', keys.manifestKey, fc.record({ sweepId })],
  ['round', keys.roundKey, fc.record({ sweepId, round })],
  ['issue', keys.issueKey, fc.record({ sweepId, round, gen })],
  ['sent', keys.sentKey, fc.record({ sweepId, round, gen })],
  ['cancel', keys.cancelKey, fc.record({ sweepId, round })],
  ['result', keys.resultKey, fc.record({ sweepId, shard })],
  ['tombstone', keys.tombstoneKey, fc.record({ sweepId, shard, round })],
  ['anomaly', keys.anomalyKey, fc.record({ sweepId, shard, digest })],
  ['close', keys.closeKey, fc.record({ sweepId, round })],
  ['damage', keys.damageKey, fc.record({ sweepId, round, part })],
  ['try', keys.tryKey, fc.record({ sweepId, round, part, attempt })],
  ['fold', keys.foldKey, fc.record({ sweepId, round, fold: attempt })],
  ['report', keys.reportKey, fc.record({ sweepId, round, file })],
  ['latest', keys.latestKey, fc.record({ sweepId })],
  ['marketLatest', keys.marketLatestKey, fc.record({ market })],
  ['told', keys.toldKey, fc.record({ sweepId, digest })],
  ['poison', keys.poisonKey, fc.record({ digest })],
];

describe.each(shapes)('the key of a %s', (name, shape, parts) => {
  it('parses back to what it was built from, and no other shape takes it', () => {
    fc.assert(
      fc.property(parts, (own) => {
        const key = shape.build(own as never);
        expect(shape.parse(key)).toEqual(own);
        expect(shapes.filter(([, other]) => other.parse(key) !== undefined).length).toBe(1);
        expect([covers(shape.pattern(), key), covers(shape.folder, key)]).toEqual([true, true]);
      }),
    );
  });

  it('is granted by its own pattern, and by no other', () => {
    expect(shape.parse(REAL_KEYS[name])).toBeDefined();
    // What was run again lies beside what was damaged, under the same grant.
    const kinds = name === 'result' ? [name, 'mended'] : [name];
    expect(kindsOf([shape.pattern()])).toEqual(kinds);
    expect(kindsOf([shape.folder])).toEqual(kinds);
  });
});

it('can be granted with a part that is known', () => {
  const pattern = keys.reportKey.pattern({ file: 'index.json' });
  expect(pattern).toBe('sweeps/*/reports/*/index.json');
  const key = (round: number, file: string) => keys.reportKey.build({ sweepId: 'abcdef', round, file });
  expect(covers(pattern, key(7, 'index.json'))).toBe(true);
  expect(covers(pattern, key(7, 'report.json'))).toBe(false);
  expect(covers(keys.reportKey.pattern({ sweepId: 'abcdef', round: 7 }), key(7, 'report.json'))).toBe(true);
  expect(covers(keys.reportKey.pattern({ sweepId: 'abcdef', round: 7 }), key(8, 'report.json'))).toBe(false);
  expect(() => keys.resultKey.pattern({ shard: 50_000 })).toThrow(/^key part shard must be /);
});

it('lies in a folder that takes all that is called otherwise too', () => {
  expect(keys.resultKey.folder).toBe('sweeps/*/results/*');
  expect(keys.reportKey.folder).toBe('sweeps/*/reports/*');
  expect(keys.manifestKey.folder).toBe('sweeps/*/manifest.json');
  expect(keys.poisonKey.folder).toBe('poison/*');
});

it('is what the bucket shows', () => {
  const own = { sweepId: 'nightly-btc', round: 2, gen: 1, shard: 17 };
  expect(keys.resultKey.build(own)).toBe('sweeps/nightly-btc/results/00000017.parquet');
  expect(keys.tombstoneKey.build(own)).toBe('sweeps/nightly-btc/failed/00000017.0002.json');
  expect(keys.issueKey.build(own)).toBe('sweeps/nightly-btc/issues/0002.1.json');
  expect(keys.markerKey.build(own)).toBe('open/nightly-btc/0002');
  expect(keys.reportKey.build({ ...own, file: 'tables/cells.parquet' })).toBe(
    'sweeps/nightly-btc/reports/0002/tables/cells.parquet',
  );
});

it('takes every name that a snapshot may give a file of columns', () => {
  expect(ColumnFile.safeParse('positions.2026-03-01.csv').success).toBe(true);
  const name = id(/^[a-z0-9][a-z0-9._-]{0,60}\.(parquet|csv)$/);
  fc.assert(
    fc.property(name, digest, (own, snapshot) => {
      fc.pre(ColumnFile.safeParse(own).success);
      expect(keys.snapshotKey.build({ digest: snapshot, file: own })).toBe(`snapshots/${snapshot}/${own}`);
    }),
  );
});

it('lists shards in the order of their numbers', () => {
  fc.assert(
    fc.property(shard, shard, (a, b) => {
      const [first, second] = [a, b].map((own) =>
        keys.resultKey.build({ sweepId: 'abcdef', shard: own }),
      ) as [string, string];
      expect(first < second).toBe(a < b);
    }),
  );
});

it('cannot be made of what does not belong into a path', () => {
  for (const bad of [
    '../../etc',
    'a/b/c/d',
    'UPPERCASE',
    'short',
    'percent%2f',
    'nul\0\0\0\0',
    'ünïcode',
    `a${'b'.repeat(63)}`,
  ]) {
    expect(() => keys.manifestKey.build({ sweepId: bad })).toThrow(/^key part sweepId must match /);
    expect(keys.manifestKey.parse(`sweeps/${bad}/manifest.json`)).toBeUndefined();
  }
  for (const bad of ['../report.json', 'tables/../x.csv', '.hidden', 'a/b/c.csv', 'report']) {
    expect(() => keys.reportKey.build({ sweepId: 'abcdef', round: 1, file: bad })).toThrow(
      /^key part file must match /,
    );
  }
  for (const bad of [-1, 50_000, 1.5, Number.NaN, '3']) {
    expect(() => keys.resultKey.build({ sweepId: 'abcdef', shard: bad as number })).toThrow(
      /^key part shard must be a whole number from 0 to 49999, got /,
    );
  }
});

it('does not parse what it would not have built', () => {
  for (const key of [
    'sweeps/abcdef/results/17.parquet',
    'sweeps/abcdef/results/00099999.parquet',
    'sweeps/abcdef/results/00000017.parquet.tmp',
    'x/sweeps/abcdef/results/00000017.parquet',
  ]) {
    expect(keys.resultKey.parse(key)).toBeUndefined();
  }
});
