import {
  count,
  digits,
  flag,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  probability,
  reasoned,
  text,
} from '../risk/findings/shape.ts';
import { code, estimate, interval, known, pathCount, side, space, unit, word } from './report-verdict.ts';

const reason = nullable(code);

const atShock = { shockBps: number('signed, basis points'), shock: number('signed fraction') };

const line = (description: string) =>
  object(description, {
    provenSafe: nullable(number('largest leverage that it and all smaller ones are proven at; null: none')),
    notRefuted: nullable(number('largest leverage not refuted; null: none')),
  });

export const frontier = reasoned(
  ['provenSafe'],
  object('the largest leverage proven safe at one shock; multiples of today’s', {
    market: text('id'),
    side,
    mechanism: text('label'),
    ...atShock,
    tolerance: probability('of both lines'),
    provenSafe: nullable(number('the lower of margin and fund; null: none')),
    notRefuted: nullable(number('the lower of margin and fund; null: none')),
    reason,
    margin: line('by the mean uncovered share'),
    fund: line('by P(draw > fund)'),
    flags: list('what to know about this point', oneOf('flag', ['NONMONOTONE'])),
  }),
);
export type FrontierPoint = Of<typeof frontier>;

export const depthAndSpeed = object('how deep and how fast, at one mixture shock and base values', {
  market: text('id'),
  side,
  ...atShock,
  cell: text('cell id'),
  paths: object('trials', pathCount),
  rows: list(
    'quantities',
    object('one', {
      id: oneOf('what', ['totalMove', 'amplification', 'liquidatedNotional', 'seconds', 'rounds']),
      unit,
      median: estimate('50% quantile over paths'),
      q99: estimate('99% quantile over paths'),
    }),
  ),
});
export type DepthAndSpeed = Of<typeof depthAndSpeed>;

const FLAGS = [
  'CLAMPED',
  'LOWERING_HELD',
  'GAP_NO_FINITE_BOUND',
  'GAP_LIST_TOO_SHORT',
  'IMPACT_BEYOND_DEPTH',
  'DEDUCTIONS_BY_RECURSION',
] as const;

const consequences = {
  accounts: number('accounts in it; a mean where positions are estimated'),
  shareOfOpenInterest: number('of their notional', 0),
  newlyUnderInitial: number('accounts newly under initial margin'),
  extraMargin: number('margin called, settlement currency'),
  liquidatedByChange: number('accounts that the change itself would liquidate at the mark price'),
};

const tier = object('one row of the margin table; rates in parts per million', {
  market: text('id'),
  tier: count('from 1'),
  from: digits('notional floor, in unitsPerCurrency-ths of the settlement currency'),
  to: nullable(digits('cap; null: none')),
  currentPpm: count('maintenance rate'),
  recommendedPpm: count('maintenance rate'),
  wantedPpm: count('before clamp and order'),
  gapPpm: count('price gap over detection and liquidation time, upper bound'),
  impactPpm: count('modelled cost of closing the tier’s cap after the design shock'),
  feePpm: count('liquidation fee'),
  currentMaxLeverage: number('at most'),
  recommendedMaxLeverage: number('at most'),
  currentInitialPpm: count('initial rate'),
  recommendedInitialPpm: count('initial rate'),
  currentDeduction: text('maintenance deduction, settlement currency'),
  recommendedDeduction: text('maintenance deduction, settlement currency'),
  driver: oneOf('what set the rate', ['gap', 'impact', 'fee', 'buffer', 'clamp', 'monotone', 'held']),
  clamped: flag('held to the largest step from today’s rate'),
  flags: list('what to know about this row', oneOf('flag', FLAGS)),
  ...consequences,
  phaseIn: list(
    'empty when nobody would be liquidated by the change itself',
    object('a step', {
      daysAfterApproval: count('days'),
      applies: oneOf('to whom', ['new positions', 'present positions']),
      ppm: count('maintenance rate from then on'),
    }),
  ),
  joint: nullable(word),
  jointReason: reason,
});
export type Tier = Of<typeof tier>;

export const tierTable = object('all tiers of a market together', {
  market: text('id'),
  heading: oneOf('what the table is', ['recommended', 'candidate', 'first step']),
  changed: flag('at least one rate or leverage differs'),
  kind: oneOf('how a rate applies', ['recursion', 'whole-value']),
  unitsPerCurrency: count('what from and to count: 100 (cents) or 100000000 (satoshi)'),
  joint: nullable(word),
  jointReason: reason,
  jointDecidedBy: nullable(text('metric/side')),
  total: object('the cost of the change', consequences),
  windowSeconds: number('detection and liquidation time'),
  windows: count('observed in the history'),
  quantile: probability('of the gap'),
  rows: list('tiers', tier),
});
export type TierTable = Of<typeof tierTable>;

export const splitting = object(
  'the tail of draw at one mixture shock, base values otherwise, with accounts split to avoid tiers',
  {
    market: text('id'),
    side,
    ...atShock,
    tier: count('accounts above its cap are split into equal ones of one owner; from 1; 0: nobody splits'),
    cell: text('cell id'),
    paths: object('trials', pathCount),
    mean: known('mean draw'),
    q95: estimate('95% quantile of draw'),
    q99: estimate('99% quantile of draw'),
    q999: estimate('99.9% quantile of draw'),
    difference: nullable(
      object('draw less that of tier 0, paired path by path', {
        pairs: count('paths done under both'),
        mean: number('of the differences'),
        interval: interval('two-sided 95%'),
      }),
    ),
  },
);
export type Splitting = Of<typeof splitting>;

export const LAYERS = ['collateral', 'fund', 'adl', 'socialised', 'badDebt', 'openDeficit'] as const;

export const fund = object('who pays, and how far the money goes', {
  market: text('id'),
  side,
  unit: text('settlement currency'),
  resources: number('the fund'),
  cover1: estimate('99% quantile of the largest group shortfall'),
  cover2: estimate('99% quantile of the two largest group shortfalls together'),
  draw999: estimate('99.9% quantile of draw'),
  expectedExcess: known('mean of max(0, draw - fund)'),
  provenFund: known('smallest fund proven enough'),
  tolerance: probability('for which'),
  shocks: list(
    'of the mixture',
    object('one', {
      ...atShock,
      weight: probability('in the mixture'),
      cell: text('cell id'),
      paths: object('trials', pathCount),
      waterfall: list(
        'the one path at a rank of draw, lowest number among equals',
        object('a path', {
          quantile: oneOf('rank of draw', ['median', 'q99']),
          path: count('its number'),
          draw: number('deficits left after collateral'),
          layers: list(
            'who pays, in order',
            object('payer', { id: oneOf('payer', LAYERS), money: known('paid') }),
          ),
        }),
      ),
      depletion: list(
        'Kaplan-Meier of the time to an empty fund; no step: never emptied',
        object('a step', {
          seconds: number('since the start'),
          atRisk: count('paths'),
          events: count('paths that emptied it'),
          survival: probability('share whose fund is not empty'),
          se: number('standard error (Greenwood)'),
        }),
      ),
      floorHitPaths: count('near the price floor'),
    }),
  ),
});
export type Fund = Of<typeof fund>;

export const MEASURES = [
  'meanDraw',
  'pRuin',
  'overshoot',
  'adlAccounts',
  'largestHaircut',
  'haircutGini',
  'haircutHhi',
  'innocent',
  'amplification',
  'secondsToEnd',
] as const;
export type Measure = (typeof MEASURES)[number];

export const mechanism = object('one mechanism at one mixture shock, base values otherwise', {
  market: text('id'),
  side,
  mechanism: text('label'),
  base: flag('the one in force'),
  ...atShock,
  cell: text('cell id'),
  paths: object('trials', pathCount),
  horizon: text('ISO 8601 duration', '^PT[0-9HMS.]+$'),
  winners: known('mean accounts with profit when the first haircut fell: base of Gini and HHI'),
  floorHitPaths: count('near the price floor'),
  metrics: list(
    'no total score: solvency, revenue and fairness trade off',
    reasoned(
      ['value'],
      object('one', {
        id: oneOf('which', MEASURES),
        unit,
        space,
        of: oneOf('what the value is over the paths', ['mean', 'probability', 'ratio of sums', 'largest']),
        value: nullable(number('the number')),
        reason,
        difference: nullable(
          object('less the base mechanism’s, paired path by path', {
            pairs: count('paths done under both'),
            mean: number('of the differences'),
            interval: interval('two-sided 95%'),
            mcnemar: nullable(
              object('of pRuin', {
                newlyFailing: count('paths'),
                newlyPassing: count('paths'),
                exactP: probability('two-sided'),
              }),
            ),
          }),
        ),
      }),
    ),
  ),
});
export type Mechanism = Of<typeof mechanism>;
