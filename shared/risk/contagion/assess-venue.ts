import type { Venue } from '../../market/contagion/venue.ts';
import { fundUnder, type VenueCell } from '../../sweep/contagion/venue-cells.ts';
import type { VenueSweep } from '../../sweep/contagion/venue-sweep.ts';
import type { Estimate } from '../shapes/number.ts';
import { sumOf } from '../statistics/average.ts';
import { boundedMean, countedShare, moneyMean, pairedNumbers, quantileOf, signedMean } from './numbers.ts';
import type { CellFinding, LinkedAndCut, Matrix, OfVenue, VenueAssessment } from './venue-finding.ts';
import { venueLimits } from './venue-limits.ts';
import { deficitsOf, needsOf, topOwners, type VenueRows, venueRows } from './venue-rows.ts';
import { venueUnder } from './venue-under.ts';
import { venueVerdict } from './venue-verdict.ts';

/** @param rows of each cell, paths one after another, as `venueBench` writes them */
export function assessVenue(
  venue: Venue,
  sweep: VenueSweep,
  cells: readonly VenueCell[],
  rows: readonly Float64Array[],
): VenueAssessment {
  const all = cells.map((cell, c) => venueRows(cell, rows[c]!, venue.markets.length));
  const byId = new Map(all.map((own) => [own.cell.id, own]));
  const limits = venueLimits(sweep);
  const linked = all.filter(({ cell }) => cell.crossed === 'as-is' && cell.kind !== 'rule' && !cell.under);
  const table = linked.filter(({ cell }) => cell.kind !== 'axis');
  const pairs = linked.map((own) => linkedAndCut(venue, own, byId.get(`${own.cell.id}-cut`)));
  const base = byId.get('all')!;
  const rules = all
    .filter(({ cell }) => cell.kind === 'rule')
    .map((own) => ({
      finding: findingOf(venue, own),
      difference: signedMean(pairedNumbers(own, base, deficitsOf), own.planned, allInterest(venue)),
    }));
  const mean = (name: 'raisedShare' | 'raisedMoney') =>
    sumOf(base.system(name)) / Math.max(1, base.paths.length);
  const under = (sweep.alternatives ?? []).map((asked) => ({
    ...venueUnder(venue, limits, asked, all),
    rows: all
      .filter(({ cell }) => cell.under?.id === asked.id)
      .map((own) => findingOf({ ...venue, fund: fundUnder(venue, own.cell) }, own)),
  }));
  const words = under.map(({ word }) => word);
  return {
    verdict: venueVerdict(venue, sweep, limits, { table, all, under: words }),
    limits,
    table: pairs.filter(({ linked: { kind } }) => kind !== 'axis'),
    axis: pairs.filter(({ linked: { kind } }) => kind === 'axis'),
    rules,
    under,
    raised: { share: mean('raisedShare'), money: mean('raisedMoney') },
  };
}

const allInterest = ({ markets }: Venue): number =>
  markets.reduce((sum, { openInterest }) => sum + openInterest, 0);

/** What no number of a matrix exceeds, for its mean; null: it may have either sign. */
const rangeOf = (venue: Venue, matrix: Matrix, k: number): number | null =>
  matrix === 'drawAttributed' ? venue.markets[k]!.openInterest : matrix === 'liquidatedShare' ? 1 : null;

function linkedAndCut(venue: Venue, linked: VenueRows, cut: VenueRows | undefined): LinkedAndCut {
  if (!cut) return { linked: findingOf(venue, linked), cut: null, difference: null };
  const difference = (numbersOf: (rows: VenueRows) => Float64Array, range: number | null): Estimate =>
    signedMean(pairedNumbers(linked, cut, numbersOf), linked.planned, range);
  const within = (range: number | null, numbers: Float64Array) =>
    range === null ? numbers : numbers.map((own) => Math.min(range, own));
  return {
    linked: findingOf(venue, linked),
    cut: findingOf(venue, cut),
    difference: {
      markets: venue.markets.map((_, k) =>
        ofMatrices((matrix) => {
          const range = rangeOf(venue, matrix, k);
          return difference((rows) => within(range, rows.market(k, matrix)), range);
        }),
      ),
      deficits: difference((rows) => within(allInterest(venue), deficitsOf(rows)), allInterest(venue)),
    },
  };
}

function meanOf(matrix: Matrix, numbers: Float64Array, planned: number, range: number | null): Estimate {
  if (range === null) return signedMean(numbers, planned, null);
  return matrix === 'drawAttributed'
    ? moneyMean(numbers, planned, range)
    : boundedMean(numbers, planned, range);
}

const ofMatrices = <T>(of: (matrix: Matrix) => T): Readonly<Record<Matrix, T>> => ({
  drawAttributed: of('drawAttributed'),
  liquidatedShare: of('liquidatedShare'),
  moveFinal: of('moveFinal'),
});

function findingOf(venue: Venue, rows: VenueRows): CellFinding {
  const { id, kind, label, source, moves, crossed } = rows.cell;
  const { planned } = rows;
  return {
    id,
    kind,
    label,
    source,
    moves,
    crossed,
    markets: venue.markets.map((_, k) =>
      ofMatrices((matrix) => {
        const numbers = rows.market(k, matrix);
        const range = rangeOf(venue, matrix, k);
        return {
          mean: meanOf(matrix, numbers, planned, range),
          q99: quantileOf(numbers.map(Math.abs), planned),
        };
      }),
    ),
    venue: ofVenue(venue, rows),
  };
}

function ofVenue(venue: Venue, rows: VenueRows): OfVenue {
  const { planned, paths, cell } = rows;
  const done = paths.length;
  const deficits = deficitsOf(rows);
  const needs = needsOf(rows).filter((need) => need > venue.fund).length;
  const mean = (name: Parameters<VenueRows['system']>[0], range: number) =>
    boundedMean(rows.system(name), planned, range);
  const unshocked = cell.moves.filter((move) => move === 0).length;
  return {
    paths: { planned, done },
    venueDefault: countedShare(sumOf(rows.system('venueDefault')), done, planned),
    ruin: countedShare(needs, done, planned),
    memberDefault:
      venue.members.length === 0
        ? null
        : countedShare(rows.system('membersDefaulted').filter((own) => own > 0).length, done, planned),
    deficits: {
      mean: boundedMean(deficits, planned, allInterest(venue)),
      q99: quantileOf(deficits, planned),
    },
    marketsHit: mean('marketsHit', unshocked),
    contagionShare: mean('contagionShare', unshocked === 0 ? 0 : 1),
    accountsTriggered: mean('accountsTriggered', venue.counts.accounts),
    walletsTriggered: mean('walletsTriggered', venue.counts.wallets),
    cover: {
      one: quantileOf(topOwners(rows, 1), planned),
      two: quantileOf(topOwners(rows, 2), planned),
      five: quantileOf(topOwners(rows, 5), planned),
    },
  };
}
