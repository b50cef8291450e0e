import { createLadder, fillLadder, type Ladder } from '../../cascade/holders/isolated/ladder.ts';
import { drawAnswers } from '../../cascade/holders/top-up.ts';
import { type Accounts, allocateAccounts } from '../../cascade/margin/accounts.ts';
import { applyAxes } from '../../cascade/margin/axes.ts';
import { type MarketsOutcome, type MarketsRun, marketsRun } from '../../cascade/markets.ts';
import type { Rules } from '../../cascade/rules.ts';
import type { MarketColumn, SystemColumn } from '../../cascade/system-row.ts';
import {
  allocateShockPath,
  type ShockPath,
  shockPath,
  shockTicks,
  shockTrend,
} from '../../cascade/venue/shock.ts';
import { createNoiseRoom, drawDepthScales, drawNoise } from '../../cascade/venue/shock-vector.ts';
import type { Venue, VenueHolders } from '../../market/contagion/venue.ts';
import { seedWords } from '../seed-words.ts';
import { fundUnder, type VenueCell } from './venue-cells.ts';
import type { VenueSweep } from './venue-sweep.ts';
import { rowsByCell, walkOrder } from './venue-walks.ts';

/** Columns kept of each market of a path; contagion.md 9. */
export const KEPT_OF_MARKET = [
  'drawAttributed',
  'liquidatedShare',
  'moveFinal',
  'closeOutCost',
  'crossedShare',
] as const satisfies readonly MarketColumn[];

/** Columns kept of all markets together; the last two are what the cushion rule gave. */
const OF_SYSTEM = [
  'deficit',
  'openDeficit',
  'adlHaircut',
  'fundNeed',
  'deficitFirst',
  'deficitSecond',
  'deficitTopFive',
  'venueDefault',
  'marketsHit',
  'spreadSeconds',
  'contagionShare',
  'accountsTriggered',
  'walletsTriggered',
  'membersDefaulted',
  'conservation',
  'flags',
] as const satisfies readonly SystemColumn[];
export const KEPT_OF_SYSTEM = [...OF_SYSTEM, 'raisedShare', 'raisedMoney'] as const;

/** Numbers kept of a path: those of each market, then those of all together. */
export const keptWidth = (markets: number): number => markets * KEPT_OF_MARKET.length + KEPT_OF_SYSTEM.length;

/** Told of walks as they finish. */
type Heed = (walks: number) => void;

/** Walks `from` to `to`, in the order of `walkOrder`: their rows, one after another. */
type VenueBench = (from: number, to: number, heed?: Heed) => Float64Array;

/**
 * Runs walks of a venue's sweep. Noise and depth are drawn once a path and are the same in every cell; a walk's numbers depend
 * on nothing but its cell and path, so that ranges of any size give the same ones. A row in which a number is not finite says
 * nothing: none of it is.
 */
export function walkBench(venue: Venue, sweep: VenueSweep, cells: readonly VenueCell[]): VenueBench {
  const { markets } = venue;
  const width = keptWidth(markets.length);
  const order = walkOrder(cells);
  const course = courseOf(venue, sweep);
  const ready = cells.map((cell) => readyCell(venue, sweep, cell));
  const sorted = { 'as-is': sortedHolders(venue, venue.linked), cut: sortedHolders(venue, venue.cut) };
  const estimate = estimatedLadder(venue, sweep);
  const way = markets.map(() => allocateShockPath(course.ticks));
  const drawn = (path: number) => {
    course.draw(path);
    return {
      path,
      topUp: callsOf(venue, sweep, path),
      raised: estimate?.(path, sorted['as-is'].ladders[0]!) ?? venue.raised,
    };
  };
  const runs: { [crossed in VenueCell['crossed']]?: MarketsRun } = {};
  const run = (c: number, topUp: ReturnType<typeof callsOf>): MarketsOutcome => {
    const cell = cells[c]!;
    const { ladders, wallets } = sorted[cell.crossed];
    const input = {
      markets: markets.map(({ depth }, k) => ({
        ladder: ladders[k]!,
        rules: ready[c]!.rules[k]!,
        depth,
        shockPath: course.follow(cell.moves[k]!, ready[c]!.trends[k]!, k, way[k]!),
        depthScale: course.depthScales[k]! * (cell.under?.change.depthScale ?? 1),
      })),
      wallets,
      closeOut: cell.closeOut,
      fund: fundUnder(venue, cell),
      members: venue.members,
      ...(topUp && cell.without !== 'topUp' && { topUp }),
    };
    runs[cell.crossed] ??= marketsRun(input);
    return runs[cell.crossed]!(input);
  };
  return (from, to, heed) => {
    const rows = new Float64Array((to - from) * width);
    let at = 0;
    let own: ReturnType<typeof drawn> | undefined;
    for (const { cell, path } of order.between(from, to)) {
      if (own?.path !== path) own = drawn(path);
      const row = rows.subarray(at, at + width);
      keep(run(cell, own.topUp), own.raised, row);
      if (!row.every(Number.isFinite)) row.fill(Number.NaN);
      at += width;
      heed?.(1);
    }
    return rows;
  };
}

/**
 * Runs paths `from` to `to` of every cell of a venue's sweep.
 *
 * @returns for each cell the rows of its paths in this slice, one after another
 */
export function venueBench(
  venue: Venue,
  sweep: VenueSweep,
  cells: readonly VenueCell[],
): (from: number, to: number, heed?: Heed) => Float64Array[] {
  const width = keptWidth(venue.markets.length);
  const order = walkOrder(cells);
  const bench = walkBench(venue, sweep, cells);
  return (from, to, heed) => {
    const slice = cells.map(({ paths }) => ({ paths: Math.max(0, Math.min(to, paths) - from) }));
    return rowsByCell(slice, width, bench(order.firstOf(from), order.firstOf(to), heed));
  };
}

/** What is random in a path: the noise of every market, and the depth. */
function courseOf({ markets }: Venue, sweep: VenueSweep) {
  const { shape, tickSeconds, sigmaDepth, ownDepth = false } = sweep.path;
  const ticks = shockTicks(shape, tickSeconds);
  const words = seedWords(sweep);
  const loadings = markets.map(({ id }) => sweep.markets[id]?.loading ?? 0);
  const noises = markets.map(() => new Float64Array(ticks));
  const depthScales = new Float64Array(markets.length);
  const into = { noises, room: createNoiseRoom(ticks) };
  return {
    ticks,
    depthScales,
    draw(path: number): void {
      drawNoise(shape, tickSeconds, { ...words, path }, loadings, into);
      drawDepthScales({ ...words, path }, sigmaDepth, ownDepth, depthScales);
    },
    follow(move: number, trend: Float64Array, k: number, way: ShockPath): ShockPath {
      shockPath(move, trend, noises[k]!, way);
      return way;
    },
  };
}

/** Who answers a call in a path: the same in every cell. */
function callsOf({ topUp, owners }: Venue, sweep: VenueSweep, path: number) {
  if (!topUp) return null;
  return { ...topUp, answers: drawAnswers({ ...seedWords(sweep), path }, topUp.share, owners) };
}

/** Rules in stress but for one. */
function stressOf(
  stress: Venue['markets'][number]['stress'],
  without: VenueCell['without'],
): Venue['markets'][number]['stress'] {
  const { [without as keyof typeof stress]: _, ...rest } = stress;
  return rest;
}

/** What all paths of a cell share. */
function readyCell({ markets }: Venue, { path }: VenueSweep, cell: VenueCell) {
  const { shape, tickSeconds, horizonSeconds } = path;
  return {
    trends: cell.moves.map((move) => shockTrend(shape, tickSeconds, move)),
    rules: markets.map(
      (market): Rules => ({
        ...market.rules(tickSeconds, horizonSeconds, cell.mechanism ?? market.mechanism),
        ...stressOf(market.stress, cell.without),
        ...(cell.under?.change.permanentShare !== undefined && {
          permanentShare: cell.under.change.permanentShare,
        }),
      }),
    ),
  };
}

/** Ladders of all markets, and wallets. */
const sortedHolders = ({ markets, estimator }: Venue, { accounts, wallets }: VenueHolders) => ({
  ladders: accounts.map((own, k) => {
    const { tiers, contract, startPrice } = markets[k]!;
    const ladder = createLadder(Math.max(own.count, estimator?.count ?? 0));
    fillLadder(ladder, own, tiers, contract, startPrice);
    return ladder;
  }),
  wallets,
});

/** Draws the positions of a market alone into its ladder, path by path; null where they are listed. */
function estimatedLadder({ estimator, markets }: Venue, sweep: VenueSweep) {
  if (!estimator) return null;
  const { seedLow, seedHigh } = seedWords(sweep);
  const { tiers, contract, startPrice } = markets[0]!;
  const [drawn, own]: Accounts[] = [allocateAccounts(estimator.count), allocateAccounts(estimator.count)];
  return (path: number, ladder: Ladder) => {
    estimator.draw(seedLow, seedHigh, path, drawn!);
    const raised = applyAxes(drawn!, tiers, contract, startPrice, 1, own!);
    fillLadder(ladder, own!, tiers, contract, startPrice);
    return raised;
  };
}

function keep({ markets, system }: MarketsOutcome, raised: Venue['raised'], into: Float64Array): void {
  let at = 0;
  for (const row of markets) for (const column of KEPT_OF_MARKET) into[at++] = row[column];
  for (const column of OF_SYSTEM) into[at++] = system[column];
  into[at++] = raised.share;
  into[at] = raised.money;
}
