import { describe, expect, it } from 'vitest';
import { tiersOf } from '../../../shared/cascade/margin/tiers.ts';
import { COLUMN } from '../../../shared/cascade/outcome.ts';
import { benchOf, runOf, runPath, todayAt } from '../../../shared/report/whatif/bench.ts';
import { pictureOf } from '../../../shared/report/whatif/picture.ts';
import { alongPaths, portfolioOf } from '../../../shared/report/whatif/portfolio.ts';
import { asCarried, realInput } from './real.ts';

describe('a path told for a picture', () => {
  const page = asCarried(realInput());
  const bench = benchOf(page, page.cells);
  const cell = page.cells.published.find(({ shockBps }) => shockBps === -1_500)!;
  const dials = todayAt(page, -1_500);
  const picture = pictureOf(bench, dials, cell.worst!);
  const row = new Float64Array(bench.row.length);
  runPath(bench, runOf(bench, dials, cell.paths), cell.worst!);
  row.set(bench.row);

  it('ends where the path ends: price, fund, bad debt, who paid', () => {
    expect(picture.fund.at(-1)).toBeCloseTo(row[COLUMN.fundEnd]!, 9);
    expect(picture.badDebt.at(-1)).toBeCloseTo(row[COLUMN.badDebt]!, 9);
    const worst = Math.min(...picture.price);
    expect(worst / page.startPrice - 1).toBeCloseTo(row[COLUMN.movePeak]!, 9);
    const paid = Object.fromEntries(picture.payers.map(({ who, amount }) => [who, amount]));
    expect(paid.fundDraw).toBeCloseTo(row[COLUMN.fundDraw]!, 9);
    expect(paid.deficit).toBeCloseTo((paid.fundDraw ?? 0) + (paid.socialised ?? 0) + (paid.badDebt ?? 0), 6);
    expect(paid.adlHaircut).toBeGreaterThan(0);
  });

  it('tells everything that was closed, once, and everybody who was reached', () => {
    const sum = picture.closings
      .filter(({ how }) => how !== 'adlwin')
      .reduce((total, { notional }) => total + notional, 0);
    expect(sum).toBeCloseTo(row[COLUMN.liquidatedNotional]!, 6);
    expect(picture.closed).toBe(row[COLUMN.accountsClosed]);
    expect(picture.reached.reduce((total, own) => total + own, 0)).toBe(row[COLUMN.accountsTriggered]);
    expect(picture.closings.some(({ how, side }) => how === 'adlwin' && side < 0)).toBe(true);
  });

  it('names the largest accounts by what they held, longs under water after their trigger', () => {
    const [first, second] = picture.accounts;
    expect(first!.notional).toBeGreaterThanOrEqual(second!.notional);
    for (const { side, trigger, bankruptcy } of picture.accounts) {
      expect(side).toBe(1);
      expect(trigger).toBeGreaterThan(bankruptcy!);
    }
  });
});

describe('pasted positions', () => {
  const tiers = tiersOf([
    { floor: 0, rate: 0.01, maxLeverage: 50 },
    { floor: 1_000, rate: 0.05, maxLeverage: 10 },
  ]);
  const linear = { contract: 'linear', startPrice: 100, tiers } as const;

  it('have the trigger that the core gives them: a coin bought at 100 with 10 of margin goes at 90.91', () => {
    expect(portfolioOf('long 1 100 10', linear)).toEqual([
      {
        side: 1,
        quantity: 1,
        entryPrice: 100,
        collateral: 10,
        notional: 100,
        equity: 10,
        maintenance: 1,
        tier: 1,
        trigger: expect.closeTo(90 / 0.99, 12),
        distance: expect.closeTo(0.9 / 0.99 - 1, 12),
        bankruptcy: 90,
      },
    ]);
  });

  it('read as venues name and part them: signed sizes, tabs, commas, any order', () => {
    const pasted = 'Entry Price\tSize\tcollateral\n101\t-20\t300\n100\t20\t300\n';
    const [short, long] = portfolioOf(pasted, linear);
    expect([short!.side, short!.tier, long!.side, long!.quantity]).toEqual([-1, 2, 1, 20]);
    expect(short!.trigger).toBeGreaterThan(100);
    expect(portfolioOf('buy, 1, 100, 10\n', linear)[0]!.side).toBe(1);
  });

  it('are reached already where equity is below maintenance, and never where nothing reaches them', () => {
    const [reached, never] = portfolioOf('long 1 100 0.5\nlong 1 100 150', linear);
    expect([reached!.trigger, reached!.distance]).toEqual([100, 0]);
    expect([never!.trigger, never!.distance, never!.bankruptcy]).toEqual([null, null, null]);
  });

  it('are counted along paths whose price gets to their trigger; a shock the other way says nothing', () => {
    const positions = portfolioOf('long 1 100 10\nlong 1 100 20\nlong 1 100 150\nshort 1 100 10', linear);
    const moves = new Float64Array([-0.05, 90 / 0.99 / 100 - 1, -0.15, -0.25]);
    expect(alongPaths(positions, linear, { shockBps: -1_000, moves })).toEqual({
      shockBps: -1_000,
      of: 4,
      reached: [3, 1, 0, null],
    });
  });

  it.each([
    ['', /^positions must have at least one line, got none/],
    ['long 1 100', /^positions row 1 must have 4 values \(side, quantity, entryPrice, collateral\), got 3/],
    ['long 1 100 10\nlong x 100 10', /^positions row 2 quantity must be a number > 0, got "x"/],
    ['sideways 1 100 10', /^positions row 1 side must be 1 or -1, long or short/],
    ['side;size;margin\nlong;1;5', /^positions must have the column entryPrice/],
  ])('that cannot be read say where: %j', (text, words) => {
    expect(() => portfolioOf(text, linear)).toThrow(words);
  });
});
