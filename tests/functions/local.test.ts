import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeArchive } from '../../cli/local/archive.ts';
import { type LocalSweep, proposeLocal, runLocal } from '../../cli/local/run-local.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { TREE } from '../../shared/sweep/tree.ts';
import { SNAPSHOT, sweepText } from '../sweep/small.ts';

const root = mkdtempSync(join(tmpdir(), 'leverage-cascade-'));
afterAll(() => rmSync(root, { recursive: true }), 60_000);

/** A sweep file beside its snapshot, and a folder that does not exist yet. */
function asked(
  name: string,
  change: Parameters<typeof sweepText>[0] = {},
  snapshot: unknown = SNAPSHOT,
): LocalSweep & { outFolder: string } {
  const folder = mkdtempSync(join(root, `${name}-`));
  writeFileSync(join(folder, 'snapshot.json'), JSON.stringify(snapshot));
  writeFileSync(join(folder, 'sweep.json'), `// a comment\n${sweepText(change)}`);
  return { sweepFile: join(folder, 'sweep.json'), outFolder: join(folder, 'out'), workers: 2 };
}

const digests = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(html|json|csv|parquet)$/.test(file) && !/receipt|index/.test(file))
      .sort()
      .map((file) => [file, sha256(readFileSync(join(folder, file)))]),
  );

describe('a sweep on this machine', () => {
  it('gives the same report bytes with one or two workers and shards of 1, 7 or 1,000 cells', async () => {
    const reports = [];
    for (const [workers, cellsPerShard] of [
      [1, 7],
      [2, 1],
      [2, 7],
      [2, 1_000],
    ] as const) {
      const { folder, index } = await runLocal({ ...asked('same'), workers, cellsPerShard });
      expect(index.status).toBe('complete');
      reports.push(digests(folder));
    }
    expect(Object.keys(reports[0]!)).toEqual(
      expect.arrayContaining(['report.html', 'report.json', 'tables/cells.csv', 'tables/paths.parquet']),
    );
    for (const own of reports.slice(1)) expect(own).toEqual(reports[0]);
  });

  it('folds more shards than one reduce takes, to the same report', async () => {
    const reports = [];
    for (const tree of [{ ...TREE, mostShards: 10, shardsPerFold: 8 }, TREE]) {
      const own = await runLocal({ ...asked('folds'), cellsPerShard: 2, tree });
      expect(own.index.status).toBe('complete');
      const sweep = join(own.folder, '..', '..');
      const folds = existsSync(join(sweep, 'folds')) ? readdirSync(join(sweep, 'folds')).length : 0;
      reports.push({ files: digests(own.folder), folds });
    }
    const [folded, whole] = reports;
    expect([folded!.folds, whole!.folds]).toEqual([2, 0]);
    expect(folded!.files).toEqual(whole!.files);
  });

  it('tells what it proposes, how far it is, and what came out', async () => {
    const seen: string[] = [];
    const own = asked('told');
    const { report, folder, sweepId } = await runLocal({
      ...own,
      cellsPerShard: 4,
      onProposal: ({ manifest, known }) =>
        seen.push(`${manifest.cells} cells, ${manifest.paths} walks, ${manifest.shards} shards, ${known}`),
      onProgress: ({ stage, shards, walks }) =>
        seen.push(`${stage} ${shards.done} of ${shards.planned}, ${walks.done} of ${walks.planned}`),
    });
    expect(seen[0]).toBe('32 cells, 520 walks, 8 shards, false');
    expect(seen).toContain('reporting 8 of 8, 520 of 520');
    expect(folder).toBe(join(own.outFolder, 'sweeps', sweepId, 'reports', '0001'));
    expect(report.verdicts.map(({ market }) => market)).toEqual(['small-perp']);
    expect(existsSync(join(folder, 'report.html'))).toBe(true);
  });

  it('finds the report when it is asked again, and runs nothing', async () => {
    const own = asked('again');
    const first = await runLocal(own);
    const result = join(own.outFolder, 'sweeps', first.sweepId, 'results', '00000000.parquet');
    const before = readFileSync(result);
    rmSync(result); // would be missed if anything were run or reduced
    const again = await runLocal(own);
    expect(again).toEqual(first);
    expect(existsSync(result)).toBe(false);
    expect(before.byteLength).toBeGreaterThan(0);
  });

  it('goes on where it was stopped, and ends with the same bytes', async () => {
    // Enough paths that the stop comes in the middle.
    const change = { paths: { decision: 400, other: 100 } };
    const whole = await runLocal({ ...asked('whole', change), cellsPerShard: 2 });
    const own = { ...asked('stopped', change), cellsPerShard: 2 };
    const stop = new AbortController();
    const stopped = runLocal({
      ...own,
      signal: stop.signal,
      onProgress: ({ shards }) => {
        if (shards.done >= 3) stop.abort(new Error('Ctrl-C'));
      },
    });
    await expect(stopped).rejects.toThrow('Ctrl-C');
    const results = join(own.outFolder, 'sweeps', whole.sweepId, 'results');
    const done = readdirSync(results);
    expect(done.length).toBeGreaterThanOrEqual(3);
    expect(done.length).toBeLessThan(16);
    const kept = readFileSync(join(results, done[0]!));

    let first: number | undefined;
    const ended = await runLocal({
      ...own,
      onProgress: ({ shards }) => {
        first ??= shards.done;
      },
    });
    expect(first).toBe(done.length);
    expect(ended.round).toBe(1);
    expect(readFileSync(join(results, done[0]!))).toEqual(kept);
    expect(digests(ended.folder)).toEqual(digests(whole.folder));
  });

  it('brings a shard that is gone back in a new version, and leaves the old one alone', async () => {
    const own = { ...asked('partial', { budget: { deadlineMinutes: 1 } }), cellsPerShard: 4 };
    const { sweepId, folder } = await runLocal(own);
    const before = digests(folder);
    const close = join(own.outFolder, 'sweeps', sweepId, 'closes', '0001.json');
    const { seal: _c, ...closed } = JSON.parse(readFileSync(close, 'utf8'));
    writeFileSync(close, sealed({ ...closed, status: 'partial', reason: 'lost' }));
    const index = join(folder, 'index.json');
    const { seal: _i, ...indexed } = JSON.parse(readFileSync(index, 'utf8'));
    writeFileSync(index, sealed({ ...indexed, status: 'partial' }));
    rmSync(join(own.outFolder, 'sweeps', sweepId, 'results', '00000003.parquet'));
    const next = await runLocal(own);
    expect(next).toMatchObject({ round: 2, index: { status: 'complete' } });
    expect(digests(folder)).toEqual(before);
    expect(digests(next.folder)).toEqual(before);
  });

  it('computes again what has rotted, in a new version with the same bytes, and keeps the evidence', async () => {
    const own = { ...asked('rotten'), cellsPerShard: 16 };
    const { sweepId, folder } = await runLocal(own);
    const sweep = join(own.outFolder, 'sweeps', sweepId);
    const before = digests(folder);
    const flip = (path: string, at: number) => {
      const bytes = readFileSync(path);
      bytes[at]! ^= 4;
      rmSync(path);
      writeFileSync(path, bytes);
      return bytes;
    };
    // Before the report, as after a kill; the facts beside the result are lost too.
    for (const part of ['reports', 'closes', 'tries', 'latest.json'])
      rmSync(join(sweep, part), { recursive: true });
    rmSync(join(own.outFolder, '.versions'), { recursive: true });
    rmSync(join(own.outFolder, '.meta'), { recursive: true });
    const rotten = flip(join(sweep, 'results', '00000001.parquet'), 7_000);
    const second = await runLocal(own);
    expect(second).toMatchObject({ round: 2, index: { status: 'complete' } });
    expect(digests(second.folder)).toEqual(before);
    expect(readFileSync(join(sweep, 'results', '00000001.parquet'))).toEqual(rotten);
    expect(readdirSync(join(sweep, 'results'))).toEqual([
      '00000000.parquet',
      '00000001.0002.parquet',
      '00000001.parquet',
    ]);
    const receipt = JSON.parse(readFileSync(join(second.folder, 'receipt.json'), 'utf8'));
    expect(receipt.mended).toEqual([{ round: 2, shards: '1' }]);

    // A page that rots after all is over is made again from the results.
    flip(join(second.folder, 'report.html'), 5_000);
    const third = await runLocal(own);
    expect(third).toMatchObject({ round: 3, index: { status: 'complete' } });
    expect(digests(third.folder)).toEqual(before);
  });

  it('turns a shard that no worker survives into a partial report that names it', async () => {
    const own = { ...asked('damaged'), cellsPerShard: 16 };
    const proposal = await proposeLocal(own);
    const { sweepId } = proposal.manifest;
    // A folder where the result should go: no worker can write it, however often it tries.
    const blocked = join(own.outFolder, 'sweeps', sweepId, 'results', '00000001.parquet', 'x');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(blocked, { recursive: true });
    const { report, folder } = await runLocal(own);
    const receipt = JSON.parse(readFileSync(join(folder, 'receipt.json'), 'utf8'));
    expect(receipt).toMatchObject({ status: 'partial', shards: { done: '0', failed: '1' } });
    expect(report).toMatchObject({ status: 'partial', statusReason: 'failed' });
    expect(report.verdicts[0]!.published).toBe('none');
  });
});

describe('a night on this machine', () => {
  it('is named by market and date; on other inputs for the same date it stands beside, and is never compared with itself', async () => {
    const own = { ...asked('night'), isNight: true };
    const night = await runLocal(own);
    expect(night.sweepId).toBe('nightly-small-perp-2024-03-01');
    expect((await runLocal(own)).folder).toBe(night.folder);
    const again = { ...asked('other', {}, { ...SNAPSHOT, fund: { balance: 1_000 } }), isNight: true };
    const beside = await runLocal({ ...again, outFolder: own.outFolder });
    expect(beside.sweepId).toMatch(/^small-perp-2024-03-01-[0-9a-f]{12}$/);
    expect(beside.report.changes.value).toBeNull();
    const next = { ...SNAPSHOT, asOf: '2024-03-02T00:00:00Z' };
    const tomorrow = { ...asked('tomorrow', { asOf: '2024-03-02T00:00:00Z' }, next), isNight: true };
    const { report } = await runLocal({ ...tomorrow, outFolder: own.outFolder });
    expect(report.changes.value![0]!.since.sweepId).toBe(night.sweepId);

    const made = await writeArchive(own.outFolder);
    expect(made!.nights.map(({ date, kind }) => `${date} ${kind}`)).toEqual([
      '2024-03-01 night',
      '2024-03-02 night',
      '2024-03-01 beside',
    ]);
    const page = readFileSync(join(own.outFolder, 'index.html'), 'utf8');
    for (const { href } of made!.nights) expect(existsSync(join(own.outFolder, href))).toBe(true);
    // What is known is not read again, and what cannot be read is made again: the page is the same.
    rmSync(join(night.folder, 'report.json'));
    expect((await writeArchive(own.outFolder))!.nights).toEqual(made!.nights);
    expect(readFileSync(join(own.outFolder, 'index.html'), 'utf8')).toBe(page);
    writeFileSync(join(own.outFolder, 'nights.json'), '[{"market":1}]');
    await expect(writeArchive(own.outFolder)).rejects.toThrow('report.json must be there, got nothing');
    expect(await writeArchive(join(root, 'nothing'))).toBeUndefined();
  });
});

describe('refuses before any work, and writes nothing:', () => {
  it.each([
    [
      'a duplicate in an axis',
      { axes: { leverageBps: [1, 1] } },
      SNAPSHOT,
      /^sweep\.axes\.leverageBps must ascend without duplicates/,
    ],
    [
      'a negative fund',
      {},
      { ...SNAPSHOT, fund: { balance: -1 } },
      /^snapshot\.fund\.balance must be .*, got -1$/,
    ],
    [
      'a grid above its budget',
      { budget: { maxCells: 10 } },
      SNAPSHOT,
      /^sweep\.grid must have at most 10 cells, got 32$/,
    ],
    [
      'estimated positions that nothing is left of',
      {},
      { ...SNAPSHOT, market: { ...SNAPSHOT.market, markPrice: 10 } },
      /^snapshot\..* must .*, got /,
    ],
  ])('%s', async (_what, change, snapshot, message) => {
    const own = asked('refused', change, snapshot);
    await expect(runLocal(own)).rejects.toThrow(message);
    expect(existsSync(own.outFolder)).toBe(false);
  });

  it('a sweep that is only proposed', async () => {
    const own = asked('proposed');
    const { manifest } = await proposeLocal(own);
    expect(manifest.cells).toBe(32);
    expect(manifest.forecast.wallSeconds.steady).toBeGreaterThan(0);
    expect(existsSync(own.outFolder)).toBe(false);
  });
});
