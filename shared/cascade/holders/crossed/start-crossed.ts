import { unitValue } from '../../margin/contract.ts';
import type { CloseOut } from './close-out.ts';
import type { Wallets } from './columns.ts';
import type { Crossed } from './crossed.ts';
import type { CrossedHolders } from './holders.ts';
import { renewState } from './renew-state.ts';
import { createSlack, startSlack } from './slack.ts';
import type { CrossedMarket } from './wallet.ts';

/** How many markets, wallets, accounts and assets there is room for. */
export interface CrossedSizes {
  readonly markets: number;
  readonly wallets: number;
  readonly accounts: number;
  readonly assets: number;
}

export function createCrossed(
  holders: CrossedHolders,
  { markets, wallets, accounts, assets }: CrossedSizes,
  empty: Wallets,
): Crossed {
  const column = (count: number) => new Float64Array(count);
  return {
    holders,
    wallets: empty,
    closeOut: { order: 'pro-rata', amount: 'all' },
    markets: [],
    marks: new Array<number>(markets).fill(0),
    units: column(markets),
    startUnits: column(markets),
    cash: column(wallets),
    deficit: column(wallets),
    haircut: column(wallets),
    state: new Uint8Array(wallets),
    quantity: column(accounts),
    entryUnit: column(accounts),
    triggerUnit: column(accounts),
    loss: column(accounts),
    isDeleveraged: new Uint8Array(accounts),
    amount: column(assets),
    lossOfAsset: column(assets),
    ordered: column(accounts),
    adl: column(accounts),
    adlUnit: column(accounts),
    bankruptcy: column(accounts),
    offered: column(assets),
    sales: column(markets),
    purchases: column(markets),
    pledged: column(markets),
    moved: column(markets),
    slack: createSlack(markets, wallets),
    halted: new Uint8Array(markets),
    busy: [],
    isNew: false,
    collateralSold: 0,
    told: null,
  };
}

/** Begins a path. */
export function startCrossed(
  crossed: Crossed,
  wallets: Wallets,
  closeOut: CloseOut,
  markets: readonly CrossedMarket[],
  startPrices: readonly number[],
): void {
  crossed.wallets = wallets;
  crossed.closeOut = closeOut;
  crossed.markets = markets;
  markets.forEach(({ contract }, k) => {
    crossed.startUnits[k] = unitValue(contract, startPrices[k]!);
  });
  for (const column of [crossed.deficit, crossed.haircut, crossed.loss, crossed.lossOfAsset]) column.fill(0);
  for (const column of [crossed.ordered, crossed.adl, crossed.offered]) column.fill(0);
  crossed.isDeleveraged.fill(0);
  crossed.halted.fill(0);
  crossed.cash.set(wallets.cash);
  crossed.quantity.set(wallets.quantity);
  crossed.amount.set(wallets.amount);
  for (let a = 0; a < wallets.quantity.length; a++)
    crossed.entryUnit[a] = unitValue(markets[wallets.market[a]!]!.contract, wallets.entryPrice[a]!);
  startSlack(crossed.slack, markets, crossed.startUnits);
  for (let w = 0; w < wallets.count; w++) {
    crossed.state[w] = 0;
    renewState(crossed, w);
  }
  crossed.busy.length = 0;
  crossed.isNew = false;
  crossed.collateralSold = 0;
}
