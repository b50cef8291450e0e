import type { Crossed } from './crossed.ts';
import type { CrossedAccount, Wallet, WalletAsset } from './wallet.ts';

/** Many wallets. Accounts of wallet `w` are rows `first[w]` to `first[w + 1]` of their columns, assets likewise. */
export interface Wallets {
  readonly count: number;
  /** Settlement currency, may be negative. */
  readonly cash: Float64Array;
  /** Who stands behind it, counted over the accounts and wallets of all markets. */
  readonly owner: Int32Array;
  readonly first: Int32Array;
  readonly market: Int32Array;
  /** +1 long, -1 short. */
  readonly side: Int8Array;
  readonly quantity: Float64Array;
  readonly entryPrice: Float64Array;
  readonly firstAsset: Int32Array;
  /** -1 for none. */
  readonly assetMarket: Int32Array;
  readonly factor: Float64Array;
  readonly amount: Float64Array;
  readonly haircut: Float64Array;
}

/** What of a wallet changes in a path. */
interface Holding {
  readonly cash: ArrayLike<number>;
  readonly quantity: ArrayLike<number>;
  readonly amount: ArrayLike<number>;
}

/** One wallet as it stands. */
export function walletAt(wallets: Wallets, w: number, { cash, quantity, amount }: Holding): Wallet {
  const { first, market, side, entryPrice, firstAsset, assetMarket, factor, haircut } = wallets;
  const accounts: CrossedAccount[] = [];
  for (let a = first[w]!; a < first[w + 1]!; a++)
    accounts.push({
      market: market[a]!,
      side: side[a]! > 0 ? 1 : -1,
      quantity: quantity[a]!,
      entryPrice: entryPrice[a]!,
    });
  const assets: WalletAsset[] = [];
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++)
    assets.push({
      market: assetMarket[i]! < 0 ? undefined : assetMarket[i]!,
      factor: factor[i]!,
      amount: amount[i]!,
      haircut: haircut[i]!,
    });
  return { cash: cash[w]!, accounts, assets };
}

/** The wallet as it stands. */
export const walletOf = (crossed: Crossed, w: number): Wallet => walletAt(crossed.wallets, w, crossed);
