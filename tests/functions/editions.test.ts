// One small sweep of each edition of what is stored, as that edition wrote it: all of it must stay readable. A change of a
// stored schema adds a file `golden/edition-N.json` and touches none: the files of a folder that `runLocal` made, in base64.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileObjects } from '../../cli/local/file-objects.ts';
import { collect } from '../../functions/reduce/collect.ts';
import { parseReceipt } from '../../functions/reduce/receipt.ts';
import { compile } from '../../functions/reduce/reduce.ts';
import { observe } from '../../functions/round/observe.ts';
import { needClose } from '../../functions/stored/closes.ts';
import { loadMarket } from '../../functions/stored/load-market.ts';
import { needManifest } from '../../functions/stored/manifests.ts';
import { needRecord } from '../../functions/stored/records.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { parseReport } from '../../shared/report/report.ts';
import { decide } from '../../shared/sweep/decide.ts';
import { latestKey, reportKey } from '../../shared/sweep/keys.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { parseCancel, parseIndex, parseLatest, parseTombstone } from '../../shared/sweep/records.ts';
import { members } from '../../shared/sweep/shard-set.ts';
import { PATIENCE } from '../functions/use-cases.ts';

const EDITIONS = readdirSync('tests/golden').flatMap((name) => /^(edition-\d+)\.json$/.exec(name)?.[1] ?? []);
const copies = mkdtempSync(join(tmpdir(), 'editions-'));
afterAll(() => rmSync(copies, { recursive: true }));

function edition(name: string) {
  const folder = mkdtempSync(join(copies, `${name}-`));
  const files: Record<string, string> = JSON.parse(readFileSync(`tests/golden/${name}.json`, 'utf8'));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), Buffer.from(content, 'base64'));
  }
  const [sweepId] = readdirSync(join(folder, 'sweeps'));
  return { folder, objects: fileObjects(folder), sweepId: sweepId! };
}

describe.each(EDITIONS)('what %s stored', (name) => {
  const { folder, objects, sweepId } = edition(name);
  const file = (of: string) => reportKey.build({ sweepId, round: 1, file: of });

  it('is read: sweep, snapshot, manifest, decisions, report, receipt', async () => {
    expect(parseSweep(readFileSync(join(folder, 'sweep.json'), 'utf8')).name).toBe(name);
    const { manifest } = await needManifest(objects, sweepId);
    expect((await loadMarket(objects, manifest.snapshotDigest)).accountCount).toBeGreaterThan(0);
    expect(await needRecord(objects, latestKey.build({ sweepId }), parseLatest)).toMatchObject({ round: 1 });
    const index = await needRecord(objects, file('index.json'), parseIndex);
    const report = await objects.get(file('report.json'));
    expect(sha256(report!.body)).toBe(index.files.find((own) => own.file === 'report.json')!.sha256);
    expect(parseReport(new TextDecoder().decode(report!.body)).verdicts).toHaveLength(1);
    const receipt = await needRecord(objects, file('receipt.json'), parseReceipt);
    expect(receipt.metered.shards).toBe(manifest.shards);
    const queue = { send: async () => {}, depth: async () => ({ waiting: 0, inFlight: 0 }) };
    const clock = { now: Date.now, left: () => 0, sleep: async () => {}, spent: () => 0 };
    const seen = await observe({ objects, queue, clock, patience: PATIENCE, usdPerSecond: 0 }, sweepId, 1);
    expect(members(seen!.state.done)).toHaveLength(manifest.shards);
    expect(decide(seen!.state)).toEqual({ rule: 3, act: 'publish' });
  });

  it('makes a report of its results again', async () => {
    const round = await needClose(objects, await needManifest(objects, sweepId), 1);
    const files = new Map(await compile(objects, round, { version: '0.0.0', digest: 'ab'.repeat(32) }));
    expect(parseReport(new TextDecoder().decode(files.get('report.json'))).status).toBe('complete');
  });
});

it('a result of edition 1 counts by the digest beside it, and is missing without', async () => {
  const { folder, objects, sweepId } = edition('edition-1');
  rmSync(join(folder, '.meta', 'sweeps', sweepId, 'results', '00000001.parquet.json'));
  const round = await needClose(objects, await needManifest(objects, sweepId), 1);
  await expect(collect(objects, round)).rejects.toMatchObject({ damage: { damaged: '1', lost: '' } });
});

it('records that the sweep of edition 1 does not have are read too', () => {
  expect(parseCancel('{"by":"me","reason":"cancelled","schema":"cancel/1"}').by).toBe('me');
  expect(parseTombstone('{"kind":"too-slow","message":"x must y, got z","schema":"tombstone/1"}').kind).toBe(
    'too-slow',
  );
});
