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

/** @param owner of each wallet */
export function walletColumns(wallets: readonly Wallet[], owner: ArrayLike<number>): Wallets {
  const accounts = wallets.flatMap((wallet) => wallet.accounts);
  const assets = wallets.flatMap((wallet) => wallet.assets);
  return {
    count: wallets.length,
    cash: Float64Array.from(wallets, ({ cash }) => cash),
    owner: Int32Array.from(owner),
    first: startsOf(wallets.map((wallet) => wallet.accounts.length)),
    market: Int32Array.from(accounts, ({ market }) => market),
    side: Int8Array.from(accounts, ({ side }) => side),
    quantity: Float64Array.from(accounts, ({ quantity }) => quantity),
    entryPrice: Float64Array.from(accounts, ({ entryPrice }) => entryPrice),
    firstAsset: startsOf(wallets.map((wallet) => wallet.assets.length)),
    assetMarket: Int32Array.from(assets, ({ market }) => market ?? -1),
    factor: Float64Array.from(assets, ({ factor }) => factor),
    amount: Float64Array.from(assets, ({ amount }) => amount),
    haircut: Float64Array.from(assets, ({ haircut }) => haircut),
  };
}

function startsOf(counts: readonly number[]): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  counts.forEach((count, w) => {
    starts[w + 1] = starts[w]! + count;
  });
  return starts;
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
