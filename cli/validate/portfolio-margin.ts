import {
  type Exposure,
  type MarginScenario,
  portfolioMargin,
  worstLoss,
} from '../../shared/cascade/margin/scenarios.ts';
import { near } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, numberOf, type Place } from './place.ts';

/** Of Derive's second portfolio margin manager, as the group's note states them. */
const REGULAR: readonly MarginScenario[] = [0, 0.045, 0.09, 0.135, 0.18].flatMap((move) => [
  { move, weight: 1 },
  { move: -move, weight: 1 },
]);
const TAILS: readonly MarginScenario[] = [
  { move: -0.66, weight: 0.18 / 3.3 },
  { move: -0.33, weight: 0.18 / 1.65 },
  { move: 0.5, weight: 0.072 },
  { move: 1, weight: 0.036 },
  { move: 2, weight: 0.018 },
  { move: 3, weight: 0.012 },
];
const SCENARIOS = [...REGULAR, ...TAILS];
const MAINTENANCE_LOSS_FACTOR = 0.8;
const CONTINGENCY = { maintenance: 0.015, initial: 0.02 };
const LEAST_CONFIDENCE = 0.55;

/**
 * Perpetuals and collateral of one risk group: what is left of their value after scenario margin. The venue's initial margin, and
 * what it takes off for prices that its oracle is not sure of, are assembled here; no path of ours asks for them.
 */
export const portfolioMargins: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one) => {
    const value = worthOf(one);
    const stable = numberOf(one, 'stablePrice');
    const lossFactor = 1 + 2 * Math.max(0, 0.98 - stable);
    const maintenance = exposuresOf(one, 'maintenance');
    const initial = exposuresOf(one, 'initial');
    const charges = (exposures: readonly Exposure[]) =>
      portfolioMargin(exposures, { scenarios: [], lossFactor: 0 });
    const asked = (exposures: readonly Exposure[], factor: number) =>
      portfolioMargin(exposures, { scenarios: SCENARIOS, lossFactor: factor });
    const unsure = oracleContingency(one);
    const obtained: Readonly<Record<string, number>> = {
      worstRegular: -worstLoss(maintenance, REGULAR),
      worstTail: -worstLoss(maintenance, TAILS),
      lossFactorInitial: lossFactor,
      value,
      maintenanceContingency: charges(maintenance),
      initialContingency: charges(initial),
      oracleContingency: unsure,
      initial: value - asked(initial, lossFactor) - unsure,
      maintenance: value - asked(maintenance, MAINTENANCE_LOSS_FACTOR),
    };
    const [expected, printed] = [field(one, 'expected'), field(one, 'printed')];
    const name = `test ${numberOf(one, 'test')}`;
    return [
      ...Object.entries(obtained).map(([key, own]) =>
        near(`${name} ${key}`, numberOf(expected, key), own, tolerance),
      ),
      ...(['initial', 'maintenance'] as const).map((key) =>
        near(`${name} ${key}, printed`, numberOf(printed, key), obtained[key]!, tolerance),
      ),
    ];
  }),
});

const priceOf = (asset: Place, one: Place): number => numberOf(asset, 'price') / numberOf(one, 'stablePrice');

const worthOf = (one: Place): number =>
  items(one, 'collateral').reduce(
    (sum, asset) => sum + numberOf(asset, 'amount') * priceOf(asset, one),
    numberOf(one, 'cash') + numberOf(one, 'profit') + numberOf(one, 'funding'),
  );

function exposuresOf(one: Place, margin: 'maintenance' | 'initial'): Exposure[] {
  const units = numberOf(one, 'perpetuals');
  const group = 0;
  const contract = 'linear';
  return [
    {
      group,
      contract,
      units,
      price: numberOf(one, 'perpetualPrice'),
      charge: CONTINGENCY[margin] * Math.abs(units) * numberOf(one, 'spot'),
    },
    ...items(one, 'collateral').map((asset) => {
      const amount = numberOf(asset, 'amount');
      const price = priceOf(asset, one);
      const haircut =
        numberOf(asset, 'haircutMaintenance') +
        (margin === 'initial' ? numberOf(asset, 'haircutInitial') : 0);
      const cancels = field(asset, 'cancels').value === true;
      return {
        group,
        contract,
        units: cancels ? amount : 0,
        price,
        charge: haircut * amount * price,
      } as const;
    }),
  ];
}

/** `(1 - c)` of a notional whose price has a confidence `c` below the least. */
function oracleContingency(one: Place): number {
  const spot = numberOf(one, 'spotConfidence');
  const unsure = (confidence: number, notional: number) =>
    confidence < LEAST_CONFIDENCE ? (1 - confidence) * notional : 0;
  const perpetuals = Math.abs(numberOf(one, 'perpetuals')) * numberOf(one, 'spot');
  return items(one, 'collateral').reduce(
    (sum, asset) =>
      sum +
      unsure(Math.min(numberOf(asset, 'confidence'), spot), numberOf(asset, 'amount') * priceOf(asset, one)),
    unsure(Math.min(spot, numberOf(one, 'perpetualConfidence')), perpetuals),
  );
}
