import { VENUE_CELL_KINDS } from '../../sweep/contagion/venue-cells.ts';
import { LimitInForce } from '../findings/metric.ts';
import { Estimate } from '../shapes/number.ts';
import { count, list, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';
import { VenueUnder } from './venue-under.ts';
import { VenueVerdict } from './venue-verdict.ts';

/** The matrices of the contagion table (contagion.md 10). */
export const MATRICES = ['drawAttributed', 'liquidatedShare', 'moveFinal'] as const;
export type Matrix = (typeof MATRICES)[number];

// A move has its sign in the mean, and is taken by its size in the quantile.
const MeanAndQuantile = object('over paths', { mean: Estimate('mean'), q99: Estimate('99% quantile') });

const OfMarket = object('what one shock does to one market', {
  drawAttributed: MeanAndQuantile,
  liquidatedShare: MeanAndQuantile,
  moveFinal: MeanAndQuantile,
});

const OfVenue = object('what it does to all together', {
  paths: object('trials', { planned: count('paths'), done: count('finished; the others count against') }),
  venueDefault: Estimate('share of paths with bad debt, or negative equity at the end'),
  ruin: Estimate('share of paths that need more than the fund'),
  memberDefault: nullable(
    Estimate('share of paths in which a member owes more than its capital; null: nobody is a member'),
  ),
  deficits: MeanAndQuantile,
  marketsHit: Estimate('mean number of markets without a shock of their own in which anybody was liquidated'),
  contagionShare: Estimate('of deficits, what is put down to them'),
  accountsTriggered: Estimate('mean number of isolated accounts'),
  walletsTriggered: Estimate('mean number'),
  cover: object('99% quantiles of what the largest owners leave, over all markets', {
    one: Estimate('the largest'),
    two: Estimate('the largest two'),
    five: Estimate('the largest five'),
  }),
});
export type OfVenue = Of<typeof OfVenue>;

export const CellFinding = object('one shock under one set of rules', {
  id: text('of the cell'),
  kind: oneOf('row of the table (noise, alone, all), of the axis, or other rules', VENUE_CELL_KINDS),
  label: text('of the shock or of the rules'),
  source: nullable(text('whose numbers the shock is; null: the sweep’s own')),
  moves: list('by market', number('fraction')),
  crossed: oneOf('wallets as they are, or every crossed account isolated', ['as-is', 'cut']),
  markets: list('in the order of the snapshot', OfMarket),
  venue: OfVenue,
});
export type CellFinding = Of<typeof CellFinding>;

const Difference = object('what is more linked, path by path', {
  markets: list(
    'in the order of the snapshot',
    object('means', {
      drawAttributed: Estimate('settlement currency'),
      liquidatedShare: Estimate('of open interest'),
      moveFinal: Estimate('fraction'),
    }),
  ),
  deficits: Estimate('mean, settlement currency'),
});

export const LinkedAndCut = object('the same shock linked and cut', {
  linked: CellFinding,
  // Null where nobody holds a wallet, or the sweep does not ask.
  cut: nullable(CellFinding),
  difference: nullable(Difference),
});
export type LinkedAndCut = Of<typeof LinkedAndCut>;

/** What is found of a venue: a function of snapshot, sweep and paths. */
export const VENUE_ASSESSMENT = {
  verdict: VenueVerdict,
  limits: list('in force', LimitInForce),
  table: list('nobody shocked, each market alone, all at once', LinkedAndCut),
  axis: list('by shock of the axis', LinkedAndCut),
  rules: list(
    'other rules at the decision shock',
    object('one', { finding: CellFinding, difference: Estimate('of deficits, to the snapshot’s own rules') }),
  ),
  under: list(
    'the verdict under other assumptions',
    object('one', {
      ...VenueUnder.fields,
      rows: list('as those of the table, wallets as they are', CellFinding),
    }),
  ),
  raised: object('collateral raised at the start', {
    share: number('of the notional of all'),
    money: number('settlement currency'),
  }),
};
export type VenueAssessment = {
  readonly [K in keyof typeof VENUE_ASSESSMENT]: Of<(typeof VENUE_ASSESSMENT)[K]>;
};
