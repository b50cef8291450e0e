import { SUM } from '../../purse/ledger.ts';
import type { Path } from '../../tick.ts';
import type { Crossed } from './crossed.ts';

/**
 * Splits a wallet's deficit over the markets in proportion to what it has lost there since the start, to none if it has lost nowhere
 * (contagion.md 2.8).
 *
 * @param unitsAtEnd where positions are still open: as if they were closed at these unit values
 */
export function attribute(
  { ticks }: Path,
  crossed: Crossed,
  w: number,
  deficit: number,
  unitsAtEnd?: ArrayLike<number>,
): void {
  const { wallets, loss, lossOfAsset, startUnits, quantity, amount } = crossed;
  const { first, market, side, firstAsset, assetMarket, factor } = wallets;
  const lost = new Float64Array(ticks.length);
  for (let a = first[w]!; a < first[w + 1]!; a++) {
    const k = market[a]!;
    lost[k]! += loss[a]!;
    if (unitsAtEnd) lost[k]! += side[a]! * quantity[a]! * (startUnits[k]! - unitsAtEnd[k]!);
  }
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) {
    const k = assetMarket[i]!;
    if (k < 0) continue;
    lost[k]! += lossOfAsset[i]!;
    if (unitsAtEnd)
      lost[k]! += factor[i]! * amount[i]! * (Math.abs(startUnits[k]!) - Math.abs(unitsAtEnd[k]!));
  }
  let all = 0;
  for (const own of lost) all += Math.max(0, own);
  if (!(all > 0)) return;
  for (const [k, { ledger }] of ticks.entries())
    ledger[SUM.attributed]! += (deficit * Math.max(0, lost[k]!)) / all;
}
