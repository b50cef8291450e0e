// Whole sweeps through the binary, over a market small enough for seconds.
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SNAPSHOT, SWEEP, snapshotText, sweepText, workloadOf } from '../sweep/small.ts';
import { cascade, command, file, folder, older } from './cascade.ts';

const inputs = folder();
const { paths: WALKS } = workloadOf();
const sweepFile = file(inputs, 'sweep.json', sweepText());
file(inputs, 'snapshot.json', snapshotText);

/** Every file under a folder, as text of its bytes. */
function filesIn(place: string): Record<string, string> {
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(place, name)).isFile(),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(place, name), 'latin1')]));
}
/** What a report is made of: `receipt.json` tells times, and `index.json` its digest. */
const reportIn = (place: string) =>
  Object.fromEntries(
    Object.entries(filesIn(place)).filter(([name]) => name !== 'receipt.json' && name !== 'index.json'),
  );

describe('nightly', () => {
  const out = folder();
  let answer: {
    sweepId: string;
    status: string;
    folder: string;
    files: string[];
    verdicts: { market: string; published: string }[];
  };
  beforeAll(async () => {
    const { code, stdout, stderr } = await cascade([
      'nightly',
      sweepFile,
      '--out',
      out,
      '--workers',
      '1',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    answer = JSON.parse(stdout);
  });

  it('says where the report is and what its verdict is', async () => {
    expect(answer).toMatchObject({ round: 1, status: 'complete', verdicts: [{ market: 'small-perp' }] });
    expect(answer.files).toContain('report.html');
    const report = JSON.parse(readFileSync(join(answer.folder, 'report.json'), 'utf8'));
    expect(answer.verdicts[0]!.published).toBe(report.verdicts[0].published);
    expect(readFileSync(join(answer.folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('finds the report again, and tells it to people', async () => {
    const { code, stdout, stderr } = await command(['nightly', sweepFile, '--out', out]);
    expect(code).toBe(0);
    const { published } = answer.verdicts[0]!;
    expect(stdout).toMatch(
      new RegExp(`^verdict {2}small-perp: ${published}.* ${WALKS} of ${WALKS} paths$`, 'm'),
    );
    expect(stdout).toContain(`report   ${answer.folder}/report.html\n`);
    expect(stdout).toMatch(
      /\nchanged {2}the first night of small-perp here\nwhy {6}No earlier report is named[^\n]*\n$/,
    );
    expect(stderr).toMatch(new RegExp(`^nightly-small-perp-2024-03-01: 32 cells, ${WALKS} walks, `));
    expect(stderr).toContain('; planned before, what is finished is not run again\n');
  });

  it('makes the report again from its results: the same bytes', async () => {
    const to = folder();
    expect((await command(['report', out, '--to', to])).code).toBe(0);
    expect(filesIn(to)).toEqual(reportIn(answer.folder));
    for (const place of [out, join(out, 'sweeps', answer.sweepId), answer.folder]) {
      const { code, stdout } = await command(['report', place, '--json']);
      expect(code).toBe(0);
      const { files } = JSON.parse(stdout);
      expect(new Set(Object.values(files))).toEqual(new Set(['same']));
      expect(Object.keys(files).sort()).toEqual(Object.keys(filesIn(to)).sort());
    }
  });

  it('says which file is not what the results say', async () => {
    const copy = folder();
    cpSync(out, copy, { recursive: true });
    const place = join(copy, 'sweeps', answer.sweepId, 'reports', '0001');
    writeFileSync(join(place, 'report.html'), 'adequate');
    const { code, stderr } = await command(['report', place]);
    expect(code).toBe(1);
    expect(stderr).toBe('report must be the same bytes again, got others for report.html\n');
  });

  it('writes its charts as files, and every path of a cell as a table: the rows of the report', async () => {
    const charts = folder();
    const { stderr } = await command(['report', out, '--charts', charts]);
    expect(stderr).toBe(`${charts}: ${readdirSync(charts).length} charts\n`);
    expect(readFileSync(join(charts, 'chart-2-down.svg'), 'utf8')).toMatch(/^<svg xmlns=/);

    const cell = 'small-perp/full/L10000/m10000/d10000/s-1500';
    const table = join(folder(), 'paths.csv');
    const all = ['simulate', '--cell', cell, '--out', out, '--paths'];
    expect((await command([...all, table])).code).toBe(0);
    const reported = readFileSync(join(answer.folder, 'tables/paths.csv'), 'utf8').split('\n');
    const own = reported.filter((line, i) => i === 0 || line.startsWith(`${cell},`));
    expect(own).toHaveLength(31);
    expect(readFileSync(table, 'utf8')).toBe(`${own.join('\n')}\n`);
    const refused = await command([...all, 'paths.xlsx']);
    expect(refused).toMatchObject({
      code: 2,
      stderr: '--paths must end in .csv or .parquet, got paths.xlsx\n',
    });
  });

  it('runs any path of a cell again, and gets what the sweep got', async () => {
    const [header, ...lines] = readFileSync(join(answer.folder, 'tables/paths.csv'), 'utf8')
      .trim()
      .split(/\r?\n/);
    const names = header!.split(',');
    const at = (line: string, name: string) => line.split(',')[names.indexOf(name)]!;
    const ofPath7 = lines.filter((line) => at(line, 'path') === '7');
    // Today's tables and the proposed ones, the venue's own mechanism and one that is compared with it.
    for (const part of ['/full/', '/slow/', '/candidate']) {
      const row = ofPath7.find((line) => at(line, 'cellId').includes(part))!;
      const cell = at(row, 'cellId');
      const { code, stdout } = await command([
        'simulate',
        '--cell',
        cell,
        '--path',
        '7',
        '--out',
        out,
        '--json',
      ]);
      expect(code).toBe(0);
      const { outcome, ticks } = JSON.parse(stdout);
      expect(ticks.length).toBe(outcome.ticks);
      const again = {
        draw: outcome.deficit + outcome.openDeficit + outcome.adlHaircut,
        liquidated: outcome.liquidatedNotional,
        totalMove: outcome.movePeak,
        amplification: outcome.amplificationPeak,
        rounds: outcome.rounds,
        badDebt: outcome.badDebt,
      };
      for (const [name, value] of Object.entries(again)) {
        const kept = Number(at(row, name));
        const off = Math.abs(value - kept) / Math.max(1, Math.abs(kept));
        expect(off, `${cell} ${name}: ${value} for ${kept}`).toBeLessThanOrEqual(1e-9);
      }
      expect(again.liquidated).toBeGreaterThan(0);
    }
  });

  it('runs all paths of a cell again, and tells one of them', async () => {
    const cell = 'small-perp/full/L10000/m10000/d10000/s-1500';
    const summary = await command(['simulate', '--cell', cell, '--out', out]);
    expect(JSON.parse(summary.stdout)).toMatchObject({ planned: 30, done: 30, failed: 0 });
    const told = await command(['simulate', '--cell', cell, '--path', '3', '--out', out, '--trace']);
    expect(told.stdout).toMatch(
      /^small-perp\/full\/L10000\/m10000\/d10000\/s-1500 path 3: linear contract at 100, 30 longs/,
    );
    expect(told.stdout).toContain('the price is shocked by -15 % over 30 min 00 s, on a random way\n');
  });

  it.each([
    [
      ['--cell', 'small-perp/full/L1/m10000/d10000/s-1500'],
      '--cell must be a cell of the sweep, such as small-perp/full/L10000/m10000/d10000/s-2500, got small-perp/full/L1',
    ],
    [['--cell', 'nonsense'], '--cell must be a cell of the sweep'],
    [
      ['--cell', 'small-perp/full/L10000/m10000/d10000/s-1500', '--path', '30'],
      'path must be from 0 to 29, the paths of small-perp/full',
    ],
    [
      ['--cell', 'small-perp/full/L10000/m10000/d10000/s-1500', '--sweep-id', 'other'],
      '--sweep-id must be one of nightly-small-perp-2024-03-01, got other',
    ],
    [
      ['--cell', 'small-perp/full/L10000/m10000/d10000/s-1500', '--trace'],
      '--trace must have a --path beside --cell, got all paths',
    ],
  ])('refuses simulate %j', async (args, message) => {
    const { code, stderr } = await command(['simulate', ...args, '--out', out]);
    expect(code).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
  });
});

describe('sweep', () => {
  it('stops at the estimate, and writes nothing', async () => {
    const out = join(folder(), 'out');
    const { code, stdout } = await command(['sweep', sweepFile, '--dry-run', '--json', '--out', out]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cells: 32, paths: WALKS, known: false });
    expect(existsSync(out)).toBe(false);
  });

  it('asks, and where nobody can answer, must be told', async () => {
    const out = join(folder(), 'out');
    const refused = await command(['sweep', sweepFile, '--out', out]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe(
      'sweep must be confirmed with --yes where nobody can answer, got no terminal\n',
    );
    expect(existsSync(out)).toBe(false);
    const told = await command(['sweep', sweepFile, '--out', out, '--yes']);
    expect(told.code).toBe(0);
    expect(told.stdout).toContain('/report.html\n');
  });
});

it('stops at Ctrl-C, goes on with the same command, and ends with the report of a run that never stopped', async () => {
  const long = file(inputs, 'long.json', sweepText({ paths: { decision: 1_000, other: 300 } }));
  const out = folder();
  let sent = false;
  const stopped = await cascade(['nightly', long, '--out', out, '--workers', '2'], {
    ...(older && { node: older }), // the signal must find its way to the Node that runs
    watch: (stderr, signal) => {
      if (sent || !stderr.includes(' walks, ')) return;
      sent = true;
      setTimeout(() => signal('SIGINT'), 200);
    },
  });
  expect(stopped.code, stopped.stderr).toBe(130);
  expect(stopped.stdout).toBe('');
  expect(stopped.stderr).toContain('stopped: run the same command again to go on from here\n');

  const run = async (place: string) => {
    const { code, stdout, stderr } = await command(['nightly', long, '--out', place, '--json']);
    expect(code, stderr).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer.status).toBe('complete');
    return reportIn(answer.folder);
  };
  expect(await run(out)).toEqual(await run(folder()));
});

describe('bad input', () => {
  const change = (changes: Partial<Record<keyof typeof SNAPSHOT, unknown>>) =>
    JSON.stringify({ ...SNAPSHOT, ...changes });
  const { tiers, market, axes } = { ...SNAPSHOT, ...SWEEP };
  it.each<[string, string, string, string]>([
    [
      'a snapshot with an unknown field',
      sweepText(),
      JSON.stringify({ ...SNAPSHOT, mood: 'calm' }),
      'nothing else, got mood',
    ],
    [
      'a negative open interest',
      sweepText(),
      change({ market: { ...market, openInterest: -1 } }),
      'snapshot.market.openInterest must be',
    ],
    [
      'rates that fall',
      sweepText(),
      change({ tiers: [...tiers, { floor: 200_000, rate: 0.01, maxLeverage: 10 }] }),
      'snapshot.tiers.3.rate must not fall below the rate before it, 0.05, got 0.01',
    ],
    [
      'crossed depth',
      sweepText(),
      change({
        depth: { kind: 'levels', reference: 100, bids: [[101, 1]], asks: [[100.5, 1]], beyond: 'stop' },
      }),
      'the depth is crossed, got 101',
    ],
    [
      'empty positions',
      sweepText(),
      change({ positions: { kind: 'accounts', rows: [] } }),
      'snapshot.positions.rows must be a list of 1 to 100000 entries, got []',
    ],
    [
      'an axis with duplicates',
      sweepText({ axes: { ...axes, leverageBps: [10_000, 10_000] } }),
      snapshotText,
      'sweep.axes.leverageBps',
    ],
    [
      'an axis out of range',
      sweepText({ axes: { ...axes, shockBps: [-10_000, -1_500, 1_500] } }),
      snapshotText,
      'sweep.axes.shockBps.0',
    ],
    ['a grid above maxCells', sweepText({ budget: { maxCells: 31 } }), snapshotText, '31'],
    ['a snapshot that is cut off', sweepText(), snapshotText.slice(0, -40), 'snapshot must be JSON, got '],
  ])('is refused before any work: %s', async (_, sweep, snapshot, message) => {
    const place = folder();
    file(place, 'snapshot.json', snapshot);
    const out = join(place, 'out');
    const { code, stdout, stderr } = await command([
      'nightly',
      file(place, 'sweep.json', sweep),
      '--out',
      out,
    ]);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stderr).toMatch(/ must .*, got /);
    expect(existsSync(out)).toBe(false);
  });

  it('is refused with its row: a file of positions', async () => {
    const place = folder();
    const csv = 'side,quantity,entryPrice,collateral\nlong,10,100,20\nshort,none,100,20\n';
    file(place, 'positions.csv', csv);
    const positions = { kind: 'accounts', file: 'positions.csv', sha256: '0'.repeat(64), count: 2 };
    file(place, 'snapshot.json', change({ positions }));
    const args = ['nightly', file(place, 'sweep.json', sweepText()), '--out', join(place, 'out')];
    const digest = await command(args);
    expect(digest.code).toBe(2);
    expect(digest.stderr).toMatch(/^positions\.csv must have the digest 0{64}, got [0-9a-f]{64}\n$/);

    const sha256 = /got ([0-9a-f]{64})/.exec(digest.stderr)![1];
    file(place, 'snapshot.json', change({ positions: { ...positions, sha256 } }));
    const row = await command(args);
    expect(row.code).toBe(2);
    expect(row.stderr).toMatch(/^positions\.csv row 2 quantity must be a number > 0, got "none"\n$/);
    expect(existsSync(join(place, 'out'))).toBe(false);
  });
});
