// `cascade contagion` on a sweep: the same bytes for any number of threads, exit codes, and what is refused.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { readVenueSweep } from '../../cli/local/venue-files.ts';
import { runVenue } from '../../cli/local/venue-run.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { venueBench } from '../../shared/sweep/contagion/venue-bench.ts';
import { VENUE } from '../market/contagion/two-markets.ts';
import { VENUE_SWEEP } from '../sweep/contagion/two-markets-sweep.ts';
import { SNAPSHOT } from '../sweep/small.ts';
import { cascade, command } from './cascade.ts';

const LIMITS = ['venue_default', 'p_ruin'].map((id) => ({ id, op: '<=', value: 0.2 }));

/** A folder with a sweep and its snapshot, each with other values of some fields. */
function folderWith(sweep: object = {}, snapshot: object = VENUE): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'contagion-'));
  const file = join(folder, 'sweep.json');
  writeFileSync(join(folder, 'snapshot.json'), JSON.stringify(snapshot));
  writeFileSync(file, `// of a test\n${JSON.stringify({ ...VENUE_SWEEP, limits: LIMITS, ...sweep })}`);
  return { folder, file };
}

describe('a sweep of several markets', () => {
  it('gives a page and its numbers, the same bytes with any number of threads', async () => {
    const { folder, file } = folderWith();
    const runs = [];
    for (const workers of ['1', '3']) {
      const out = join(folder, workers);
      const { code, stdout, stderr } = await command(['contagion', file, '--out', out, '--workers', workers]);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^2 markets, 8 accounts, 3 wallets: 16 cells, 400 walks/),
      ]);
      expect(stdout).toMatch(/^venue: (adequate|watch|inadequate)\n/);
      runs.push(['contagion.html', 'contagion.json'].map((name) => readFileSync(join(out, name), 'utf8')));
    }
    expect(runs[0]).toEqual(runs[1]);
    const [page, numbers] = runs[0] as [string, string];
    const report = JSON.parse(numbers);
    expect(report).toMatchObject({ schema: 'contagion-report/1', status: 'complete', currency: 'USD' });
    expect(report.table).toHaveLength(4);
    expect(page).toContain(sha256(numbers));
  });

  it('runs in slices of any size to the same numbers', async () => {
    const { file } = folderWith({ paths: { decision: 9, other: 4 } });
    const read = await readVenueSweep(file);
    const whole = venueBench(read.venue, read.sweep, read.cells)(0, 9);
    for (const slicePaths of [2, 5])
      expect(await runVenue({ sweepFile: file, read, workers: 2, slicePaths })).toEqual(whole);
  });

  it('is told as JSON, and may be of one market alone', async () => {
    const { folder, file } = folderWith(
      { markets: {}, vectors: {}, axes: { shockBps: [] }, closeOuts: {} },
      SNAPSHOT,
    );
    const { code, stdout } = await command(['contagion', file, '--out', join(folder, 'out'), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'complete',
      files: [/contagion.html$/, /contagion.json$/].map((own) => expect.stringMatching(own)),
    });
  });

  it('reads files of columns beside its snapshot by their digests', async () => {
    const text = `cash,owner\n4000,one\n500,\n3500,three\n`;
    const wallets = { file: 'wallets.csv', sha256: sha256(text), count: 3 };
    const { folder, file } = folderWith({ paths: { decision: 2, other: 1 } }, { ...VENUE, wallets });
    writeFileSync(join(folder, 'wallets.csv'), text);
    const { venue } = await readVenueSweep(file);
    expect([...venue.linked.wallets.cash]).toEqual([4_000, 500, 3_500]);
    writeFileSync(join(folder, 'wallets.csv'), `${text}1,four\n`);
    const { code, stderr } = await command(['contagion', file]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`wallets.csv must have the digest ${wallets.sha256}`),
    ]);
  });

  it('reads Parquet like CSV', async () => {
    const rows = VENUE.accounts.rows!;
    const body = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'market', data: rows.map(({ market }) => market), type: 'STRING' },
          { name: 'side', data: rows.map(({ side }) => side), type: 'INT32' },
          { name: 'quantity', data: rows.map(({ quantity }) => quantity), type: 'DOUBLE' },
          { name: 'entryPrice', data: rows.map(({ entryPrice }) => entryPrice), type: 'DOUBLE' },
          { name: 'collateral', data: rows.map(({ collateral = 0 }) => collateral), type: 'DOUBLE' },
          { name: 'wallet', data: rows.map(({ wallet = -1 }) => wallet), type: 'INT32' },
        ],
      }),
    );
    const accounts = { file: 'accounts.parquet', sha256: sha256(body), count: rows.length };
    const { folder, file } = folderWith({}, { ...VENUE, accounts });
    writeFileSync(join(folder, 'accounts.parquet'), body);
    const { venue } = await readVenueSweep(file);
    const inline = (await readVenueSweep(folderWith().file)).venue;
    expect(venue.linked.wallets.quantity).toEqual(inline.linked.wallets.quantity);
    expect(venue.linked.accounts.map(({ collateral }) => [...collateral])).toEqual([[60_000], [30_000]]);
  });

  it('ends on Ctrl-C, and keeps nothing', async () => {
    const { folder, file } = folderWith({ paths: { decision: 200_000, other: 1 } });
    let asked = false;
    const { code, stderr } = await cascade(
      ['contagion', file, '--out', join(folder, 'out'), '--workers', '1'],
      {
        watch: (text, signal) => {
          if (asked || !text.includes('walks')) return;
          asked = true;
          setTimeout(() => signal('SIGINT'), 300);
        },
      },
    );
    expect([code, stderr]).toEqual([130, expect.stringContaining('stopping; nothing is kept')]);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.each([
    [{ decision: { name: 'x' } }, VENUE, 'sweep.decision.name must be one of vectors, got "x"'],
    [
      { limits: [{ id: 'coverage', op: '>=', value: 1 }] },
      VENUE,
      'sweep.limits.0.id must be venue_default, p_ruin, cover2, got coverage',
    ],
    [
      {},
      { ...VENUE, asOf: '2024-03-02T00:00:00Z' },
      'snapshot.asOf must not be after that of the sweep, 2024-03-01T00:00:00Z',
    ],
    [{}, { ...VENUE, hedge: 'none' }, 'snapshot.hedge must be net or gross, got "none"'],
  ])('is refused with exit code 2, and nothing is written: %j', async (sweep, snapshot, message) => {
    const { folder, file } = folderWith(sweep, snapshot);
    mkdirSync(join(folder, 'out'));
    const { code, stderr } = await command(['contagion', file, '--out', join(folder, 'out')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('is explained by check, which says what its paths cannot prove', async () => {
    const { file } = folderWith({ limits: [] });
    const { code, stdout } = await command(['check', file]);
    expect(code).toBe(0);
    expect(stdout).toContain('2 markets, 8 accounts, 3 wallets: 16 cells, 400 walks');
    expect(stdout).toMatch(/b-perp +mark 10, open interest 100,000 USD, full; decision shock -18 %/);
    expect(stdout).toContain('venue_default: without one failure 40 paths prove at best');
    expect(stdout).toContain('at least 2,995 are needed');
    expect((await command(['check', 'examples/two-markets/sweep.json'])).stdout).not.toContain(
      'cannot prove',
    );
  });

  it('has check ask its markets one by one, of the sweep and of its snapshot', async () => {
    const { folder, file } = folderWith({});
    const found = '  found     a-perp, unheld: accounts hold 750 of an open interest of 1000';
    expect((await command(['check', file])).stdout).toContain(found);
    const { code, stdout } = await command(['check', join(folder, 'snapshot.json')]);
    expect(code).toBe(0);
    expect(stdout).toContain('2 markets, 8 accounts, 3 wallets, as of 2024-03-01T00:00:00Z');
    expect(stdout).toContain(found);
    expect(stdout).toContain('  found     wallets, leverage: 3 wallets');
  });

  it('refuses a sweep of one market', async () => {
    const { stderr } = await command(['contagion', 'examples/xbtusd-2021-07-22/sweep.json']);
    expect(stderr).toContain('sweep.schema must be sweep/2, got "sweep/1"');
  });

  it('refuses options of the other form', async () => {
    const { file } = folderWith();
    const scenario = 'examples/two-markets/shared-wallets.json';
    const said = async (...args: string[]) => (await command(['contagion', ...args])).stderr;
    expect(await said(file, '--shock', '-0.1')).toContain('--shock must stand beside a scenario');
    expect(await said(scenario, '--workers', '2')).toContain('--out and --workers must stand beside a sweep');
  });
});
