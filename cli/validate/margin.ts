import { type Contract, unitValue } from '../../shared/cascade/margin/contract.ts';
import { maintenanceMargin, tierAt, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { bankruptcyPrice, triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, maybe, number, numberOf, type Place, sideOf, textOf } from './place.ts';
import { tableOf } from './tables.ts';

/** One rate and one deduction for every notional: the form in which venues print their examples. */
const flat = (rate: number, deduction = 0) => tiersOf([{ floor: 0, rate, deduction, maxLeverage: 1 / rate }]);

/** Trigger prices of the venue's own examples; what other positions need or have won belongs to the collateral. */
export const binanceTriggerPrice: Runner = ({ place, tolerance }) => {
  const printed = { absolute: numberOf(field(place, 'tolerance'), 'printed') };
  return {
    checks: items(place, 'cases').flatMap((one) => {
      const entry = numberOf(one, 'entry');
      const collateral =
        numberOf(one, 'walletBalance') - numberOf(one, 'otherMaintenance') + numberOf(one, 'otherUnrealised');
      const tiers = flat(numberOf(one, 'rate'), numberOf(one, 'deduction'));
      const trigger = triggerPrice(
        'linear',
        tiers,
        sideOf(one),
        numberOf(one, 'quantity'),
        entry,
        collateral,
        entry,
      );
      const name = textOf(one, 'name');
      return [
        near(`${name} exact`, numberOf(one, 'exact'), trigger, tolerance),
        near(`${name} printed`, numberOf(one, 'printed'), trigger, printed),
      ];
    }),
  };
};

export const maintenanceMargins: Runner = (group) => ({
  checks: items(group.place, 'cases').map((one) => {
    const { name, tiers } = tableOf(group, one);
    const notional = numberOf(one, 'notional');
    const expected = numberOf(one, 'maintenance');
    return near(`${name} ${notional}`, expected, maintenanceMargin(tiers, notional), group.tolerance);
  }),
});

export const selfConsistentTier: Runner = (group) => ({
  checks: items(group.place, 'cases').flatMap((one) => {
    const { name, tiers } = tableOf(group, one);
    const side = sideOf(one);
    const position = positionOf(one);
    const { quantity, entry, collateral } = position;
    const trigger = triggerPrice('linear', tiers, side, quantity, entry, collateral, entry);
    const own = `${name} ${side > 0 ? 'long' : 'short'} ${quantity} at ${entry} with ${collateral}`;
    return [
      ...pricesOf(
        own,
        one,
        trigger,
        bankruptcyPrice('linear', side, quantity, entry, collateral),
        group.tolerance,
      ),
      same(`${own} tierAtTrigger`, numberOf(one, 'tierAtTrigger'), tierAt(tiers, quantity * trigger) + 1),
    ];
  }),
});

export const inverseContract: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one, i) => {
    const contract: Contract = 'inverse';
    const side = sideOf(one);
    const { quantity, entry, collateral } = positionOf(one);
    const tiers = flat(numberOf(one, 'rate'), numberOf(one, 'deduction'));
    const trigger = triggerPrice(contract, tiers, side, quantity, entry, collateral, entry);
    const bankruptcy = bankruptcyPrice(contract, side, quantity, entry, collateral);
    const printed = maybe(one, 'printed');
    const asPrinted = () => ({ absolute: numberOf(field(place, 'tolerance'), 'printed') });
    return [
      ...pricesOf(`[${i}]`, one, trigger, bankruptcy, tolerance),
      ...(printed ? pricesOf(`[${i}] printed`, printed, trigger, bankruptcy, asPrinted()) : []),
    ];
  }),
});

/** The venue's form is ours with the rate 1 / (2 x maximum leverage), entered at the present price. */
export const hyperliquidTrigger: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').map((one, i) => {
    const tiers = flat(1 / (2 * numberOf(one, 'maxLeverage')));
    const price = numberOf(one, 'price');
    const margin = numberOf(one, 'margin');
    const trigger = triggerPrice(
      'linear',
      tiers,
      sideOf(one),
      numberOf(one, 'quantity'),
      price,
      margin,
      price,
    );
    return near(`[${i}] trigger`, numberOf(one, 'trigger'), trigger, tolerance);
  }),
});

/** Returns from entry to trigger and bankruptcy; the cushion between them is the maintenance rate. */
export const flatRateGeometry: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one) => {
    const side = sideOf(one);
    const leverage = numberOf(one, 'leverage');
    const rate = numberOf(one, 'rate');
    const trigger = triggerPrice('linear', flat(rate), side, 1, 1, 1 / leverage, 1);
    const bankruptcy = bankruptcyPrice('linear', side, 1, 1, 1 / leverage) ?? Number.NaN;
    const own = `${side > 0 ? 'long' : 'short'} ${leverage}x at ${rate}`;
    return [
      near(`${own} triggerReturn`, numberOf(one, 'triggerReturn'), trigger - 1, tolerance),
      near(`${own} bankruptcyReturn`, numberOf(one, 'bankruptcyReturn'), bankruptcy - 1, tolerance),
      near(`${own} cushion`, numberOf(one, 'cushion'), Math.abs(bankruptcy / trigger - 1), tolerance),
    ];
  }),
});

/** Accounts of the five-account example: null where no price triggers or bankrupts. */
export const adlFiveAccounts: Runner = ({ place, tolerance }) => {
  const entry = 1;
  const tiers = flat(0.1);
  return {
    checks: items(place, 'accounts').flatMap((one) => {
      const side = sideOf(one);
      const id = textOf(one, 'id');
      const quantity = numberOf(one, 'quantity');
      const collateral = numberOf(one, 'collateral');
      const trigger = triggerPrice('linear', tiers, side, quantity, entry, collateral, entry);
      const leverage = (price: number) => (quantity * unitValue('linear', price)) / collateral;
      return [
        ...pricesOf(
          id,
          one,
          trigger,
          bankruptcyPrice('linear', side, quantity, entry, collateral),
          tolerance,
        ),
        near(`${id} leverageAt1`, numberOf(one, 'leverageAt1'), leverage(1), tolerance),
        near(`${id} leverageAt1_4`, numberOf(one, 'leverageAt1_4'), leverage(1.4), tolerance),
      ];
    }),
  };
};

const positionOf = (one: Place) => ({
  quantity: numberOf(one, 'quantity'),
  entry: numberOf(one, 'entry'),
  collateral: numberOf(one, 'collateral'),
});

/** `trigger` and `bankruptcy` of a case, each a price or null for "never". */
function pricesOf(
  name: string,
  one: Place,
  trigger: number,
  bankruptcy: number | undefined,
  tolerance: Tolerance,
): Check[] {
  const check = (key: string, obtained: number | null): Check => {
    const expected = field(one, key);
    return expected.value === null || obtained === null
      ? same(`${name} ${key}`, expected.value === null ? null : number(expected), obtained)
      : near(`${name} ${key}`, number(expected), obtained, tolerance);
  };
  return [
    check('trigger', Number.isFinite(trigger) ? trigger : null),
    check('bankruptcy', bankruptcy ?? null),
  ];
}
