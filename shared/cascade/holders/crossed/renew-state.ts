import { type Crossed, WALLET } from './crossed.ts';
import { dismiss, renewSteepness, wake } from './slack.ts';

/** Finds out anew whether anything of it is open, and whether it owes. */
export function renewState(crossed: Crossed, w: number): void {
  const { first, firstAsset } = crossed.wallets;
  let own = crossed.state[w]! & WALLET.TRIGGERED;
  for (let a = first[w]!; a < first[w + 1]!; a++) if (crossed.quantity[a]! > 0) own |= WALLET.OPEN;
  if ((own & WALLET.OPEN) === 0 && crossed.cash[w]! < 0)
    for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) if (crossed.amount[i]! > 0) own |= WALLET.OWES;
  crossed.state[w] = own;
  renewSteepness(crossed.slack, crossed.wallets, w, crossed);
  if ((own & (WALLET.OPEN | WALLET.OWES)) === 0) dismiss(crossed.slack, w);
  else wake(crossed.slack, w);
}
