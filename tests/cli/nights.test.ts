// Nights through the binary: the three lines, what two reports differ in, and the nights of a past period.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runLocal } from '../../cli/local/run-local.ts';
import { type SNAPSHOT, SWEEP, sweepText } from '../sweep/small.ts';
import { RICH } from '../sweep/worlds.ts';
import { cascade, file, folder } from './cascade.ts';

const START = Date.parse('2024-02-20T00:00:00Z') / 1_000;
/** Twelve days of quarters of an hour around 100, one of which falls by a tenth. */
const quarters = Array.from({ length: 12 * 96 }, (_, i) => {
  const low = i === 10 * 96 + 50 ? 90 : 99.5 - (i % 5) / 10;
  return `${START + 900 * i},100,${100.4 + (i % 3) / 10},${low},${10 + (i % 7)}`;
});
const PRICES = ['time,open,high,low,volume', ...quarters].join('\n');
const SETTINGS = {
  compare: [],
  ordinary: { paths: 300 },
  tierTable: { ...SWEEP.tierTable, windowSeconds: 1_800 },
};

/** Sweep file of a night beside its snapshot. */
function nightFile(date: string, change: Partial<Record<keyof typeof SNAPSHOT, unknown>> = {}): string {
  const place = folder();
  const asOf = `${date}T00:00:00Z`;
  file(place, 'snapshot.json', { ...RICH, asOf, ...change });
  return file(place, 'sweep.json', sweepText({ asOf, ...SETTINGS }));
}

describe('two nights', () => {
  const out = folder();
  const halved = RICH.depth.bid.map((size) => size / 2);
  const second = nightFile('2024-03-02', { depth: { ...RICH.depth, bid: halved } });
  const prices = file(folder(), 'prices.csv', PRICES);

  beforeAll(async () => {
    await runLocal({ sweepFile: nightFile('2024-03-01'), outFolder: out, isNight: true, workers: 1 });
  });

  it('end with the word, what changed, and why; past reports are scored', async () => {
    const { code, stdout, stderr } = await cascade([
      'nightly',
      second,
      '--out',
      out,
      '--workers',
      '1',
      '--record',
      prices,
    ]);
    expect(code, stderr).toBe(0);
    const lines = stdout.trimEnd().split('\n').slice(-3);
    expect(lines[0]).toMatch(/^verdict {2}small-perp: (inadequate|none|watch), as before/);
    expect(lines[1]).toMatch(
      /^changed {2}since the night before, 2024-03-01: .*depth down to the design shock −50%/,
    );
    expect(lines[2]).toMatch(/^why {6}of [+−].* of .* \(down\): depth [+−].* points \(30 paths\)\.$/);
    expect(stdout).toContain(`archive  ${join(out, 'index.html')}\n`);
    const report = JSON.parse(
      readFileSync(join(out, 'sweeps/nightly-small-perp-2024-03-02/reports/0001/report.json'), 'utf8'),
    );
    // Twenty-four hours of half hours after the first report, one of which fell by a tenth: 9 % is covered.
    const [down, up] = report.ownRecord.value;
    expect(down).toMatchObject({ side: 'down', windows: 48, exceptions: 1, reports: 1 });
    expect(up).toMatchObject({ side: 'up', exceptions: 0 });
    expect(report.inputs.map(({ name }: { name: string }) => name)).toContain('aftermath');
    const page = readFileSync(
      join(out, 'sweeps/nightly-small-perp-2024-03-02/reports/0001/report.html'),
      'utf8',
    );
    expect(page).toContain('<span class="no">10</span> Was the report right?');
    expect(page).not.toMatch(/Sections? [\d, and]+ (is|are) left out/);
  });

  it('differ as diff says, of folders with the reason, of files without', async () => {
    const of = (date: string) => join(out, `sweeps/nightly-small-perp-${date}`);
    const { code, stdout } = await cascade(['diff', of('2024-03-02'), of('2024-03-01')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}number +before +now +test\n {2}coverage \(down\) /);
    expect(stdout).toMatch(/\nchanged .*depth down to the design shock \+100%.*\nwhy {6}of .*: depth /);
    const report = (date: string) => join(of(date), 'reports/0001/report.json');
    const files = await cascade(['diff', report('2024-03-02'), report('2024-03-01')]);
    expect(files.stdout).toContain('\nwhy      Two reports alone tell what changed, not why');
    const forward = await cascade(['diff', report('2024-03-01'), report('2024-03-02'), '--json']);
    expect(JSON.parse(forward.stdout)[0].attribution.changed).toContain('depth');
  });
});

it('hindcast runs the nights of a past period, and says how right they were', async () => {
  const place = folder();
  file(place, 'snapshot.json', RICH);
  const sweep = file(place, 'sweep.json', sweepText(SETTINGS));
  const prices = file(place, 'prices.csv', PRICES);
  const period = ['--prices', prices, '--from', '2024-03-01'];
  const out = join(place, 'out');
  const late = await cascade(['hindcast', sweep, ...period, '--to', '2024-03-09', '--out', out]);
  expect(late).toMatchObject({ code: 2, stdout: '' });
  expect(late.stderr).toContain('asOf must be the start of a bar of the prices');
  expect(existsSync(out)).toBe(false);

  const args = ['hindcast', sweep, ...period, '--to', '2024-03-02', '--out', out];
  const { code, stdout, stderr } = await cascade([...args, '--paths', '20', '--workers', '1']);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^2024-03-01 {2}\w+.*\n2024-03-02 {2}\w+.*\narchive {2}.*\n/);
  expect(stdout).toMatch(/\nrecord {3}down: 1 of 48 windows beyond the gap, 0\.24 allowed, zone yellow\n/);
  const report = JSON.parse(
    readFileSync(join(out, 'sweeps/nightly-small-perp-2024-03-02/reports/0001/report.json'), 'utf8'),
  );
  expect(report.assumptions.map(({ id }: { id: string }) => id)).toContain('hindcast');
  expect(report.metrics[0].paths.planned).toBe(20);
});
