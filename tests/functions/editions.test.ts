// One small sweep of each edition of what is stored, as that edition wrote it: all of it must stay readable. A change of a
// stored schema adds a file `golden/edition-N.json` (`node tests/functions/write-edition.ts N`) and touches none.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileObjects } from '../../cli/local/file-objects.ts';
import { collect } from '../../functions/reduce/collect.ts';
import { compile } from '../../functions/reduce/compile.ts';
import { parseReceipt } from '../../functions/reduce/receipt.ts';
import { observe } from '../../functions/round/observe.ts';
import { needClose } from '../../functions/stored/closes.ts';
import { loadMarket } from '../../functions/stored/load-market.ts';
import { needManifest, needMarketManifest } from '../../functions/stored/manifests.ts';
import { needRecord } from '../../functions/stored/records.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { parseReport } from '../../shared/report/report.ts';
import { decide } from '../../shared/sweep/decide.ts';
import { latestKey, reportKey } from '../../shared/sweep/keys.ts';
import { parseInbox } from '../../shared/sweep/night.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import {
  parseCancel,
  parseDamage,
  parseIndex,
  parseLatest,
  parseRound,
  parseTombstone,
  parseUnmade,
} from '../../shared/sweep/records.ts';
import { members } from '../../shared/sweep/shard-set.ts';
import { CODE, PATIENCE } from '../functions/use-cases.ts';

const EDITIONS = readdirSync('tests/golden').flatMap((name) => /^(edition-\d+)\.json$/.exec(name)?.[1] ?? []);
/** Of sweeps whose walks come to a row each. */
const ROWS = readdirSync('tests/golden').flatMap(
  (name) => /^(edition-[a-z]+-\d+)\.json$/.exec(name)?.[1] ?? [],
);
const copies = mkdtempSync(join(tmpdir(), 'editions-'));
afterAll(() => rmSync(copies, { recursive: true }));

function filesOf(name: string): [file: string, content: Buffer][] {
  const files: Record<string, string> = JSON.parse(readFileSync(`tests/golden/${name}.json`, 'utf8'));
  return Object.entries(files).map(([file, content]) => [file, Buffer.from(content, 'base64')]);
}

function edition(name: string) {
  const folder = mkdtempSync(join(copies, `${name}-`));
  for (const [file, content] of filesOf(name)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  const [sweepId] = readdirSync(join(folder, 'sweeps'));
  return { folder, objects: fileObjects(folder), sweepId: sweepId! };
}

describe.each(EDITIONS)('what %s stored', (name) => {
  const { folder, objects, sweepId } = edition(name);
  const newest = () => needRecord(objects, latestKey.build({ sweepId }), parseLatest);

  it('is read: sweep, snapshot, manifest, decisions, report, receipt', async () => {
    expect(parseSweep(readFileSync(join(folder, 'sweep.json'), 'utf8')).name).toBe(name);
    const { manifest } = await needMarketManifest(objects, sweepId);
    expect((await loadMarket(objects, manifest.snapshotDigest)).accountCount).toBeGreaterThan(0);
    const { round } = await newest();
    const file = (of: string) => reportKey.build({ sweepId, round, file: of });
    const index = await needRecord(objects, file('index.json'), parseIndex);
    const report = await objects.get(file('report.json'));
    expect(sha256(report!.body)).toBe(index.files.find((own) => own.file === 'report.json')!.sha256);
    expect(parseReport(new TextDecoder().decode(report!.body)).verdicts).toHaveLength(1);
    const receipt = await needRecord(objects, file('receipt.json'), parseReceipt);
    expect(receipt.metered.shards).toBe(manifest.shards);
    const queue = { send: async () => {}, depth: async () => ({ waiting: 0, inFlight: 0 }) };
    const clock = { now: Date.now, left: () => 0, sleep: async () => {}, spent: () => 0 };
    const seen = await observe(
      { objects, queue, clock, patience: PATIENCE, usdPerSecond: 0 },
      sweepId,
      round,
    );
    expect(members(seen!.state.done)).toHaveLength(manifest.shards);
    expect(decide(seen!.state)).toEqual({ rule: 3, act: 'publish' });
  });

  it('makes a report of its results again', async () => {
    const { round } = await newest();
    const closed = await needClose(objects, await needMarketManifest(objects, sweepId), round);
    const files = new Map(await compile(objects, closed, { version: '0.0.0', digest: 'ab'.repeat(32) }));
    expect(parseReport(new TextDecoder().decode(files.get('report.json'))).status).toBe('complete');
  });
});

describe.each(ROWS)('what %s stored', (name) => {
  it('is read, and makes a report again', async () => {
    const { objects, sweepId } = edition(name);
    const planned = await needManifest(objects, sweepId);
    expect(planned.manifest).toMatchObject({ schema: 'manifest/3', kind: name.split('-')[1] });
    const closed = await needClose(objects, planned, 1);
    const made = [...(await compile(objects, closed, CODE))].map(([file]) => file);
    expect(made).toEqual([expect.stringMatching(/\.json$/), expect.stringMatching(/\.html$/)]);
  });
});

it('a result of edition 1 counts by the digest beside it, and is missing without', async () => {
  const { folder, objects, sweepId } = edition('edition-1');
  rmSync(join(folder, '.meta', 'sweeps', sweepId, 'results', '00000001.parquet.json'));
  const round = await needClose(objects, await needMarketManifest(objects, sweepId), 1);
  await expect(collect(objects, round)).rejects.toMatchObject({ damage: { damaged: '1', lost: '' } });
});

it('records that the sweep of edition 1 does not have are read too', () => {
  expect(parseCancel('{"by":"me","reason":"cancelled","schema":"cancel/1"}').by).toBe('me');
  expect(parseTombstone('{"kind":"too-slow","message":"x must y, got z","schema":"tombstone/1"}').kind).toBe(
    'too-slow',
  );
});

it('edition 2 holds what befalls a sweep, too: damage, a round that mends it, a cancel, failures, a delivery', async () => {
  const { objects, sweepId } = edition('edition-2');
  const damage = await needRecord(objects, `sweeps/${sweepId}/damages/0001.report.json`, parseDamage);
  expect(damage).toMatchObject({ damaged: '1', lost: '' });
  const opened = await needRecord(objects, `sweeps/${sweepId}/rounds/0002.json`, parseRound);
  expect(opened).toMatchObject({ why: 'mend', mended: [{ round: 2, shards: '1' }] });
  const cancel = await needRecord(objects, `sweeps/${sweepId}/cancels/0009.json`, parseCancel);
  expect(cancel.reason).toBe('cancelled');
  const stone = await needRecord(objects, `sweeps/${sweepId}/failed/00000001.0009.json`, parseTombstone);
  expect(stone.kind).toBe('too-slow');
  const unmade = await needRecord(objects, `sweeps/${sweepId}/reports/0009/tombstone.json`, parseUnmade);
  expect(unmade.message).toBe('x must y, got z');
  const inbox = await needRecord(objects, 'inbox/small-perp/2024-03-01.json', (text) =>
    parseInbox(text, 'small-perp'),
  );
  expect(parseSweep(inbox.sweep).name).toBe('edition-2');
});

// What a sweep stores: other schemas are of files that people write, and keep.
const STORED = ['shared/sweep', 'functions', 'shared/market/snapshot.ts', 'shared/report/build.ts'];
/** Written today beside the newest of their name: of one market. */
const BESIDE = ['manifest/2', 'sweep/1'];

it('the newest edition holds every schema that is stored today, so that a change of one adds an edition', () => {
  const newest = new Map<string, number>();
  const sources = STORED.flatMap((place) =>
    place.endsWith('.ts')
      ? place
      : readdirSync(place, { recursive: true, encoding: 'utf8' })
          .filter((own) => own.endsWith('.ts'))
          .map((own) => join(place, own)),
  );
  for (const file of sources)
    for (const [, name, version] of readFileSync(file, 'utf8').matchAll(/'([a-z-]+)\/(\d+)'/g))
      newest.set(name!, Math.max(newest.get(name!) ?? 0, Number(version)));
  newest.delete('fold'); // made again by the next round
  newest.delete('venue'); // a list of markets that a person writes
  expect(newest.size).toBeGreaterThan(12);
  const stored = [`edition-${EDITIONS.length}`, ...ROWS].flatMap((name) =>
    filesOf(name).map(([, content]) => content.toString('latin1')),
  );
  const lacking = [...[...newest].map((own) => own.join('/')), ...BESIDE].filter(
    (own) => !stored.some((text) => text.includes(`"${own}"`)),
  );
  expect(lacking).toEqual([]);
});
