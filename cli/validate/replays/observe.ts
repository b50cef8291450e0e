import { unitValue } from '../../../shared/cascade/margin/contract.ts';
import {
  type Piece,
  type RecordedWay,
  type ReplayedMarket,
  type ReplaySetting,
  replay,
} from '../../../shared/market/replay.ts';

/** What of a piece the groups compare. */
export interface Observed {
  readonly startSeconds: number;
  /** Quantity liquidated. */
  readonly longs: number;
  readonly shorts: number;
  readonly openInterest: number;
  /** Notional over equity at the piece's start of each long that was liquidated: sum and count. */
  readonly leverageSum: number;
  readonly leverageCount: number;
  readonly outcome: Piece['outcome'];
  readonly fundBefore: number;
  readonly fundAfter: number;
  /** Index at the start, and lowest. */
  readonly startPrice: number;
  readonly lowest: number;
}

/** A replay, piece by piece. */
export function observe(market: ReplayedMarket, way: RecordedWay, setting: ReplaySetting): Observed[] {
  const observed: Observed[] = [];
  replay(market, way, setting, (piece) => {
    const { startSeconds, startPrice, openInterest, outcome, fundBefore, end } = piece;
    const until = startSeconds + setting.reestimateSeconds;
    const lows = way.bars.filter(([at]) => at > startSeconds && at <= until).map(([, low]) => low);
    observed.push({
      startSeconds,
      openInterest,
      outcome,
      fundBefore,
      fundAfter: end.fund,
      startPrice,
      lowest: Math.min(startPrice, ...lows),
      ...liquidatedIn(piece),
    });
  });
  return observed;
}

function liquidatedIn({ ladder, liquidated, startPrice }: Piece) {
  let [longs, shorts, leverageSum, leverageCount] = [0, 0, 0, 0];
  const unit = unitValue(ladder.contract, startPrice);
  liquidated((row, quantity) => {
    if (row >= ladder.longs) {
      shorts += quantity;
      return;
    }
    longs += quantity;
    const equity = ladder.collateral[row]! + ladder.quantity[row]! * (unit - ladder.entryUnit[row]!);
    leverageSum += ladder.notional[row]! / equity;
    leverageCount++;
  });
  return { longs, shorts, leverageSum, leverageCount };
}

export const sumOf = <T>(list: readonly T[], value: (one: T) => number): number =>
  list.reduce((total, one) => total + value(one), 0);
