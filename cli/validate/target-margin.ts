import { shareToClose } from '../../shared/cascade/mechanism/target-margin.ts';
import { playScenario } from '../../shared/market/play-scenario.ts';
import { scenarioOf } from '../../shared/market/scenario.ts';
import { near, same } from './check.ts';
import type { Runner } from './group.ts';
import { items, maybe, numberOf, type Place } from './place.ts';

/**
 * Notional to close at the mark, and the share of it at the first touch of the trigger; and, where the price of
 * execution is known, what restores the ratio by definition. The mechanism closes by the mark, as venues do.
 */
export const targetMargin: Runner = ({ place, tolerance }) => ({
  checks: [
    ...items(place, 'atMark').map((one, i) => {
      const notional = numberOf(one, 'notional');
      const required = numberOf(one, 'tau') * notional;
      const share = shareToClose(notional, numberOf(one, 'equity'), required, numberOf(one, 'fee'), 0);
      return near(`atMark [${i}]`, numberOf(one, 'close'), share * notional, tolerance);
    }),
    ...(maybe(place, 'firstFraction') ? items(place, 'firstFraction') : []).map((one, i) => {
      const fraction = shareToClose(1, numberOf(one, 'rate'), numberOf(one, 'tau'), numberOf(one, 'fee'), 0);
      return near(`firstFraction [${i}]`, numberOf(one, 'fraction'), fraction, tolerance);
    }),
    ...(maybe(place, 'atExecution') ? items(place, 'atExecution') : []).flatMap((one, i) => {
      const close = toRestore(one);
      const defeats = close === undefined;
      return [
        near(
          `atExecution [${i}] close`,
          numberOf(one, 'close'),
          close ?? numberOf(one, 'quantity'),
          tolerance,
        ),
        same(`atExecution [${i}] selfDefeating`, maybe(one, 'selfDefeating')?.value === true, defeats),
      ];
    }),
  ],
});

/**
 * Quantity after whose sale at the execution price equity is `tau` times notional at the mark; undefined where closing
 * takes more equity than it frees. Two sales through the engine tell: both equity and notional are linear in the quantity.
 */
function toRestore(one: Place): number | undefined {
  const quantity = numberOf(one, 'quantity');
  const [less, more] = [quantity / 4, quantity / 2];
  const [first, second] = [missingAfter(one, less), missingAfter(one, more)];
  const gain = (second - first) / (more - less);
  return gain > 0 ? less - first / gain : undefined;
}

/** Equity above `tau` times notional after a sale of part of a long through depth that fills at the execution price. */
function missingAfter(one: Place, sold: number): number {
  const [price, quantity, equity] = ['price', 'quantity', 'equity'].map((key) => numberOf(one, key)) as [
    number,
    number,
    number,
  ];
  const { ticks } = playScenario(
    scenarioOf(
      {
        config: {
          p0: price,
          shock: 0,
          horizon: 1,
          feeRate: numberOf(one, 'fee'),
          mechanism: {
            name: 'stepped',
            variant: 'share',
            threshold: 0,
            firstShare: sold / quantity,
            coolDown: 10,
          },
          // On a line, the average is half way.
          depth: { law: 'linear', slope: (2 * (price - numberOf(one, 'executionPrice'))) / sold },
        },
        // A rate by which the account is reached at once.
        tiers: [{ floor: 0, rate: Math.min(0.99, (2 * equity) / (price * quantity)) }],
        accounts: [{ side: 1, quantity, entry: price, collateral: equity }],
      },
      one.at,
    ),
  );
  const { fills, fund } = ticks[0]!;
  const [, , filled, at] = fills[0]!;
  const left = equity + filled * (at - price) - fund;
  return left - numberOf(one, 'tau') * (quantity - filled) * price;
}
