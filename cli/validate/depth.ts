import { type Depth, type DepthLaw, depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { venueLevels } from '../../shared/market/import/venue-levels.ts';
import { lawOf } from '../../shared/market/scenario-laws.ts';
import { type Check, near, nearAll, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, maybe, numberOf, numbersOf, type Place, textOf, word } from './place.ts';

/** Every law and its integrals; the density beyond the levels; what moves a rested price by one percent. */
export const depthLaws: Runner = ({ place, tolerance }) => {
  const laws = items(place, 'laws');
  const beyond = maybe(place, 'walkExtension');
  const split = maybe(place, 'splitInvariance');
  return {
    checks: [
      ...laws.flatMap((one) => pointsOf(one, tolerance)),
      ...(beyond ? densities(beyond, laws, tolerance) : []),
      ...(maybe(place, 'within1percent') ? items(place, 'within1percent') : []).flatMap((one) => {
        // The levels of `walk` stand once, among the laws.
        const own = maybe(one, 'bids') || textOf(one, 'law') !== 'walk' ? one : walkAmong(laws, one);
        const law = lawAt(own);
        const start = maybe(one, 'p0');
        const depth = depthOf(law, start ? numberOf(one, 'p0') : 1);
        return [
          near(`${law.law} within 1 %, sell`, numberOf(one, 'sell'), depth.volumeWithin(0.01, 1), tolerance),
          near(`${law.law} within 1 %, buy`, numberOf(one, 'buy'), depth.volumeWithin(0.01, -1), tolerance),
        ];
      }),
      ...(split ? splitSums(split, tolerance) : []),
    ],
  };
};

function pointsOf(one: Place, tolerance: Tolerance): Check[] {
  const law = lawAt(one);
  const fundamental = maybe(one, 'fundamental') ? numberOf(one, 'fundamental') : 1;
  const depth = depthOf(law, fundamental);
  return items(one, 'points').flatMap((point) => {
    const displaced = numberOf(point, 'displaced');
    const from = Math.min(0, displaced);
    const to = Math.max(0, displaced);
    const own = `${law.law} at ${displaced}`;
    return [
      near(`${own} D`, numberOf(point, 'D'), depth.factor(displaced, fundamental), tolerance),
      near(`${own} sum`, numberOf(point, 'sum'), depth.sum(from, to, fundamental), tolerance),
      near(
        `${own} reciprocalSum`,
        numberOf(point, 'reciprocalSum'),
        depth.reciprocalSum(from, to, fundamental),
        tolerance,
      ),
    ];
  });
}

/** Volume per unit of relative distance beyond the last level: the slope of `D` where the levels end. */
function densities(beyond: Place, laws: readonly Place[], tolerance: Tolerance): Check[] {
  const depth = depthOf(lawAt(walkAmong(laws, beyond)), 1);
  return [
    near('walk bidDensity', numberOf(beyond, 'bidDensity'), densityBeyond(depth, 1), tolerance),
    near('walk askDensity', numberOf(beyond, 'askDensity'), densityBeyond(depth, -1), tolerance),
  ];
}

/** D = d exp(-+ x / (g d)): over equal steps the ratio is constant, and its logarithm holds g. */
export function densityBeyond(depth: Depth, side: 1 | -1): number {
  const edge = side > 0 ? depth.visibleBids : depth.visibleAsks;
  const step = edge / 10;
  const factor = (volume: number) => depth.factor(side * volume, 1);
  return step / (factor(edge) * Math.abs(Math.log(factor(edge + step) / factor(edge))));
}

/** Proceeds do not depend on how a sale is cut. */
function splitSums(split: Place, tolerance: Tolerance): Check[] {
  const depth = depthOf(lawAt(split), 1);
  const sales = numbersOf(split, 'sales');
  const edges = [0];
  for (const sale of sales) edges.push(edges.at(-1)! + sale);
  const sums = sales.map((_, i) => depth.sum(edges[i]!, edges[i + 1]!, 1));
  return [
    ...nearAll('split sums', numbersOf(split, 'sums'), sums, tolerance),
    near('split total', numberOf(split, 'total'), depth.sum(0, edges.at(-1)!, 1), tolerance),
  ];
}

const walkAmong = (laws: readonly Place[], one: Place): Place =>
  laws.find((law) => textOf(law, 'law') === 'walk') ?? field(one, 'bids');

/** The parameters of a law among other fields. */
export function lawAt({ at, value }: Place): DepthLaw {
  const { law, slope, beta, c, reserve, floor, scale, reference, bids, asks, beyond, beyondShare, outside } =
    value as Readonly<Record<string, unknown>>;
  const parameters = {
    law,
    slope,
    beta,
    c,
    reserve,
    floor,
    scale,
    reference,
    bids,
    asks,
    beyond,
    beyondShare,
    outside,
  };
  const given = Object.entries(parameters).filter(([, own]) => own !== undefined);
  return lawOf(Object.fromEntries(given), at);
}

const LEVELS = 'perp-books-and-margin-2021/levels.csv.gz';

/** Recorded order books, which lie beside the project and are not part of it. */
export const depthWalkRecorded: Runner = ({ place, tolerance, recorded }) => {
  const csv = recorded(LEVELS);
  if (csv === undefined) {
    return { checks: [], notRun: [{ part: '', reason: `${LEVELS} is not in the data folder` }] };
  }
  const books = new Map<string, Book>();
  const bookOf = (one: Place): Book => {
    const venue = textOf(one, 'venue');
    const symbol = textOf(one, 'symbol');
    const known = books.get(`${venue} ${symbol}`);
    if (known) return known;
    const { bids, asks } = venueLevels('levels.csv', csv, { venue, symbol, contractValue: 1 });
    const mid = (bids[0]![0] + asks[0]![0]) / 2;
    const law: DepthLaw = { law: 'walk', reference: mid, bids, asks, beyond: 'stop' };
    const book = { mid, bids, asks, depth: depthOf(law, mid) };
    books.set(`${venue} ${symbol}`, book);
    return book;
  };
  const within = maybe(place, 'within10percent') ? items(place, 'within10percent') : [];
  return {
    checks: [
      ...items(place, 'cases').flatMap((one) => walked(one, bookOf(one), tolerance)),
      ...within.flatMap((one) => {
        const { mid, depth } = bookOf(one);
        // Venues count in coins or in contracts; the file says which it means.
        const inCoins = !textOf(one, 'unit').includes('contracts');
        const value = (side: 1 | -1) => {
          const volume = depth.volumeWithin(0.1, side);
          if (!inCoins) return volume;
          return mid * (side > 0 ? depth.sum(0, volume, 1) : depth.sum(-volume, 0, 1));
        };
        const own = `${textOf(one, 'symbol')} within 10 %`;
        return [
          near(`${own} mid`, numberOf(one, 'mid'), mid, tolerance),
          near(`${own} bids`, numberOf(one, 'bids'), value(1), tolerance),
          near(`${own} asks`, numberOf(one, 'asks'), value(-1), tolerance),
        ];
      }),
    ],
  };
};

interface Book {
  readonly mid: number;
  readonly bids: readonly (readonly [price: number, size: number])[];
  readonly asks: readonly (readonly [price: number, size: number])[];
  readonly depth: Depth;
}

function walked(one: Place, { mid, bids, asks, depth }: Book, tolerance: Tolerance): Check[] {
  const sells = word(one, 'side', ['sell', 'buy']) === 'sell';
  const quantity = numberOf(one, 'quantity');
  const [from, to] = sells ? [0, quantity] : [-quantity, 0];
  const last = mid * depth.factor(sells ? quantity : -quantity, 1);
  // A price is a ratio to the mid and back: half a tick tells levels apart.
  const touched = sells
    ? bids.filter(([price]) => price > last * (1 - 1e-9))
    : asks.filter(([price]) => price < last * (1 + 1e-9));
  const own = `${textOf(one, 'symbol')} ${sells ? 'sell' : 'buy'} ${quantity}`;
  return [
    near(
      `${own} averagePrice`,
      numberOf(one, 'averagePrice'),
      (mid * depth.sum(from!, to!, 1)) / quantity,
      tolerance,
    ),
    near(
      `${own} harmonicPrice`,
      numberOf(one, 'harmonicPrice'),
      (mid * quantity) / depth.reciprocalSum(from!, to!, 1),
      tolerance,
    ),
    near(`${own} lastPrice`, numberOf(one, 'lastPrice'), last, tolerance),
    same(`${own} levels`, numberOf(one, 'levels'), touched.length),
  ];
}
