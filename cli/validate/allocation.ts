import { unitValue } from '../../shared/cascade/margin/contract.ts';
import {
  allocateCapped,
  allocateProRata,
  allocateQueue,
  allocateWaterFilling,
} from '../../shared/cascade/purse/allocate.ts';
import { type Check, near, nearAll, same } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, maybe, numberOf, numbersOf } from './place.ts';

/** A budget of money taken from winners' profits, by three rules. */
export const adlQueueAndProRata: Runner = ({ place, tolerance }) => {
  const profits = Float64Array.from(numbersOf(place, 'profits'));
  const equities = numbersOf(place, 'equities');
  const budget = numberOf(place, 'budget');
  const count = profits.length;
  const taken = new Float64Array(count);
  const after = () => equities.map((equity, j) => equity - taken[j]!);
  const fractions = () => [...taken].map((amount, j) => amount / profits[j]!);
  const checks: Check[] = [
    near('budget', budget, numberOf(place, 'deficit') * numberOf(place, 'severity'), tolerance),
  ];

  const queue = field(place, 'queue');
  allocateQueue(profits, rows(numbersOf(queue, 'order').map((rank) => rank - 1)), count, budget, taken);
  checks.push(
    ...nearAll('queue amounts', numbersOf(queue, 'amounts'), taken, tolerance),
    ...nearAll('queue fractions', numbersOf(queue, 'fractions'), fractions(), tolerance),
    ...nearAll('queue equitiesAfter', numbersOf(queue, 'equitiesAfter'), after(), tolerance),
  );

  const proRata = field(place, 'proRata');
  allocateProRata(profits, count, budget, taken);
  const fraction = numberOf(proRata, 'fraction');
  checks.push(
    ...nearAll(
      'pro-rata fraction',
      equities.map(() => fraction),
      fractions(),
      tolerance,
    ),
    ...nearAll('pro-rata amounts', numbersOf(proRata, 'amounts'), taken, tolerance),
    ...nearAll('pro-rata equitiesAfter', numbersOf(proRata, 'equitiesAfter'), after(), tolerance),
  );

  const capped = maybe(place, 'capped');
  if (capped) {
    const caps = numbersOf(capped, 'caps');
    const eta = allocateCapped(profits, Float64Array.from(caps), count, budget, taken);
    checks.push(
      near('capped eta', numberOf(capped, 'eta'), eta, tolerance),
      ...nearAll('capped amounts', numbersOf(capped, 'amounts'), taken, tolerance),
    );
  }

  const split = maybe(place, 'split');
  if (split) {
    const parts = Float64Array.from(numbersOf(split, 'profits'));
    const amounts = new Float64Array(parts.length);
    allocateProRata(parts, parts.length, budget, amounts);
    checks.push(...nearAll('split amounts', numbersOf(split, 'amounts'), amounts, tolerance));
  }
  return { checks };
};

/** Longs closed against a bankrupt short, higher rank first; and profits of an inverse contract. */
export const adlBitmexQueue: Runner = ({ place, tolerance }) => {
  const longs = items(place, 'longs').map((one) => ({
    account: numberOf(one, 'account'),
    quantity: numberOf(one, 'quantity'),
    rank: numberOf(one, 'rank'),
  }));
  const order = rows(longs.map((_, j) => j).sort((a, b) => longs[b]!.rank - longs[a]!.rank));
  const closed = new Float64Array(longs.length);
  allocateQueue(
    Float64Array.from(longs, ({ quantity }) => quantity),
    order,
    longs.length,
    numberOf(place, 'close'),
    closed,
  );
  const expected = items(place, 'expected');
  const hit = [...order].filter((j) => closed[j]! > 0);
  const profits = maybe(place, 'inverseProfit') ? items(place, 'inverseProfit') : [];
  return {
    checks: [
      same('accounts hit', expected.length, hit.length),
      ...expected.flatMap((one, k) => {
        const j = hit[k];
        const account = numberOf(one, 'account');
        if (j === undefined) return [same(`account ${account}`, account, null)];
        return [
          same(`account ${account}`, account, longs[j]!.account),
          near(`account ${account} closed`, numberOf(one, 'closed'), closed[j]!, tolerance),
          near(`account ${account} left`, numberOf(one, 'left'), longs[j]!.quantity - closed[j]!, tolerance),
        ];
      }),
      ...profits.map((one, i) => {
        const unit = (key: string) => unitValue('inverse', numberOf(one, key));
        const profit = numberOf(one, 'quantity') * (unit('exit') - unit('entry'));
        return near(`inverseProfit [${i}]`, numberOf(one, 'profit'), profit, tolerance);
      }),
    ],
  };
};

/** Cuts at once, and cuts in two steps: both end at the same allocation. */
export const adlWaterFilling: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one, i) => {
    const notional = numbersOf(one, 'notional');
    const equity = numbersOf(one, 'equity');
    const close = numberOf(one, 'close');
    const whole = cutBy(notional, equity, close);
    const cuts = numbersOf(one, 'cuts');
    const checks = [
      near(`[${i}] leverageAfter`, numberOf(one, 'leverageAfter'), whole.level, tolerance),
      ...nearAll(`[${i}] cuts`, cuts, whole.cuts, tolerance),
    ];
    const step = maybe(one, 'firstStep');
    if (!step) return checks;
    const first = cutBy(notional, equity, numberOf(step, 'close'));
    const left = notional.map((own, j) => own - first.cuts[j]!);
    const second = cutBy(left, equity, close - numberOf(step, 'close'));
    return [
      ...checks,
      ...nearAll(`[${i}] first step`, numbersOf(step, 'cuts'), first.cuts, tolerance),
      ...nearAll(
        `[${i}] both steps`,
        cuts,
        first.cuts.map((own, j) => own + second.cuts[j]!),
        tolerance,
      ),
    ];
  }),
});

function cutBy(notional: readonly number[], equity: readonly number[], close: number) {
  const count = notional.length;
  const leverage = (j: number) => notional[j]! / equity[j]!;
  const order = rows(notional.map((_, j) => j).sort((a, b) => leverage(b) - leverage(a)));
  const cuts = new Float64Array(count);
  const level = allocateWaterFilling(
    Float64Array.from(notional),
    Float64Array.from(equity),
    order,
    count,
    close,
    cuts,
  );
  return { level, cuts };
}

const rows = (order: readonly number[]) => Int32Array.from(order);
