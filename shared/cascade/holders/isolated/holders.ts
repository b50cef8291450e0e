import { openOrders } from '../../purse/inventory.ts';
import { SUM } from '../../purse/ledger.ts';
import type { Holders } from '../holders.ts';
import { execute } from './execute.ts';
import { refreshOpen } from './isolated.ts';
import { settle } from './settle.ts';
import { want } from './want.ts';

/** Accounts with a collateral of their own, and who takes over some of them: the vault, the venue. */
export const isolatedHolders: Holders = {
  isDue({ isolated, venue, ledger, purse }) {
    const { mark } = venue;
    return (
      mark <= isolated.longs.nearest ||
      -mark <= isolated.shorts.nearest ||
      ledger[SUM.vaultPosition] !== 0 ||
      openOrders(purse.inventory) > 0 ||
      isolated.mechanism.pending(isolated) !== 'none'
    );
  },
  want,
  settle(tick) {
    execute(tick);
    settle(tick);
  },
  refresh: ({ isolated }) => refreshOpen(isolated),
  // Limits ease without end, so an open order is work that must be done.
  pending: ({ isolated, ledger, purse }) =>
    ledger[SUM.vaultPosition] !== 0 || openOrders(purse.inventory) > 0
      ? 'must-finish'
      : isolated.mechanism.pending(isolated),
  wouldReach({ isolated }, marks) {
    if (marks.least <= isolated.longs.nearest || -marks.most <= isolated.shorts.nearest) return true;
    return isolated.mechanism.wouldReach?.(isolated, marks) ?? false;
  },
};
