import { type Accounts, allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import type { Market } from '../../shared/market/market.ts';
import { reserving } from '../../shared/market/reserved-fee.ts';

const MOVES = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3];
const WIDTH = 28;

/**
 * Ladder against depth: how much of the open interest a move of the price reaches by itself, and how much rests within that
 * move. Estimated positions are those of one draw.
 */
export function ladderPicture(market: Market): string[] {
  const accounts = accountsOf(market);
  return [
    ...sideLines(market, accounts, 1, 'a fall of', 'longs reached', 'bids within'),
    ...sideLines(market, accounts, -1, 'a rise of', 'shorts reached', 'asks within'),
  ];
}

/** The listed accounts, or one draw of the estimated ones. */
export function accountsOf({ accounts, estimator, accountCount }: Market): Accounts {
  if (accounts) return accounts;
  const drawn = allocateAccounts(accountCount);
  estimator!.draw(0, 0, 0, drawn);
  return drawn;
}

function sideLines(
  market: Market,
  accounts: Accounts,
  side: 1 | -1,
  ...words: [string, string, string]
): string[] {
  const { startPrice, ownDepth, snapshot, contract } = market;
  const { openInterest } = snapshot.market;
  const tiers = reserving(market.tiers, snapshot.rules);
  const depth = depthOf(ownDepth, startPrice);
  const { count, quantity, entryPrice, collateral } = accounts;
  const reached = MOVES.map(() => 0);
  for (let i = 0; i < count; i++) {
    if (accounts.side[i] !== side) continue;
    const trigger = triggerPrice(
      contract,
      tiers,
      side,
      quantity[i]!,
      entryPrice[i]!,
      collateral[i]!,
      startPrice,
    );
    for (const [k, move] of MOVES.entries()) {
      const price = startPrice * (1 - side * move);
      if (side > 0 ? price <= trigger : price >= trigger) reached[k]! += quantity[i]!;
    }
  }
  const shares = MOVES.map(
    (move, k) => [reached[k]! / openInterest, depth.volumeWithin(move, side) / openInterest] as const,
  );
  const most = Math.max(...shares.flatMap(([held, rests]) => [held, Math.min(rests, 1)]), 1e-9);
  const bar = (share: number, mark: string) =>
    mark.repeat(Math.round((Math.min(share, most) / most) * WIDTH)).padEnd(WIDTH);
  const [move, held, rests] = words;
  return [
    `  ${move.padEnd(10)}  ${held.padEnd(WIDTH + 8)}  ${rests} that move, shares of open interest`,
    ...MOVES.map((own, k) => {
      const [own1, own2] = shares[k]!;
      return `  ${`${Math.round(own * 100)} %`.padStart(10)}  ${percent(own1)} ${bar(own1, '#')}  ${percent(own2)} ${bar(own2, '-').trimEnd()}`.trimEnd();
    }),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(7);
