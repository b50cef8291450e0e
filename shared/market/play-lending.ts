import { countedOf, owed } from '../cascade/holders/borrower/borrowers.ts';
import { healthOf } from '../cascade/holders/borrower/repayment.ts';
import { type Lending, runLending } from '../cascade/lender/lending.ts';
import type { LendingOutcome } from '../cascade/lender/lending-input.ts';
import { borrowRate } from '../cascade/lender/pool.ts';
import type { LendingScenario } from './lending-scenario.ts';

/** One tick, told; keys as in golden `credit-pool`. Borrowers by number. */
export interface LendingTick {
  readonly n: number;
  /** Of everybody who owes, before anybody is liquidated. */
  readonly health: readonly (readonly [borrower: number, health: number])[];
  readonly wanted: readonly (readonly [borrower: number, repayment: number])[];
  readonly pools: readonly {
    readonly asset: number;
    readonly utilisation: number;
    readonly rate: number;
    readonly share: number;
    readonly withdrawn: number;
    readonly trapped: number;
    readonly cash: number;
    readonly borrowed: number;
    readonly supplied: number;
    readonly reserve: number;
  }[];
  readonly liquidations: readonly (readonly [
    borrower: number,
    asset: number,
    repayment: number,
    seized: number,
    fill: number,
  ])[];
  readonly blocked: number;
  readonly assets: readonly { readonly pre: number; readonly oracle: number; readonly post: number }[];
  readonly borrowers: readonly (readonly number[])[];
  readonly badDebt: number;
  readonly liquidatorProfit: number;
}

export interface PlayedLending {
  readonly outcome: LendingOutcome;
  readonly ticks: readonly LendingTick[];
}

/** Runs a lending scenario as it stands. */
export function playLending({ input }: LendingScenario): PlayedLending {
  const ticks: LendingTick[] = [];
  let health: LendingTick['health'] = [];
  const outcome = runLending(input, {
    looked: (lending) => {
      health = healthOfAll(lending);
    },
    over: (lending) => ticks.push(tickOf(lending, health)),
  });
  return { outcome, ticks };
}

const healthOfAll = ({ borrowing, oracle }: Lending): [number, number][] =>
  [...Array(borrowing.terms.count).keys()]
    .filter((i) => borrowing.debt[i]! > 0)
    .map((i) => {
      const debt = owed(borrowing, i) * oracle[borrowing.terms.debtAsset[i]!]!;
      return [i, healthOf(countedOf(borrowing, i, oracle), debt)];
    });

function tickOf(lending: Lending, health: LendingTick['health']): LendingTick {
  const { tick, pools, liquidations, venues, blocks, price, oracle, borrowing, sums, blocked } = lending;
  const { count, first } = borrowing.terms;
  return {
    n: tick,
    health,
    wanted: liquidations.map(({ borrower, wanted }) => [borrower, wanted]),
    pools: pools.map(({ pool, served }) => ({
      asset: pool.terms.asset,
      utilisation: served.utilisation,
      rate: borrowRate(pool.terms.curve, served.utilisation),
      share: served.share,
      withdrawn: served.paid,
      trapped: pool.waiting,
      cash: pool.cash,
      borrowed: pool.borrowed,
      supplied: pool.supplied,
      reserve: pool.reserve,
    })),
    liquidations: liquidations
      .filter(({ seized }) => seized > 0)
      .map(({ borrower, asset, repaid, seized }) => [
        borrower,
        asset,
        repaid,
        seized,
        venues[asset] ? blocks[asset]!.saleUnit : price[asset]!,
      ]),
    blocked,
    assets: venues.map((venue, asset) => ({
      pre: price[asset]!,
      oracle: oracle[asset]!,
      post: venue ? venue.price : price[asset]!,
    })),
    borrowers: [...Array(count).keys()].map((i) => [
      i,
      owed(borrowing, i),
      ...borrowing.amount.subarray(first[i]!, first[i + 1]!),
    ]),
    badDebt: sums.badDebt,
    liquidatorProfit: sums.liquidatorProfit,
  };
}
