import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../shared/report/build.ts';
import { benchOf, type Dials, runOf, runPaths, todayAt } from '../../../shared/report/whatif/bench.ts';
import { pageMarketOf } from '../../../shared/report/whatif/build.ts';
import { selfCheck } from '../../../shared/report/whatif/check.ts';
import { bitsOf, doublesIn, packed, unpacked } from '../../../shared/report/whatif/pack.ts';
import type { PageMarket } from '../../../shared/report/whatif/page-market.ts';
import { shownOf } from '../../../shared/report/whatif/shown.ts';
import { cellAt } from '../../../shared/sweep/cells.ts';
import { createWorkbench, runCells } from '../../../shared/sweep/run-cells.ts';
import { summarise } from '../../../shared/sweep/tally.ts';
import { SNAPSHOT } from '../../sweep/small.ts';
import { pageOf } from '../files.ts';
import { asCarried, LISTED, realInput } from './real.ts';

const ALLOWED = { publishPositions: true } as const;
const markets = [
  ['estimated positions', realInput()],
  ['listed accounts, two of one owner', realInput({ positions: LISTED }, ALLOWED)],
  ['a reserved fee and an inverse contract', realInput(inverse())],
] as const;

describe.each(markets)('a page with %s', (_name, input) => {
  const page = asCarried(input);
  const { manifest, market } = input;
  const bench = benchOf(page, page.cells);
  const every = Array.from({ length: manifest.cells }, (_, index) => cellAt(manifest, index));

  it('runs every cell of the sweep to the same bits as a worker', () => {
    const cells = every.filter(({ kind }) => ['current', 'compare', 'candidate'].includes(kind));
    const { cells: theirs, paths } = runCells(manifest, createWorkbench(market), cells);
    for (const [i, cell] of cells.entries()) {
      const run = runOf(bench, dialsOf(page, cell), cell.paths);
      runPaths(bench, run, 3); // in pieces, as they are asked for
      runPaths(bench, run, cell.paths);
      const own = summarise(run.tally);
      expect({ ...own.summary, cell: 0 }, cell.id).toEqual({ ...theirs[i], cell: 0 });
      if (cell.decision) expect(own.paths, cell.id).toEqual(paths.get(cell.index));
    }
    expect(cells.some(({ tiers }) => tiers === 'candidate')).toBe(true);
    expect(theirs.some(({ failing }) => failing > 0)).toBe(true);
  });

  it('reproduces a published cell, and says which number differs where one bit does', () => {
    const checked = selfCheck(bench);
    expect(checked).toEqual({
      cell: expect.stringMatching(/s-1500$/),
      paths: 30,
      numbers: 41,
      of: 30,
      differs: null,
    });
    const numbers = [...doublesIn(page.cells.check.bits)];
    const bytes = new Float64Array([numbers[41 * 4 + 2]!]);
    new BigUint64Array(bytes.buffer)[0]! ^= 1n;
    numbers[41 * 4 + 2] = bytes[0]!;
    const damaged = { ...page.cells, check: { ...page.cells.check, bits: bitsOf(numbers) } };
    expect(selfCheck(benchOf(page, damaged)).differs).toMatch(/^need of path 4 must be .*, got /);
  });

  it('publishes of each base cell what its own core shows of it', () => {
    for (const { shockBps, paths, shown, worst } of page.cells.published) {
      const run = runOf(bench, todayAt(page, shockBps), paths);
      runPaths(bench, run, paths);
      const { summary, paths: kept } = summarise(run.tally);
      const isKept = worst !== null || Math.abs(shockBps) > 1_000;
      expect(shownOf({ summary, paths: isKept ? kept : null, planned: paths })).toEqual(shown);
      if (worst !== null) expect(kept!.draw[kept!.path.indexOf(worst)]).toBe(Math.max(...kept!.draw));
    }
    expect(page.cells.published.some(({ worst }) => worst !== null)).toBe(true);
  });
});

it('tiers that move apart ask for what a table of those rates asks, and rates that fall are refused', () => {
  const page = asCarried(markets[0][1]);
  const bench = benchOf(page, page.cells);
  const today = todayAt(page, -1_500);
  expect([...runOf(bench, { ...today, maintenanceBps: [10_000, 20_000, 20_000] }, 1).tiers.rate]).toEqual([
    0.01, 0.04, 0.1,
  ]);
  expect([
    ...runOf(bench, { ...today, maintenanceBps: [10_000, 20_000, 20_000] }, 1).tiers.deduction,
  ]).toEqual([0, expect.closeTo(20_000 * 0.03, 9), expect.closeTo(20_000 * 0.03 + 100_000 * 0.06, 9)]);
  expect(() => runOf(bench, { ...today, maintenanceBps: [30_000, 10_000, 10_000] }, 1)).toThrow(
    /must not fall from tier to tier, got 0.02 in tier 2 after 0.03/,
  );
});

describe('what a page does not carry', () => {
  const [, estimated] = markets[0];
  const [, allowed] = markets[1];
  const { publishPositions: _allowed, ...sweep } = allowed.manifest.sweep;

  it('is what listed accounts hold, unless the sweep file allows it', () => {
    const page = pageMarketOf({ ...allowed, manifest: { ...allowed.manifest, sweep } });
    expect(page).toMatchObject({ cells: null, reason: 'POSITIONS_NOT_PUBLISHED' });
    expect(page.tiers.rate).toEqual([0.01, 0.02, 0.05]);
    expect(JSON.stringify(page)).not.toContain('2800');
  });

  it('is any name, where it carries positions', () => {
    const page = JSON.stringify(pageMarketOf(allowed));
    expect(page).toContain('2800');
    expect(page).not.toMatch(/secret|hidden|alone|desk/);
  });

  it('is more than fits', () => {
    const { accounts } = allowed.market;
    const market = { ...allowed.market, accounts: { ...accounts!, count: 60_000 } };
    expect(pageMarketOf({ ...allowed, market })).toMatchObject({ cells: null, reason: 'TOO_LARGE' });
  });

  it('is a market whose base cells kept nothing to check against', () => {
    const results = { ...estimated.results, paths: new Map() };
    expect(pageMarketOf({ ...estimated, results })).toMatchObject({
      cells: null,
      reason: 'NO_PUBLISHED_CELL',
    });
  });

  it('is cells, where several markets have no room for them', () => {
    const { body, rows } = buildReport(estimated);
    const [own] = rows.whatIf;
    const large = { ...own!, symbol: 'x'.repeat(900_000) };
    expect(pageOf({ body, rows })).toContain('Open the what-if panel');
    const page = pageOf({ body, rows: { ...rows, whatIf: [large] } });
    expect(page).toContain('what the market is made of would make it larger than 1 MB');
    expect(page).not.toContain('Open the what-if panel');
  });
});

it('packs a column the shorter way, and unpacks the same bits', () => {
  const few = Float64Array.from({ length: 40 }, (_, i) => 0.1 + (i % 3) / 3);
  const many = Float64Array.from({ length: 40 }, (_, i) => i);
  expect(packed(few)).toHaveProperty('of');
  expect(packed(many)).not.toHaveProperty('of');
  for (const column of [few, many])
    expect(unpacked(JSON.parse(JSON.stringify(packed(column))))).toEqual(column);
});

function dialsOf(page: PageMarket, cell: ReturnType<typeof cellAt>): Dials {
  const { leverageBps, depthBps, mechanism, shockBps, maintenanceBps, tiers } = cell;
  return {
    ...todayAt(page, shockBps),
    leverageBps,
    depthBps,
    mechanism,
    maintenanceBps: page.tiers.floor.map(() => maintenanceBps),
    table: tiers === 'current' ? 'today' : 'proposed',
  };
}

/** A coin market: the same book turned round, quantities in quote currency. */
function inverse() {
  const { market, rules, tiers, positions } = SNAPSHOT;
  return {
    market: { ...market, contract: 'inverse', settlementCurrency: 'COIN', openInterest: 500_000 },
    tiers: tiers.map(({ floor, ...row }) => ({ ...row, floor: floor / 100 })),
    depth: { kind: 'law', law: { law: 'exponential', beta: 0.0000005 } },
    rules: { ...rules, reservedFeeRate: 0.0005 },
    fund: { balance: 20 },
    positions,
  };
}
