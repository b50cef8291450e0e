import { closeWallets, weighWallets } from './books.ts';
import { settleWallets } from './fills.ts';
import { findReached, mayReach } from './reach.ts';
import { wake } from './slack.ts';
import { addUp, collateralIn, joinBlock, noteCollateral, wantOfWallets } from './want.ts';

/**
 * Wallets, as the loop and the purse see them. A path brings them along with its wallets, so that a market that is alone carries
 * none of their code.
 */
export const crossedHolders = {
  findReached,
  mayReach,
  want: wantOfWallets,
  settle: settleWallets,
  close: closeWallets,
  addUp,
  collateralIn,
  joinBlock,
  noteCollateral,
  wake,
  weigh: weighWallets,
};
export type CrossedHolders = typeof crossedHolders;
