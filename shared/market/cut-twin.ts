import {
  type CrossedAccount,
  type CrossedMarket,
  standingOf,
  sum,
  type Wallet,
} from '../cascade/holders/crossed/wallet.ts';

/**
 * The cut twin of wallets (contagion.md 10): each account isolated, with a share of what its wallet is worth, haircuts taken, in
 * proportion to maintenance. What it has on paper already counts as part of that share.
 *
 * @param owners of the wallets
 * @param marks at the start
 */
export function cutWallets<Own extends CrossedAccount>(
  wallets: readonly Wallet<Own>[],
  owners: ArrayLike<number>,
  markets: readonly CrossedMarket[],
  marks: readonly number[],
): (Own & { readonly collateral: number; readonly owner: number })[] {
  return wallets.flatMap((wallet, w) => {
    const { equity, maintenance, profit } = standingOf(wallet, markets, marks);
    const all = sum(maintenance);
    return wallet.accounts.map((account, j) => ({
      ...account,
      collateral: equity * (maintenance[j]! / all) - profit[j]!,
      owner: owners[w]!,
    }));
  });
}
