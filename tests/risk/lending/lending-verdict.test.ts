// The word of a lending market: what is limited, what decides, and the nearest point of the grid at which it is another word.
import { describe, expect, it } from 'vitest';
import { assessLending, type LendingAssessment } from '../../../shared/risk/lending/assess-lending.ts';
import { LENDING_TESTS, lendingLimits } from '../../../shared/risk/lending/lending-limits.ts';
import { inputAt, lendingCells } from '../../../shared/sweep/lending/lending-cells.ts';
import { type LendingPath, lendingPath } from '../../../shared/sweep/lending/lending-paths.ts';
import { CONFIG, scenarioOf, sweepOf } from '../../sweep/lending/small-lending.ts';

function assess(
  change: object = {},
  config = CONFIG,
  spoil = (path: LendingPath) => path,
): LendingAssessment {
  const { input } = scenarioOf(config);
  const sweep = sweepOf(change);
  const cells = lendingCells(sweep);
  return assessLending(
    input,
    sweep,
    cells,
    cells.map((cell) => spoil(lendingPath(inputAt(input, sweep, cell)))),
  );
}
const found = assess();
const of = ({ cells }: LendingAssessment, id: string) => cells.find((own) => own.id === id)!;
const lost = ({ badDebt, openDeficit }: { badDebt: number; openDeficit: number }) => badDebt + openDeficit;

describe('the word', () => {
  it('is adequate where no debt is lost at the design cell, and says what turns it', () => {
    expect(found.verdict).toMatchObject({ word: 'adequate', decidedBy: 'bad_debt', cell: 'f2000/c0/w0/d1' });
    expect(lost(of(found, 'f2000/c0/w0/d1'))).toBe(0);
    const [fall, cut, run, depth] = found.verdict.flips;
    expect(fall).toEqual({ axis: 'fallBps', from: 2_000, to: 4_500, word: 'inadequate' });
    expect(lost(of(found, 'f4500/c0/w0/d1'))).toBeGreaterThan(0);
    for (const [flip, id] of [
      [cut, 'f2000/c900/w0/d1'],
      [run, 'f2000/c0/w0.3/d1'],
      [depth, 'f2000/c0/w0/d0.5'],
    ] as const)
      expect(flip!.to === null).toBe(lost(of(found, id)) === 0);
  });

  it('is inadequate beyond a limit, and is turned by the nearest smaller fall', () => {
    const made = assess({ design: { fallBps: 4_500 } });
    expect(made.verdict).toMatchObject({ word: 'inadequate', decidedBy: 'bad_debt' });
    expect(made.verdict.flips[0]).toEqual({ axis: 'fallBps', from: 4_500, to: 2_000, word: 'adequate' });
    const share = lost(of(made, made.verdict.cell)) / made.debt;
    expect(made.verdict.tests[0]).toMatchObject({ id: 'bad_debt', value: share, holds: false });
    const tolerant = [
      { id: 'bad_debt', op: '<=', value: share },
      { id: 'lenders_loss', op: '<=', value: 1 },
    ];
    expect(assess({ design: { fallBps: 4_500 }, limits: tolerant }).verdict).toMatchObject({
      word: 'adequate',
      decidedBy: 'bad_debt',
    });
  });

  it('rests on whatever the sweep limits', () => {
    const limits = Object.keys(LENDING_TESTS).map((id) => ({ id, op: '<=', value: 0 }));
    const { tests, word } = assess({ limits, design: { fallBps: 4_500, withdrawalRun: 0.3 } }).verdict;
    expect(tests.map(({ id }) => id)).toEqual(Object.keys(LENDING_TESTS));
    expect(word).toBe('inadequate');
    const cell = of(found, 'f4500/c0/w0.3/d1');
    const value = (id: string) => tests.find((test) => test.id === id)!.value;
    expect(value('trapped')).toBeCloseTo(cell.trappedPeak / found.claims, 12);
    expect(value('blocked')).toBeCloseTo(cell.blockedPeak / found.collateral, 12);
    expect(value('waiting')).toBeCloseTo(cell.debtWaitingPeak / found.debt, 12);
    expect([value('toxic'), value('full_seconds')]).toEqual([cell.toxic, cell.fullSeconds]);
    expect(cell.trappedPeak * cell.blockedPeak * cell.fullSeconds).toBeGreaterThan(0);
  });

  it('is none where accounts stand below 1 at the start, or money is made', () => {
    const reached = {
      ...CONFIG,
      borrowers: [...CONFIG.borrowers, { collateral: { 0: 100 }, debt: 8_100, debtAsset: 1 }],
    };
    expect(assess({}, reached).verdict).toMatchObject({
      word: 'none',
      decidedBy: null,
      reasons: ['REACHED_AT_START'],
    });
    const made = assess({}, CONFIG, (path) => ({ ...path, unbalanced: 2e-9 }));
    expect(made.verdict).toMatchObject({ word: 'none', reasons: ['MONEY_NOT_CONSERVED'] });
  });
});

it('refuses limits of nothing, and those that point the wrong way', () => {
  const limit = (id: string, op = '<=') => lendingLimits(sweepOf({ limits: [{ id, op, value: 0 }] }));
  expect(() => limit('p_ruin')).toThrow(
    'sweep.limits.0.id must be bad_debt, lenders_loss, waiting, blocked, trapped, toxic, full_seconds, got p_ruin',
  );
  expect(() => limit('trapped', '>=')).toThrow('sweep.limits of trapped must be <=, got >=');
});

describe('a cut of thresholds', () => {
  it('calls, of itself, whom the same path without it does not', () => {
    const { input } = scenarioOf();
    // By 9 points at unchanged prices: healths of 1.103, 1.087, 1.333, 1.25 and 1.125 times about 0.89 or 0.87.
    const cell = of(found, 'f0/c900/w0/d1');
    expect(cell.calledByCut).toMatchObject({
      borrowers: 3,
      debt: expect.closeTo(29_000 + 25_300 + 28_000, -2),
    });
    expect(cell.called).toEqual(cell.calledByCut);
    expect(of(found, 'f0/c0/w0/d1')).toMatchObject({ called: { borrowers: 0, debt: 0 }, calledByCut: null });
    const fallen = of(found, 'f2000/c900/w0/d1');
    expect(fallen.calledByCut!.borrowers).toBe(
      fallen.called.borrowers - of(found, 'f2000/c0/w0/d1').called.borrowers,
    );
    expect(input.borrowers.count).toBe(6);
  });
});

it('the spiral starts at the first fall of the grid at which a repayment makes somebody worse', () => {
  const along = found.cells.filter(
    ({ thresholdCutBps, withdrawalRun, depthMultiple }) =>
      thresholdCutBps === 0 && withdrawalRun === 0 && depthMultiple === 1,
  );
  expect(found.firstToxic).toBe(along.find(({ toxic }) => toxic > 0)?.id);
  // As the oracle has it (tests/sweep/lending/lending-paths.test.ts).
  expect(found.firstToxic).toBe('f2000/c0/w0/d1');
  expect(of(found, found.firstToxic!).firstToxicSeconds).toBeGreaterThan(0);
  expect(
    assess({ axes: { ...sweepOf().axes, fallBps: [0, 500] }, design: { fallBps: 500 } }).firstToxic,
  ).toBeNull();
});
