import { expect, it } from 'vitest';
import { COLUMN, FLAG, OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { addPath, createTally, summarise, type Tally } from '../../shared/sweep/tally.ts';
import { workloadOf } from './small.ts';

const yardstick = { fund: 50, openInterestNotional: 200 };
const row = (values: Partial<Record<keyof typeof COLUMN, number>>): Float64Array => {
  const numbers = new Float64Array(OUTCOME_COLUMNS.length);
  for (const [name, value] of Object.entries(values)) numbers[COLUMN[name as keyof typeof COLUMN]] = value;
  return numbers;
};
const tallyOf = (rows: readonly Float64Array[], paths = rows.length, decision = false): Tally => {
  const tally = createTally({ ...cellAt(workloadOf(), 0), paths, decision });
  rows.forEach((own, path) => {
    addPath(tally, path, own, { ...yardstick, raised: 2 * path });
  });
  return tally;
};

// Draws 1 to 100. 97.5 %: the worst 2.5 of them are 100, 99 and half of 98: (100 + 99 + 49) / 2.5 = 99.2.
it('takes expected shortfall with a fractional weight, and quantiles at rank ceil(n c)', () => {
  const { summary } = summarise(
    tallyOf(
      Array.from({ length: 100 }, (_, i) => {
        const loss = ((i * 37) % 100) + 1;
        return row({ deficit: loss, fundNeed: loss });
      }),
    ),
  );
  expect(summary.needEs975).toBe(99.2);
  expect(summary.needQ99).toBe(99);
  expect(summary.needSum).toBe(5_050);
  expect(summary.drawQ95).toBe(95);
  expect(summary.drawQ99).toBe(99);
  expect(summary.drawSum).toBe(5_050);
  // 0, 2, ... 198 of the cushion rule.
  expect(summary.raisedMean).toBe(99);
});

it('takes the rank in integers: of 20 values the 95 % quantile is the 19th', () => {
  const { summary } = summarise(
    tallyOf(Array.from({ length: 20 }, (_, i) => row({ deficit: i + 1, rounds: i + 1 }))),
  );
  expect(summary.drawQ95).toBe(19);
  expect(summary.roundsMedian).toBe(10);
});

it('fails a path whose need exceeds the fund, open deficits included, and not one that meets it', () => {
  const { summary } = summarise(
    tallyOf([
      row({ deficit: 50, fundNeed: 50 }),
      row({ deficit: 50, fundNeed: 50, openDeficit: 0.01 }),
      row({ openDeficit: 60 }),
    ]),
  );
  expect(summary.failing).toBe(2);
});

it('lets income of the path pay for the fund, and never for the margins', () => {
  // Of losses of 80, 45 were met by what had come in before: a fund of 50 survives, margins fell short by 80.
  const { summary, paths } = summarise(
    tallyOf([row({ deficit: 80, fundNeed: 35, fundIn: 60, fundDraw: 80 })], 1, true),
  );
  expect(summary).toMatchObject({ failing: 0, needSum: 35, drawSum: 80, uncoveredSum: 0.4 });
  expect(summary.fundChangeMedian).toBe(-20);
  expect([paths!.draw[0], paths!.need[0]]).toEqual([80, 35]);
});

it('counts what ADL took from winners as draw and as need, and whom it closed as below zero', () => {
  const rows = [
    row({ deficit: 20, fundNeed: 20, adlHaircut: 30.5, adlNotional: 60, deficitNotional: 40 }),
    row({ deficit: 20, fundNeed: 20, adlHaircut: 30 }),
  ];
  const { summary, paths } = summarise(tallyOf(rows, 2, true));
  expect([...paths!.draw]).toEqual([50.5, 50]);
  expect([...paths!.need]).toEqual([50.5, 50]);
  expect([...paths!.belowZeroShare]).toEqual([0.5, 0]);
  expect(summary.failing).toBe(1);
});

it('measures coverage in money: accounts of half the open interest that end a little below zero cost little', () => {
  const { summary } = summarise(
    tallyOf([row({ deficit: 2, deficitNotional: 100 }), row({ deficit: 0, deficitNotional: 0 })]),
  );
  expect(summary.uncoveredSum).toBe(0.01);
  expect(summary.belowZeroSum).toBe(0.5);
});

it('caps what a path may weigh at open interest: losses near the floor are many times that', () => {
  const { summary } = summarise(
    tallyOf([
      row({ deficit: 50, fundNeed: 50, deficitNotional: 50 }),
      row({ deficit: 9_000, fundNeed: 9_000, deficitNotional: 900 }),
    ]),
  );
  expect(summary.uncoveredSum).toBe(1.25);
  expect(summary.belowZeroSum).toBe(1.25);
  // The worst 2.5 % of two paths are a twentieth of the worst: open interest, not what was lost.
  expect(summary.needEs975).toBe(200);
  expect(summary.needQ99).toBe(9_000);
});

it('counts a path that could not finish, or holds no number, as failed and in nothing else', () => {
  const rows = [
    row({ deficit: 10 }),
    row({ deficit: 9_999, flags: FLAG.UNFINISHED }),
    row({ deficit: Number.NaN }),
    row({ movePeak: Number.POSITIVE_INFINITY }),
    row({ deficit: 30 }),
  ];
  const { summary, paths } = summarise(tallyOf(rows, 5, true));
  expect(summary).toMatchObject({
    planned: 5,
    done: 2,
    failed: 3,
    firstFailed: 1,
    failing: 0,
    drawSum: 40,
    drawQ99: 30,
  });
  expect([...paths!.path]).toEqual([0, 4]);
  expect([...paths!.draw]).toEqual([10, 30]);
});

it('says nothing about a cell without a finished path', () => {
  const { summary } = summarise(tallyOf([row({ flags: FLAG.UNFINISHED })]));
  expect(summary).toMatchObject({ planned: 1, done: 0, failed: 1, drawQ95: 0, clampedShareMean: 0 });
});

it('keeps the sign of a move in the rows and its size in the summary; an untouched path took no time', () => {
  const { summary, paths } = summarise(tallyOf([row({ movePeak: -0.3, lastSeconds: -1 })], 1, true));
  expect(paths!.movePeak[0]).toBe(-0.3);
  expect(summary.movePeakMedian).toBe(0.3);
  expect(summary.secondsMedian).toBe(0);
});

it('counts flags by path and keeps the largest breach of conservation', () => {
  const { summary } = summarise(
    tallyOf([
      row({ flags: FLAG.TRIGGERED | FLAG.ADL | FLAG.CEILING_HIT, conservation: 1e-16 }),
      row({ flags: FLAG.TRIGGERED | FLAG.FLOOR_HIT | FLAG.NOT_CONSERVED, conservation: -3e-9 }),
    ]),
  );
  expect(summary).toMatchObject({
    triggered: 2,
    adlPaths: 1,
    floorHit: 1,
    ceilingHit: 1,
    notConserved: 1,
    unbalanced: 0,
    conservationMax: 3e-9,
  });
});
