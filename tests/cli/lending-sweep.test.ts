// `cascade lending`: a page and its numbers, the same bytes each time; what is refused; the examples, and real accounts.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readLendingSweep } from '../../cli/local/lending-delivery.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { atRisk, healthBands } from '../../shared/risk/lending/at-risk.ts';
import { SWEEP, scenarioValue } from '../sweep/lending/small-lending.ts';
import { cascade, command } from './cascade.ts';

/** A folder with a sweep and its scenario, each with other values of some fields. */
function folderWith(
  change: object = {},
  scenario: object = scenarioValue(),
): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lending-'));
  const file = join(folder, 'sweep.json');
  writeFileSync(join(folder, 'market.json'), JSON.stringify(scenario));
  writeFileSync(file, `// of a test\n${JSON.stringify({ ...SWEEP, ...change })}`);
  return { folder, file };
}

describe('a sweep of a lending market', () => {
  it('gives a page and its numbers, the same bytes again, and from a scenario that stands inside', async () => {
    const { folder, file } = folderWith();
    const inside = folderWith({ scenario: scenarioValue() }).file;
    const runs = [];
    for (const [i, own] of [file, file, inside].entries()) {
      const out = join(folder, String(i));
      const { code, stdout, stderr } = await command(['lending', own, '--out', out]);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^3 assets, 2 pools, 6 borrowers: 32 cells of 12 ticks\n/),
      ]);
      expect(stdout).toMatch(/^market: adequate\nAfter a fall of 20% of COIN: bad debt is 0%/);
      runs.push(['lending.html', 'lending.json'].map((name) => readFileSync(join(out, name), 'utf8')));
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
    const [page, numbers] = runs[0] as [string, string];
    const report = JSON.parse(numbers);
    expect(report).toMatchObject({
      schema: 'lending-report/1',
      currency: 'USD',
      verdict: { word: 'adequate' },
    });
    expect(report.cells).toHaveLength(32);
    expect(page).toContain(sha256(numbers));
  });

  it('is told as JSON', async () => {
    const { folder, file } = folderWith();
    const { stdout } = await command(['lending', file, '--out', join(folder, 'out'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      word: 'adequate',
      decidedBy: 'bad_debt',
      firstToxic: 'f2000/c0/w0/d1',
      files: [/lending.html$/, /lending.json$/].map((own) => expect.stringMatching(own)),
    });
  });

  it('is named by what the accounts beside its scenario say', async () => {
    const rows = 'collateral,debt,threshold,healthf\n40000,20000,8000,1.6\n';
    const { folder, file } = folderWith(
      {},
      {
        config: {
          ...scenarioValue().config,
          borrowers: { file: 'accounts.csv', collateralAsset: 0, debtAsset: 1 },
        },
      },
    );
    writeFileSync(join(folder, 'accounts.csv'), rows);
    const first = await readLendingSweep(file);
    expect(first.scenario.input.borrowers.count).toBe(1);
    writeFileSync(join(folder, 'accounts.csv'), `${rows}1,0,8000,0\n`);
    expect((await readLendingSweep(file)).scenarioDigest).not.toBe(first.scenarioDigest);
    writeFileSync(join(folder, 'accounts.csv'), `${rows}1,1e300,8000,0\n`);
    await expect(readLendingSweep(file)).rejects.toThrow(
      /^accounts\.csv row \d+ debt must be 0, or from 1e-100 to 2\^53 in size, got "1e300"$/,
    );
  });

  it('ends on Ctrl-C, and keeps nothing', async () => {
    const fallBps = Array.from({ length: 60 }, (_, i) => 100 * i);
    const { folder, file } = folderWith(
      {
        axes: { fallBps, withdrawalRun: Array.from({ length: 64 }, (_, i) => i / 64) },
        design: { fallBps: 500 },
      },
      { config: { ...scenarioValue().config, ticks: 3_000 } },
    );
    let asked = false;
    const { code, stderr } = await cascade(['lending', file, '--out', join(folder, 'out')], {
      watch: (text, signal) => {
        if (asked || !text.includes('cells of')) return;
        asked = true;
        setTimeout(() => signal('SIGINT'), 300);
      },
    });
    expect([code, stderr]).toEqual([130, expect.stringContaining('stopping; nothing is kept')]);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.each([
    [{ design: { fallBps: 1 } }, scenarioValue(), 'sweep.design.fallBps must be one of axes.fallBps, got 1'],
    [
      { limits: [{ id: 'p_ruin', op: '<=', value: 0 }] },
      scenarioValue(),
      'sweep.limits.0.id must be bad_debt',
    ],
    [
      { fall: { assets: [1], ticks: 1 } },
      scenarioValue(),
      'sweep.fall.assets.0 must be an asset of the scenario',
    ],
    [
      {},
      { name: 'x', config: { p0: 1 } },
      'sweep.scenario must be a lending scenario, with pools in its config, got another one',
    ],
    [
      {},
      { config: { ...scenarioValue().config, dt: 0 } },
      'scenario.config.dt must be a number of seconds > 0',
    ],
    [{ scenario: 'none.json' }, scenarioValue(), 'none.json must be there, got nothing'],
  ])('is refused with exit code 2, and nothing is written: %j', async (change, scenario, message) => {
    const { folder, file } = folderWith(change, scenario);
    const { code, stderr } = await command(['lending', file, '--out', join(folder, 'out')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});

describe('the examples', () => {
  const FOLDER = 'examples/lending-2026-04';

  it('are made again to the byte', () => {
    const made = mkdtempSync(join(tmpdir(), 'lending-'));
    execFileSync(process.execPath, [`${FOLDER}/make.ts`, made]);
    expect(readFileSync(join(made, 'market.json'), 'utf8')).toBe(
      readFileSync(`${FOLDER}/market.json`, 'utf8'),
    );
  });

  it.each([
    ['eth-fall.json', 'adequate', null],
    ['rseth-depeg.json', 'inadequate', 'f400/c0/w0/d1'],
  ])('%s is run, and an ordinary day is ordinary', async (name, word, firstToxic) => {
    const out = mkdtempSync(join(tmpdir(), 'lending-'));
    const { code } = await command(['lending', `${FOLDER}/${name}`, '--out', out]);
    const report = JSON.parse(readFileSync(join(out, 'lending.json'), 'utf8'));
    expect([code, report.verdict.word, report.firstToxic]).toEqual([0, word, firstToxic]);
    const ordinary = report.cells.find(
      ({ id }: { id: string }) => id === `f${report.sweep.ordinaryFallBps}/c0/w0/d1`,
    );
    expect(ordinary).toMatchObject({
      badDebt: 0,
      openDeficit: 0,
      toxic: 0,
      fullSeconds: 0,
      called: { borrowers: 0 },
    });
  });
});

const REAL = '../shared/data/aave-positions/aave_v2_steth_2023-06.csv.gz';

const isThere = existsSync(REAL);
if (!isThere) console.warn(`${REAL} is absent: a lending sweep over real accounts is not run`);

describe.skipIf(!isThere)('1,309 accounts of Aave v2', () => {
  const text = isThere ? gunzipSync(readFileSync(REAL)).toString() : '';
  const { folder, file } = folderWith(
    {
      assets: [{ name: 'stETH', loanToValue: 0.72 }, { name: 'ETH' }],
      fall: { assets: [0], ticks: 4 },
      run: { assets: [] },
      axes: { fallBps: [0, 500, 2_000], thresholdCutBps: [0, 200], ltvCutBps: [200] },
      loops: [{ collateral: 0, debt: 1, yieldRate: 0.04 }],
    },
    {
      config: {
        dt: 3_600,
        ticks: 24,
        assets: [
          { price: 1, slope: 1e-6, decayPerTick: 0.9, permanentShare: 0.2, bonus: 0.05 },
          { price: 1 },
        ],
        pools: [
          {
            asset: 1,
            curve: { kink: 0.8, slope1: 0.03, slope2: 0.8 },
            reserveFactor: 0.15,
            borrowed: 600_000,
            cash: 200_000,
          },
        ],
        borrowers: { file: 'accounts.csv', collateralAsset: 0, debtAsset: 1 },
        closeFactor: { half: 0.5, fullBelow: 0.95, small: 0 },
      },
    },
  );
  writeFileSync(join(folder, 'accounts.csv'), text);

  it('stand in the bands that their export states, and only dust below 1', async () => {
    const { input } = (await readLendingSweep(file)).scenario;
    const bands = healthBands(input, [0]);
    // Counted from the column `healthf` of the export.
    expect(bands.map(({ borrowers }) => borrowers)).toEqual([4, 9, 18, 136, 204, 287, 651]);
    expect(bands[1]!.debt).toBeCloseTo(40_425.194, 3);
    expect(bands[0]!.debt).toBeLessThan(1);
    // With one asset pledged a fall g reaches whoever has a health below 1/(1 - g): 1.0526 at 5 %.
    const five = atRisk(input, [0], []).find(({ fallBps }) => fallBps === 500)!;
    expect(five.borrowers).toBeGreaterThanOrEqual(13);
    expect(five.debt / 509_688).toBeLessThan(0.09);
  });

  it('are run', async () => {
    const { code, stdout } = await command(['lending', file, '--out', join(folder, 'out')]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^market: (adequate|inadequate)\n/)]);
  });
});
