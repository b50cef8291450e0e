// Banks as files: their table, in our columns or the EBA's, and the grid that names it.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failuresThatFall, parseBankGrid, runBankGrid } from '../../shared/market/bank-grid.ts';
import { banksFromCsv } from '../../shared/market/bank-table.ts';

const EXAMPLE = 'examples/eu-banks';
const rows = banksFromCsv('banks.csv', readFileSync(`${EXAMPLE}/banks.csv`, 'utf8'));
const grid = readFileSync(`${EXAMPLE}/grid.json`, 'utf8');

describe('a table of banks', () => {
  const table = (row: string) =>
    banksFromCsv('b.csv', `id,equity,leveragePercent,debtSecurities,governmentBonds\n${row}\n`);

  it('is read in the form in which the stress test is published', () => {
    const text =
      'bank_id,CET1E,leverage,debt_sec,govbonds\nAT01 14712 6.55 34241 13+27682\nDK07 9354 4.8 0 0\n';
    expect(banksFromCsv('EBA.csv', text)).toEqual([
      { id: 'AT01', equity: 14_712, ratio: 0.0655, debtSecurities: 34_241, governmentBonds: 27_695 },
      { id: 'DK07', equity: 9_354, ratio: 4.8 / 100, debtSecurities: 0, governmentBonds: 0 },
    ]);
  });

  it.skipIf(!existsSync('../shared/data/eba-2018'))('holds in the example what was published', () => {
    const file = '../shared/data/eba-2018/firesale_EBA_2018.csv';
    expect(banksFromCsv('EBA.csv', readFileSync(file, 'utf8'))).toEqual(rows);
  });

  it.each([
    ['A,10,5,0,0\nA,10,5,0,0', 'b.csv row 2 id must stand once, got "A"'],
    ['A,0,5,0,0', 'b.csv row 1 equity must be money > 0, got'],
    ['A,10,0,0,0', 'b.csv row 1 leveragePercent must be above 0, at most 100, got'],
    ['A,10,101,0,0', 'b.csv row 1 leveragePercent must be above 0, at most 100, got'],
    ['A,10,5,-1,0', 'b.csv row 1 debtSecurities must be money >= 0, got'],
    ['A,10,5,20,1+x', 'b.csv row 1 governmentBonds must be money >= 0, got'],
    ['A,10,5,20,21', 'b.csv row 1 governmentBonds must be at most its debtSecurities, 20, got 21'],
    ['A,10,5,191,0', 'b.csv row 1 debtSecurities must be at most its assets without cash, 190, got 191'],
  ])('refuses %j', (row, message) => {
    expect(() => table(row)).toThrow(message);
  });
});

describe('a grid of fire sales', () => {
  const wrong = (change: object) => () =>
    parseBankGrid('grid.json', JSON.stringify({ ...JSON.parse(grid), ...change }));
  const rule = { id: 'own', failsBelow: 0.03, actsBelow: 0.04, target: 0.05, steps: 6 };

  it.each([
    [{ schema: 'bank-grid/2' }, 'grid.json.schema must be bank-grid/1, got "bank-grid/2"'],
    [{ shockBps: [0, 500, 500] }, 'grid.json.shockBps.2 must be above the shock before it, got 500'],
    [{ impactBps: [10_000] }, 'grid.json.impactBps.0 must be a whole number of basis points from 0 to 9999'],
    [{ rules: [rule, rule] }, 'grid.json.rules.1.id must stand once, got "own"'],
    [
      { rules: [{ ...rule, target: 0.02 }] },
      'grid.json.rules.0.target must be at least failsBelow, 0.03, got 0.02',
    ],
    [{ rules: [{ ...rule, actsBelow: 4 }] }, 'grid.json.rules.0.actsBelow must be'],
    [{ buffer: 0.04 }, 'and nothing else, got buffer'],
  ])('refuses %j', (change, message) => {
    expect(wrong(change)).toThrow(message);
  });

  it('has a point for each rule, shock and impact, and says where more shock fails fewer', () => {
    const parsed = parseBankGrid('grid.json', grid);
    const points = runBankGrid(parsed, rows);
    expect(points.length).toBe(2 * 22 * 21);
    const at = (shockBps: number, impactBps: number) =>
      points.find(
        (one) => one.rule === 'threshold' && one.shockBps === shockBps && one.impactBps === impactBps,
      )!;
    expect([at(2_000, 0), at(2_000, 100), at(2_000, 200)].map(({ failures }) => failures)).toEqual([
      7, 18, 32,
    ]);
    const falls = failuresThatFall(points.filter((point) => point.rule === 'threshold'));
    expect(falls.find(({ from }) => from.impactBps === 100)).toEqual({
      from: at(2_000, 100),
      to: at(2_100, 100),
    });
    // Without any impact nobody is caught by others.
    expect(falls.some(({ from }) => from.impactBps === 0)).toBe(false);
  });
});
