import { playScenario } from '../../shared/market/play-scenario.ts';
import { scenarioOf } from '../../shared/market/scenario.ts';
import { type Check, near, type Tolerance } from './check.ts';
import { field, items, maybe, number, numberOf, numbersOf, type Place, textOf } from './place.ts';

/** Of the venue's features: everybody entered at 100, and the price is 20 now. */
const ENTRY = 100;
const MOVE = 80;

/**
 * A loss that neither collateral nor fund covers, paid by winners in proportion to what they have won: one path in which losers are
 * closed where the mark stands. The venue prints whole numbers, rounded its own way.
 */
export function vegaChecks(one: Place, tolerance: Tolerance, rounding: Tolerance): Check[] {
  const name = `vega ${textOf(one, 'name')}`;
  const gains = numbersOf(one, 'gains');
  const collateral = numbersOf(one, 'collateral');
  const losers = numbersOf(one, 'losses').map((loss, i) => ({
    side: 1,
    quantity: loss / MOVE,
    entry: ENTRY,
    collateral: collateral[i],
  }));
  const winners = gains.map((gain) => ({
    side: -1,
    quantity: gain / MOVE,
    entry: ENTRY,
    collateral: gain,
  }));
  const { outcome } = playScenario(
    scenarioOf({
      name,
      config: {
        p0: ENTRY,
        horizon: 2,
        shock: -MOVE / ENTRY,
        depth: {
          law: 'walk',
          reference: ENTRY,
          bids: [[ENTRY, 1_000_000]],
          asks: [[2 * ENTRY, 1_000_000]],
          beyond: 'flat',
        },
        fund: numberOf(one, 'fund'),
        socialised: true,
      },
      tiers: [{ floor: 0, rate: 0.01 }],
      accounts: [...losers, ...winners],
    }),
  );
  const pays = gains.map((gain) => outcome.haircutWorst * gain);
  const expected = field(one, 'expected');
  const printed = maybe(one, 'printed');
  return [
    near(`${name} residual`, numberOf(expected, 'residual'), outcome.socialised + outcome.badDebt, tolerance),
    ...items(expected, 'pays').map((own, i) =>
      near(`${name} pays[${i}]`, number(own), pays[i] ?? Number.NaN, tolerance),
    ),
    ...(printed ? items(printed, 'pays') : []).flatMap((own, i) =>
      own.value === null
        ? []
        : [near(`${name} pays[${i}], printed`, number(own), pays[i] ?? Number.NaN, rounding)],
    ),
  ];
}
