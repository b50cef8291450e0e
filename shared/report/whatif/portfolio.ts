import { type Contract, unitValue } from '../../cascade/margin/contract.ts';
import { maintenanceMargin, type Tiers, tierAt } from '../../cascade/margin/tiers.ts';
import { bankruptcyPrice, triggerPrice } from '../../cascade/margin/trigger.ts';
import { equityAt, positionsFromColumns, sideOf } from '../../market/accounts.ts';
import { decimal } from '../../market/columns.ts';
import { refuse } from '../../market/parse.ts';

/** A position of a member's own under a margin table: each an account with a collateral of its own. */
export interface PlacedPosition {
  readonly side: number;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly collateral: number;
  /** At the mark, settlement currency. */
  readonly notional: number;
  readonly equity: number;
  readonly maintenance: number;
  /** From 1. */
  readonly tier: number;
  /** Mark price at which it is handed to the liquidation mechanism; null: no price reaches it. */
  readonly trigger: number | null;
  /** From the mark to there, signed fraction; 0 where it is reached already. */
  readonly distance: number | null;
  /** Price at which its equity is zero; null: none. */
  readonly bankruptcy: number | null;
}

/** What positions are placed in. */
export interface Place {
  readonly contract: Contract;
  /** Mark price. */
  readonly startPrice: number;
  /** As triggers ask for it. */
  readonly tiers: Tiers;
}

/** How often the price of a cell gets as far as each position's trigger. */
export interface Along {
  readonly shockBps: number;
  /** Done paths of the cell so far. */
  readonly of: number;
  /** Null where the shock goes the other way: how far the price comes back is not kept. */
  readonly reached: readonly (number | null)[];
}

const COLUMNS = ['side', 'quantity', 'entryPrice', 'collateral'];
const MOST_ROWS = 1_000;

/**
 * Reads pasted positions, one a line: side, quantity, entry price, collateral, parted by tabs, semicolons, commas or blanks;
 * a first line may name the columns. Refuses with the row, the column and the value.
 */
export function portfolioOf(text: string, { contract, startPrice, tiers }: Place): PlacedPosition[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const rows = lines.map((line) =>
    line
      .trim()
      .split(line.includes('\t') ? '\t' : /[;,]/.test(line) ? /[;,]/ : /\s+/)
      .map((cell) => cell.trim()),
  );
  const [first] = rows;
  if (!first) refuse('positions', 'have at least one line', 'none');
  const hasNames = first.every((cell) => Number.isNaN(decimal(cell)) && sideOf(cell) === undefined);
  const names = hasNames ? first : COLUMNS;
  const body = hasNames ? rows.slice(1) : rows;
  if (!(body.length <= MOST_ROWS)) refuse('positions', `be at most ${MOST_ROWS}`, body.length);
  body.forEach((row, i) => {
    if (row.length !== names.length)
      refuse(`positions row ${i + 1}`, `have ${names.length} values (${names.join(', ')})`, row.length);
  });
  const columns = Object.fromEntries(names.map((name, k) => [name, body.map((row) => row[k])]));
  const bounds = { contract, markPrice: startPrice, openInterest: Infinity, cap: Infinity };
  const accounts = positionsFromColumns('positions', columns, bounds);
  return body.map((_, i) => {
    const [side, quantity] = [accounts.side[i]!, accounts.quantity[i]!];
    const [entryPrice, collateral] = [accounts.entryPrice[i]!, accounts.collateral[i]!];
    const notional = quantity * Math.abs(unitValue(contract, startPrice));
    const at = triggerPrice(contract, tiers, side, quantity, entryPrice, collateral, startPrice);
    const isReached = side > 0 ? at >= startPrice : at <= startPrice;
    const trigger = isReached ? startPrice : Number.isFinite(at) ? at : null;
    return {
      side,
      quantity,
      entryPrice,
      collateral,
      notional,
      equity: equityAt(bounds, accounts, i),
      maintenance: maintenanceMargin(tiers, notional),
      tier: tierAt(tiers, notional) + 1,
      trigger,
      distance: trigger === null ? null : trigger / startPrice - 1,
      bankruptcy: bankruptcyPrice(contract, side, quantity, entryPrice, collateral) ?? null,
    };
  });
}

/** @param moves `movePeak` of the done paths */
export function alongPaths(
  positions: readonly PlacedPosition[],
  { startPrice }: Place,
  { shockBps, moves }: { readonly shockBps: number; readonly moves: Float64Array },
): Along {
  const reached = positions.map(({ side, trigger }) => {
    if (side > 0 !== shockBps < 0) return null;
    if (trigger === null) return 0;
    return moves.filter((move) => side * (startPrice * (1 + move) - trigger) <= 0).length;
  });
  return { shockBps, of: moves.length, reached };
}
