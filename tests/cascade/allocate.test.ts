// Who gives what in auto-deleveraging (model.md 5.4): published examples, and the laws that tell rules apart.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateCapped,
  allocateProRata,
  allocateQueue,
  allocateWaterFilling,
  queueScore,
} from '../../shared/cascade/purse/allocate.ts';
import { difference, type Group, goldenGroup, rational } from './golden.ts';
import { between } from './markets.ts';

const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
const rankedBy = (score: readonly number[]) =>
  Int32Array.from(score.map((_, j) => j).sort((a, b) => score[b]! - score[a]! || a - b));

const queue = (held: readonly number[], order: Int32Array, total: number) => {
  const into = new Float64Array(held.length);
  allocateQueue(Float64Array.from(held), order, held.length, total, into);
  return [...into];
};
const proRata = (held: readonly number[], total: number) => {
  const into = new Float64Array(held.length);
  allocateProRata(Float64Array.from(held), held.length, total, into);
  return [...into];
};
const waterFilling = (notional: readonly number[], equity: readonly number[], total: number) => {
  const into = new Float64Array(notional.length);
  const order = rankedBy(notional.map((N, j) => N / equity[j]!));
  const level = allocateWaterFilling(
    Float64Array.from(notional),
    Float64Array.from(equity),
    order,
    notional.length,
    total,
    into,
  );
  return { level, cuts: [...into] };
};

describe('golden', () => {
  it('a budget taken by queue and pro-rata, and a split that changes nothing', () => {
    const { profits, budget, queue: first, proRata: even, split } = goldenGroup('adl-queue-and-pro-rata');
    const order = Int32Array.from(first.order, (account: number) => account - 1);
    expect(queue(profits, order, budget)).toEqual(first.amounts);
    proRata(profits, budget).forEach((own, j) => {
      expect(difference(own, even.amounts[j])).toBeLessThan(1e-12);
      expect(difference(own / profits[j], even.fraction)).toBeLessThan(1e-12);
    });
    proRata(split.profits, budget).forEach((own, j) => {
      expect(difference(own, split.amounts[j])).toBeLessThan(1e-12);
    });
  });

  it('capped pro-rata solves for one share', () => {
    const { profits, budget, capped } = goldenGroup('adl-queue-and-pro-rata');
    const into = new Float64Array(profits.length);
    const eta = allocateCapped(
      Float64Array.from(profits),
      Float64Array.from(capped.caps),
      profits.length,
      budget,
      into,
    );
    expect(difference(eta, rational(capped.eta))).toBeLessThan(1e-12);
    into.forEach((own, j) => {
      expect(difference(own, rational(capped.amounts[j]))).toBeLessThan(1e-12);
    });
  });

  it("BitMEX's example: the highest rank gives first", () => {
    const { longs, close, expected } = goldenGroup('adl-bitmex-queue');
    const taken = queue(
      longs.map((one: Group) => one.quantity),
      rankedBy(longs.map((one: Group) => one.rank)),
      close,
    );
    longs.forEach(({ account, quantity }: Group, j: number) => {
      const own = expected.find((one: Group) => one.account === account);
      expect(taken[j]).toBe(own?.closed ?? 0);
      if (own) expect(quantity - taken[j]!).toBe(own.left);
    });
  });

  it('the first ten waves of 10 October 2025: pro-rata shares and overshoot', () => {
    for (const { needed, capacity, taken, proRataFraction, overshoot } of goldenGroup('oct10-waves').waves) {
      const [own] = proRata([capacity], needed);
      expect(difference(own! / capacity, proRataFraction)).toBeLessThan(1e-12);
      expect(difference(taken - own!, overshoot)).toBeLessThan(1e-12);
    }
  });

  it('water is filled to one leverage', () => {
    for (const { notional, equity, close, leverageAfter, cuts, firstStep } of goldenGroup('adl-water-filling')
      .cases) {
      const whole = waterFilling(notional, equity, close);
      expect(difference(whole.level, rational(leverageAfter))).toBeLessThan(1e-12);
      whole.cuts.forEach((own, j) => {
        expect(difference(own, rational(cuts[j]))).toBeLessThan(1e-12);
      });
      waterFilling(notional, equity, firstStep.close).cuts.forEach((own, j) => {
        expect(difference(own, firstStep.cuts[j])).toBeLessThan(1e-12);
      });
    }
  });

  // model.md 13, trap 4: leverage 10 with +1 % against leverage 2 with +50 %.
  it('the score multiplies profit over entry value by leverage', () => {
    expect(queueScore(0.01, 10)).toBeCloseTo(0.1, 12);
    expect(queueScore(0.5, 2)).toBe(1);
    expect(queueScore(-0.5, 2)).toBe(-0.25);
  });
});

interface Winner {
  readonly notional: number;
  readonly equity: number;
}
const winners = fc.array(fc.record({ notional: between(1, 500), equity: between(1, 300) }), {
  minLength: 1,
  maxLength: 12,
  size: 'max',
});
const notionalOf = (own: readonly Winner[]) => own.map(({ notional }) => notional);
const equityOf = (own: readonly Winner[]) => own.map(({ equity }) => equity);
const partOf = (own: readonly Winner[], permille: number) => (sum(notionalOf(own)) * permille) / 1_000;

describe('laws', () => {
  it('every rule takes exactly the total, and from nobody more than they hold', () => {
    fc.assert(
      fc.property(winners, between(0, 1_000), (own, permille) => {
        const held = notionalOf(own);
        const total = partOf(own, permille);
        for (const taken of [
          queue(held, rankedBy(held), total),
          proRata(held, total),
          waterFilling(held, equityOf(own), total).cuts,
        ]) {
          expect(difference(sum(taken), total)).toBeLessThan(1e-12);
          taken.forEach((x, j) => {
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x).toBeLessThanOrEqual(held[j]! * (1 + 1e-12));
          });
        }
      }),
    );
  });

  it('water-filling leaves the smallest largest leverage: nobody cut is below it, nobody at all above', () => {
    fc.assert(
      fc.property(winners, between(0, 999), (own, permille) => {
        const { cuts, level } = waterFilling(notionalOf(own), equityOf(own), partOf(own, permille));
        own.forEach(({ notional, equity }, j) => {
          const after = (notional - cuts[j]!) / equity;
          expect(after).toBeLessThanOrEqual(
            Math.max(level, 0) * (1 + 1e-9) + (permille === 0 ? Infinity : 0),
          );
          if (cuts[j]! > 0) expect(difference(after, level)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it('the largest leverage after water-filling is not above the one before', () => {
    fc.assert(
      fc.property(winners, between(0, 1_000), (own, permille) => {
        const { cuts } = waterFilling(notionalOf(own), equityOf(own), partOf(own, permille));
        const before = Math.max(...own.map(({ notional, equity }) => notional / equity));
        const after = Math.max(...own.map(({ notional, equity }, j) => (notional - cuts[j]!) / equity));
        expect(after).toBeLessThanOrEqual(before);
      }),
    );
  });

  it('water-filling in two parts ends where one part ends', () => {
    fc.assert(
      fc.property(winners, between(1, 999), between(1, 99), (own, permille, percent) => {
        const held = notionalOf(own);
        const equity = equityOf(own);
        const total = partOf(own, permille);
        const first = waterFilling(held, equity, (total * percent) / 100).cuts;
        const left = held.map((N, j) => N - first[j]!);
        const second = waterFilling(left, equity, total - sum(first)).cuts;
        const once = waterFilling(held, equity, total).cuts;
        once.forEach((x, j) => {
          expect(Math.abs(first[j]! + second[j]! - x)).toBeLessThan(1e-9 * sum(held));
        });
      }),
    );
  });

  it('splitting an account leaves its total unchanged under pro-rata and water-filling', () => {
    fc.assert(
      fc.property(winners, between(0, 1_000), between(1, 99), (own, permille, percent) => {
        const total = partOf(own, permille);
        const [{ notional, equity }] = own as [Winner];
        const share = percent / 100;
        const split = [
          { notional: notional * share, equity: equity * share },
          { notional: notional * (1 - share), equity: equity * (1 - share) },
          ...own.slice(1),
        ];
        const both = (taken: readonly number[]) => taken[0]! + taken[1]!;
        const size = sum(notionalOf(own));
        expect(
          Math.abs(both(proRata(notionalOf(split), total)) - proRata(notionalOf(own), total)[0]!),
        ).toBeLessThan(1e-12 * size);
        const whole = waterFilling(notionalOf(own), equityOf(own), total).cuts[0]!;
        const parts = waterFilling(notionalOf(split), equityOf(split), total).cuts;
        expect(Math.abs(both(parts) - whole)).toBeLessThan(1e-9 * size);
      }),
    );
  });

  // The law that fails, and why: a queue ranks accounts, so a holder who moves profit into one of two accounts
  // puts the other behind everybody else. 100 at score 2, or 50 at 3 and 50 at 1, against another 60 at 1.5.
  it('a queue rewards splitting', () => {
    const whole = queue([100, 60], rankedBy([2, 1.5]), 100);
    const split = queue([50, 50, 60], rankedBy([3, 1, 1.5]), 100);
    expect(whole[0]).toBe(100);
    expect(split[0]! + split[1]!).toBe(50);
  });

  it('capped pro-rata takes the total where the caps allow it, and one share from all below their cap', () => {
    const rows = fc.array(fc.record({ held: between(1, 400), cap: between(0, 100) }), {
      minLength: 1,
      maxLength: 12,
      size: 'max',
    });
    fc.assert(
      fc.property(rows, between(0, 1_000), (own, permille) => {
        const held = own.map((one) => one.held);
        const caps = own.map((one) => one.cap / 100);
        const total = (sum(held.map((h, j) => h * caps[j]!)) * permille) / 1_000;
        const into = new Float64Array(own.length);
        const eta = allocateCapped(Float64Array.from(held), Float64Array.from(caps), own.length, total, into);
        expect(difference(sum(into), total)).toBeLessThan(1e-12);
        into.forEach((x, j) => {
          expect(difference(x / held[j]!, Math.min(eta, caps[j]!))).toBeLessThan(1e-12);
        });
      }),
    );
  });
});
