import type { Wallets } from './columns.ts';
import type { Wallet } from './wallet.ts';

/**
 * Wallets as columns: made of a snapshot, which no path does.
 *
 * @param owner of each wallet
 */
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
