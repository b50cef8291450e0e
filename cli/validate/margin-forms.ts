import { maintenanceMargin, tierAt, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { initialRateAt } from '../../shared/market/import/dydx-tiers.ts';
import { steppedTiers } from '../../shared/market/import/stepped-tiers.ts';
import { near } from './check.ts';
import type { Runner } from './group.ts';
import { items, maybe, numberOf } from './place.ts';

/**
 * Risk limits of BitMEX and rates linear in size of Deribit, both as tables that jump, the latter with a step for every
 * coin; and the initial rate of dYdX v4, which rises with open interest.
 */
export const marginForms: Runner = ({ place, tolerance }) => ({
  checks: [
    ...items(place, 'bitmex').flatMap((one) => {
      const value = numberOf(one, 'valueXbt');
      const base = numberOf(one, 'base');
      const step = numberOf(one, 'step');
      const rate = numberOf(one, 'baseRate');
      const tiers = tiersOf(
        steppedTiers({
          baseLimit: base,
          stepLimit: step,
          initialRate: 2 * rate,
          maintenanceRate: rate,
          initialPerStep: rate,
          maintenancePerStep: rate,
          steps: Math.max(0, Math.ceil((value - base) / step)) + 1,
        }),
      );
      return [
        near(`bitmex ${value} XBT rate`, numberOf(one, 'rate'), tiers.rate[tierAt(tiers, value)]!, tolerance),
        near(
          `bitmex ${value} XBT maintenance`,
          numberOf(one, 'maintenanceXbt'),
          maintenanceMargin(tiers, value),
          tolerance,
        ),
      ];
    }),
    ...(maybe(place, 'deribit') ? items(place, 'deribit') : []).flatMap((one) => {
      const size = numberOf(one, 'sizeBtc');
      const slope = numberOf(one, 'slopePerBtc');
      // A step a coin: at whole coins exact, between them the rate of the next one.
      const tiers = tiersOf(
        steppedTiers({
          baseLimit: 1,
          stepLimit: 1,
          initialRate: numberOf(one, 'initialBase') + slope,
          maintenanceRate: numberOf(one, 'maintenanceBase') + slope,
          initialPerStep: slope,
          maintenancePerStep: slope,
          steps: Math.ceil(size),
        }),
      );
      const tier = tierAt(tiers, size);
      const own = `deribit ${size} BTC`;
      return [
        near(`${own} initialRate`, numberOf(one, 'initialRate'), 1 / tiers.maxLeverage[tier]!, tolerance),
        near(`${own} maintenanceRate`, numberOf(one, 'maintenanceRate'), tiers.rate[tier]!, tolerance),
        near(
          `${own} maintenance`,
          numberOf(one, 'maintenanceRate') * size,
          maintenanceMargin(tiers, size),
          tolerance,
        ),
      ];
    }),
    ...(maybe(place, 'dydx') ? items(place, 'dydx') : []).map((one) => {
      const openInterest = numberOf(one, 'openInterest');
      const rate = initialRateAt(openInterest, {
        rate: numberOf(one, 'imf'),
        lower: numberOf(one, 'lower'),
        upper: numberOf(one, 'upper'),
      });
      return near(`dydx at ${openInterest} effective`, numberOf(one, 'effective'), rate, tolerance);
    }),
  ],
});
