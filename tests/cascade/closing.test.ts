// Large ladders settle whole ranges from prefix sums (closing.ts, runs.ts). The obvious way visits every row.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Closing, closeRows, createClosing } from '../../shared/cascade/holders/isolated/closing.ts';
import { createLadder, fillLadder, type Ladder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { endOfSide } from '../../shared/cascade/holders/isolated/reach.ts';
import { createSide, type Side, startSide } from '../../shared/cascade/holders/isolated/side.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { type Contract, unitValue } from '../../shared/cascade/margin/contract.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { kernelMarket } from '../bench/kernel-market.ts';

const COUNT = 6_000;

/** Every third account of the kernel market turned short, and coins for quantities if inverse. */
function mixedLadder(contract: Contract): Ladder {
  const { accounts } = kernelMarket(COUNT);
  const own = allocateAccounts(COUNT);
  const inverse = contract === 'inverse';
  const rates = [0.004, 0.005, 0.01, 0.025, 0.05, 0.1];
  const tiers = tiersOf(
    [0, 5e4, 25e4, 1e6, 1e7, 2e7].map((floor, k) => ({
      floor: inverse ? floor / 100 : floor,
      rate: rates[k]!,
      maxLeverage: 125,
    })),
  );
  for (let i = 0; i < COUNT; i++) {
    own.side[i] = i % 3 === 0 ? -1 : 1;
    own.quantity[i] = accounts.quantity[i]! * (inverse ? 100 : 1);
    own.entryPrice[i] = accounts.entryPrice[i]!;
    own.collateral[i] = accounts.collateral[i]! / (inverse ? 100 : 1);
  }
  const adjusted = allocateAccounts(COUNT);
  applyAxes(own, tiers, contract, 100, 1, adjusted);
  const ladder = createLadder(COUNT);
  fillLadder(ladder, adjusted, tiers, contract, 100);
  return ladder;
}

function sideOf(ladder: Ladder, sign: 1 | -1): Side {
  const side = createSide(sign, 0);
  startSide(side, ladder);
  return side;
}

/** A closing at a fill of this unit value. */
function at(closing: Closing, sign: number, unit: number, feeRate: number): Closing {
  closing.fill = sign * unit;
  closing.fee = feeRate * Math.abs(unit);
  return closing;
}

function closeEachRow(ladder: Ladder, from: number, to: number, side: number, unit: number, feeRate: number) {
  const sums = { deficit: 0, deficits: 0, deficitNotional: 0, fees: 0, rest: 0 };
  const own: number[] = [];
  for (let row = from; row < to; row++) {
    const units = ladder.quantity[row]!;
    const left = side * units * (unit - ladder.bankruptcy[row]!);
    if (left < 0) {
      sums.deficit -= left;
      sums.deficits++;
      sums.deficitNotional += ladder.notional[row]!;
      own.push(-left);
    } else {
      const fee = Math.min(feeRate * Math.abs(unit) * units, left);
      sums.fees += fee;
      sums.rest += left - fee;
    }
  }
  own.sort((a, b) => b - a);
  return { ...sums, first: own[0] ?? 0, second: own[1] ?? 0 };
}

const ladders = { linear: mixedLadder('linear'), inverse: mixedLadder('inverse') };

it('a range settled from prefix sums leaves what its rows leave, one by one', () => {
  let mixed = 0;
  let runs = 0;
  fc.assert(
    fc.property(
      fc.constantFrom<Contract>('linear', 'inverse'),
      fc.constantFrom<1 | -1>(1, -1),
      fc.integer({ min: 0, max: 999 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: -300, max: 300 }),
      fc.constantFrom(0, 0.0005, 0.003),
      (contract, side, start, length, gapBps, feeRate) => {
        const ladder = ladders[contract];
        const first = side > 0 ? 0 : ladder.longs;
        const last = side > 0 ? ladder.longs : ladder.count;
        const from = first + Math.floor(((last - first) * start) / 1_000);
        const to = Math.min(last, from + length);
        const trigger = ladder.trigger[Math.floor((from + to - 1) / 2)]!;
        const unit = unitValue(contract, trigger * (1 + gapBps / 10_000));
        const sums = createClosing();
        closeRows(ladder, sideOf(ladder, side), from, to, at(sums, side, unit, feeRate));
        const expected = closeEachRow(ladder, from, to, side, unit, feeRate);
        runs++;
        if (expected.deficits > 0 && expected.deficits < to - from) mixed++;
        expect(sums.deficits === expected.deficits, 'deficits').toBe(true);
        const size = (ladder.openInterest * (to - from)) / COUNT;
        for (const key of ['deficit', 'deficitNotional', 'fees', 'rest', 'first', 'second'] as const)
          expect(Math.abs(sums[key] - expected[key]), key).toBeLessThan(1e-10 * size);
      },
    ),
    { numRuns: 2_000 },
  );
  // Ranges of one kind only would show nothing.
  expect(mixed / runs).toBeGreaterThan(0.3);
});

it('a wide cushion in front hides no narrow one behind', () => {
  // Longs of 20,000 with a cushion of 10 %, then longs of 1 with 0.4 %: at 93 the first end above zero, the others below.
  const tiers = tiersOf([
    { floor: 0, rate: 0.004, maxLeverage: 125 },
    { floor: 100_000, rate: 0.1, maxLeverage: 10 },
  ]);
  const accounts = allocateAccounts(COUNT);
  for (let i = 0; i < COUNT; i++) {
    const isWide = i < COUNT / 2;
    const trigger = 99 - 0.0005 * i;
    const units = isWide ? 20_000 : 1;
    const [rate, deduction] = isWide ? [0.1, 9_600] : [0.004, 0];
    accounts.side[i] = 1;
    accounts.quantity[i] = units;
    accounts.entryPrice[i] = 100;
    // Equity meets maintenance at the trigger: C + q (T - 100) = rate q T - d.
    accounts.collateral[i] = rate * units * trigger - deduction - units * (trigger - 100);
  }
  const ladder = createLadder(COUNT);
  fillLadder(ladder, accounts, tiers, 'linear', 100);
  expect(ladder.trigger[0]).toBeCloseTo(99, 9);
  const sums = createClosing();
  closeRows(ladder, sideOf(ladder, 1), 0, COUNT, at(sums, 1, 93, 0));
  expect(sums.deficits).toBe(COUNT / 2);
  const expected = closeEachRow(ladder, 0, COUNT, 1, 93, 0);
  for (const key of ['deficit', 'first', 'second', 'rest'] as const)
    expect(Math.abs(sums[key] / expected[key] - 1), key).toBeLessThan(1e-9);
});

it('the end of a mark’s reach is the first row that it does not reach', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Contract>('linear', 'inverse'),
      fc.constantFrom<1 | -1>(1, -1),
      fc.integer({ min: 0, max: 1_000 }),
      fc.integer({ min: -1, max: 2_500 }),
      fc.constantFrom(0, 1e-9, -1e-9),
      (contract, side, start, length, off) => {
        const ladder = ladders[contract];
        const first = side > 0 ? 0 : ladder.longs;
        const last = side > 0 ? ladder.longs : ladder.count;
        const from = first + Math.floor(((last - first) * start) / 1_000);
        const at = ladder.trigger[Math.min(last - 1, from + length)]!;
        const mark = Number.isFinite(at) ? at * (1 + off) : 100;
        let end = from;
        while (end < last && (side > 0 ? mark <= ladder.trigger[end]! : mark >= ladder.trigger[end]!)) end++;
        expect(endOfSide(ladder, sideOf(ladder, side), from, mark)).toBe(end);
      },
    ),
    { numRuns: 2_000 },
  );
});
