import { expect, it } from 'vitest';
import { assess } from '../../shared/risk/assess.ts';
import type { Sensitivity } from '../../shared/risk/findings/sensitivity.ts';
import { inputOf, type PathOf } from './scene.ts';

const ASKED = { sensitivity: { paths: 400 } };
const table = (path: PathOf, sweep: Record<string, unknown> = ASKED) =>
  assess(inputOf({ sweep, path })).sensitivity;
const line = (rows: readonly Sensitivity[], input: string | null, step: string | null, side = 'down') =>
  rows.find((row) => row.input === input && row.step === step && row.side === side)!;
const inWorld =
  (id: string, column: Record<string, number>): PathOf =>
  (cell) =>
    cell.world?.id === id ? column : { amplificationPeak: 1.1, liquidatedShare: 0.1, dislocationHour: 0.01 };

it('is empty where the sweep does not ask', () => {
  expect(table(() => ({}), {})).toEqual([]);
});

it('puts each line beside the same paths of the base cell, and of no more', () => {
  // The base cell has 3,000 paths; those after the 400th are as wild as can be.
  const rows = table((_cell, path) => ({ amplificationPeak: path < 400 ? 1 + path / 400 : 100 }));
  const asItIs = line(rows, null, null);
  expect(asItIs.paths).toEqual({ planned: 400, done: 400 });
  expect(asItIs.cell).toBe('test-perp/full/L10000/m10000/d10000/s-1000');
  expect(asItIs.numbers.amplification.value).toBe(1 + 199 / 400);
  const halved = line(rows, 'depthScale', 'halved');
  expect(halved).toMatchObject({
    cell: 'test-perp/full/L10000/m10000/d10000/s-1000/v-depth-scale-halved',
    value: '0.5',
    paths: { planned: 400, done: 400 },
  });
  expect(halved.numbers).toEqual(asItIs.numbers);
  expect(halved.marks).toEqual([]);
});

it('gives medians, coverage, and the need at 99 %: fundNeed, what is open, and what ADL took', () => {
  const rows = table((_cell, path) => ({
    dislocationHour: path / 4_000,
    liquidatedShare: path / 400,
    fundNeed: path,
    deficit: 39_000,
    openDeficit: 1_000,
    adlHaircut: 10_000,
  }));
  const { numbers } = line(rows, null, null);
  expect(numbers.dislocation.value).toBe(199 / 4_000);
  expect(numbers.liquidatedShare.value).toBe(199 / 400);
  // Half of open interest is lost beyond margins.
  expect(numbers.coverage.value).toBe(0.5);
  // The 396th of 400 is path 395.
  expect(numbers.need99.value).toBe(395 + 11_000);
});

it('marks a number that moves more than fivefold, either way, and none that moves exactly fivefold', () => {
  const marks = (column: Record<string, number>) =>
    line(
      table(
        inWorld('v-depth-scale-halved', {
          amplificationPeak: 1.1,
          liquidatedShare: 0.1,
          dislocationHour: 0.01,
          ...column,
        }),
      ),
      'depthScale',
      'halved',
    ).marks;
  expect(marks({})).toEqual([]);
  expect(marks({ dislocationHour: 0.05 })).toEqual([]);
  expect(marks({ dislocationHour: 0.051 })).toEqual(['dislocation']);
  expect(marks({ dislocationHour: 0.0019 })).toEqual(['dislocation']);
  expect(marks({ liquidatedShare: 0.51 })).toEqual(['liquidatedShare']);
  expect(marks({ amplificationPeak: 6 })).toEqual(['amplification']);
});

it('takes what is below a hundredth of a percent for that, so that next to nothing is no mark', () => {
  const of = (column: Record<string, number>) =>
    line(table(inWorld('v-fund-scale-halved', column)), 'fundScale', 'halved').marks;
  const same = { amplificationPeak: 1.1, liquidatedShare: 0.1, dislocationHour: 0.01 };
  // Open interest is 100,000: a need of 50 is five hundredths of a percent, five times the least.
  expect(of({ ...same, fundNeed: 50 })).toEqual([]);
  expect(of({ ...same, fundNeed: 51 })).toEqual(['need99']);
  // Of coverage, what it leaves uncovered.
  expect(of({ ...same, deficit: 49, fundNeed: 0 })).toEqual([]);
  expect(of({ ...same, deficit: 52, fundNeed: 0 })).toEqual(['coverage']);
});

it('has a row of both sides for each line, and says of a lost one that no path is done', () => {
  const rows = assess(
    inputOf({ sweep: ASKED, lost: ({ world }) => world?.id === 'v-fund-scale-doubled' }),
  ).sensitivity;
  expect(rows.filter(({ side }) => side === 'up').length).toBe(rows.length / 2);
  const lost = line(rows, 'fundScale', 'doubled', 'up');
  expect(lost.numbers.coverage).toEqual({ value: null, reason: 'NO_PATHS_DONE' });
  expect(lost.marks).toEqual([]);
});
