import { createEngine, type Engine } from '../cascade/cascade.ts';
import type { ChainState } from '../cascade/chain.ts';
import { createLadder, fillLadder, type Ladder } from '../cascade/holders/isolated/ladder.ts';
import { type Accounts, allocateAccounts } from '../cascade/margin/accounts.ts';
import { applyAxes } from '../cascade/margin/axes.ts';
import type { Contract } from '../cascade/margin/contract.ts';
import type { Tiers } from '../cascade/margin/tiers.ts';
import { OUTCOME_COLUMNS, type OutcomeColumn, outcomeOf } from '../cascade/outcome.ts';
import { depthOf } from '../cascade/venue/depth/depth.ts';
import { type Bar, followGiven, type GivenPath, givenTicks } from '../cascade/venue/given-path.ts';
import { allocateShockPath } from '../cascade/venue/shock.ts';
import { type Depth, depthLaw } from './depth.ts';
import { type EstimateMarket, estimatorOf } from './estimate.ts';
import type { Levels } from './levels.ts';
import { refuse } from './parse.ts';
import type { EstimatedPositions } from './positions.ts';
import { recentBars } from './recent-bars.ts';
import { coreRules, type Rules } from './rules.ts';

/** What is the same in every piece of a replay. */
export interface ReplayedMarket {
  readonly contract: Contract;
  readonly tiers: Tiers;
  /** Of the bars, those that have ended are taken at every estimate. */
  readonly positions: EstimatedPositions;
  readonly depth: Depth;
  readonly levels?: Levels;
  readonly rules: Rules;
}

/** Recorded index prices, bars of one length: [end, seconds since 1970; low, high, close], and the price before the first. */
export interface RecordedWay {
  readonly startSeconds: number;
  readonly open: number;
  readonly bars: readonly Bar[];
}

export interface ReplaySetting {
  readonly tickSeconds: number;
  /** Positions are estimated anew this often; bars end on it. */
  readonly reestimateSeconds: number;
  /** Inside bars (calibration.md 2). */
  readonly noise: number;
  readonly seed: number;
  /** Settlement currency. */
  readonly fund: number;
  /** Quantity per side at a time. */
  readonly openInterestAt: (seconds: number) => number;
}

/** Four hours, or whatever the setting says, of a replay. */
export interface Piece {
  readonly startSeconds: number;
  readonly startPrice: number;
  /** Quantity per side. */
  readonly openInterest: number;
  readonly outcome: Readonly<Record<OutcomeColumn, number>>;
  /** Fund before it, settlement currency. */
  readonly fundBefore: number;
  readonly end: ChainState;
  /** Positions as they were, and whom it reached. */
  readonly ladder: Ladder;
  readonly liquidated: Engine['liquidated'];
}

/** How long the largest move is remembered. */
const MEMORY_SECONDS = 86_400;

/**
 * A rolling replay of recorded days: positions are estimated anew again and again, because in a closed population nobody
 * opens what is liquidated next (calibration.md 2). Fund, inventory and displaced volume go on; who was not reached is
 * dropped. The largest move is that of the running estimate and of those of a day before it.
 *
 * @param tell told every piece while its ladder stands
 */
export function replay(
  market: ReplayedMarket,
  way: RecordedWay,
  setting: ReplaySetting,
  tell: (piece: Piece) => void,
): void {
  refuseUnfit(market, way, setting);
  const { long, short } = market.positions.accountsPerSide;
  const room = {
    drawn: allocateAccounts(long + short),
    held: allocateAccounts(long + short),
    ladder: createLadder(long + short),
    engine: createEngine(long + short),
    row: new Float64Array(OUTCOME_COLUMNS.length),
  };
  const remembered = Math.floor(MEMORY_SECONDS / setting.reestimateSeconds) - 1;
  const moves: number[] = [];
  let price = way.open;
  let state: ChainState = { fund: setting.fund, inventory: [], permanent: 0, temporary: 0, m: 0 };
  for (const [number, bars] of piecesOf(way, setting.reestimateSeconds).entries()) {
    const startSeconds = way.startSeconds + number * setting.reestimateSeconds;
    const piece = { number, startSeconds, startPrice: price, bars };
    const fundBefore = state.fund;
    const m = Math.max(0, ...moves.slice(Math.max(0, moves.length - remembered)));
    const outcome = runPiece(market, setting, piece, { ...state, m }, room);
    state = room.engine.end();
    moves.push(state.m);
    price = bars[bars.length - 1]![3];
    tell({
      startSeconds,
      startPrice: piece.startPrice,
      openInterest: setting.openInterestAt(startSeconds),
      outcome,
      fundBefore,
      end: state,
      ladder: room.ladder,
      liquidated: room.engine.liquidated,
    });
  }
}

/** Bars by piece, each of which ends with its last bar; what is left at the end and fills none is left out. */
function piecesOf({ startSeconds, bars }: RecordedWay, length: number): Bar[][] {
  const pieces: Bar[][] = [];
  let own: Bar[] = [];
  for (const bar of bars) {
    own.push(bar);
    const end = startSeconds + (pieces.length + 1) * length;
    if (bar[0] < end) continue;
    if (bar[0] > end) refuse('replayed bars', `end with every piece, at ${end}`, bar[0]);
    pieces.push(own);
    own = [];
  }
  return pieces;
}

interface Room {
  readonly drawn: Accounts;
  readonly held: Accounts;
  readonly ladder: Ladder;
  readonly engine: Engine;
  readonly row: Float64Array;
}

interface PieceStart {
  readonly number: number;
  readonly startSeconds: number;
  readonly startPrice: number;
  readonly bars: readonly Bar[];
}

function runPiece(
  market: ReplayedMarket,
  setting: ReplaySetting,
  { number, startSeconds, startPrice, bars }: PieceStart,
  chain: ChainState,
  { drawn, held, ladder, engine, row }: Room,
): Piece['outcome'] {
  const { contract, tiers, positions, rules } = market;
  const { tickSeconds, reestimateSeconds, noise, seed } = setting;
  const estimate: EstimateMarket = {
    contract,
    tiers,
    startPrice,
    openInterest: setting.openInterestAt(startSeconds),
    asOfSeconds: startSeconds,
  };
  const own = { ...positions, bars: recentBars(positions.bars, startSeconds) };
  estimatorOf(own, estimate).draw(seed, 0, number, drawn);
  applyAxes(drawn, tiers, contract, startPrice, 1, held);
  fillLadder(ladder, held, tiers, contract, startPrice);
  const path: GivenPath = {
    shape: 'path',
    open: startPrice,
    bars: bars.map(([end, low, high, close]) => [end - startSeconds, low, high, close]),
    noise,
  };
  const shockPath = allocateShockPath(givenTicks(path, tickSeconds));
  const ticksBefore = Math.round((number * reestimateSeconds) / tickSeconds);
  followGiven(path, tickSeconds, { seedLow: seed, seedHigh: 0, path: 0, lane: 0, ticksBefore }, shockPath);
  const coreSetting = {
    contract,
    startPrice,
    fund: chain.fund,
    tickSeconds,
    horizonSeconds: reestimateSeconds,
    mechanism: rules.mechanism,
  };
  engine.run(
    {
      ladder,
      rules: coreRules(rules, coreSetting),
      depth: depthOf(depthLaw(market.depth, startPrice, market.levels), startPrice),
      shockPath,
      depthScale: 1,
      chain,
    },
    row,
  );
  return outcomeOf(row);
}

/** A recorded index already holds what liquidations did to it: the same fall would count twice. */
function refuseUnfit({ rules }: ReplayedMarket, way: RecordedWay, setting: ReplaySetting): void {
  if (rules.permanentShare !== 0)
    refuse('snapshot.rules.permanentShare', 'be 0 where recorded prices are replayed', rules.permanentShare);
  if (!(way.bars.length > 0)) refuse('replayed bars', 'not be empty', way.bars.length);
  if (setting.reestimateSeconds % setting.tickSeconds !== 0)
    refuse(
      'reestimateSeconds',
      `be a multiple of the tick, ${setting.tickSeconds}`,
      setting.reestimateSeconds,
    );
}
