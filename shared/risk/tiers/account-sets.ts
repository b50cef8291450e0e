import { type Accounts, allocateAccounts } from '../../cascade/margin/accounts.ts';
import type { Market } from '../../market/market.ts';
import { seedWords } from '../../sweep/seed-words.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';

/** Rows looked at, at most: 100 sets of 2,000 accounts. */
const MOST_ROWS = 200_000;
const MOST_SETS = 100;

/**
 * Who holds what, before the axes: the snapshot's accounts, once; or, where positions are estimated, those of paths
 * 0, 1, 2, ... of the sweep, up to 100 of them. One estimate alone is a draw from a wide distribution, so what is
 * told of estimated accounts is a mean over these sets. The columns are valid until the next set.
 */
export function* accountSets(market: Market, sweep: Sweep): Generator<Accounts> {
  const { accounts, estimator } = market;
  if (accounts) yield accounts;
  if (!estimator) return;
  const { seedLow, seedHigh } = seedWords(sweep);
  const drawn = allocateAccounts(estimator.count);
  for (let path = 0; path < setCount(market); path++) {
    estimator.draw(seedLow, seedHigh, path, drawn);
    yield drawn;
  }
}

/** How many sets `accountSets` yields. */
export const setCount = ({ accounts, accountCount }: Market): number =>
  accounts ? 1 : Math.max(1, Math.min(MOST_SETS, Math.floor(MOST_ROWS / accountCount)));
