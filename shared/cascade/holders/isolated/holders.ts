import { SUM } from '../../purse/ledger.ts';
import type { Holders } from '../holders.ts';
import { execute } from './execute.ts';
import { refreshOpen } from './isolated.ts';
import { settle } from './settle.ts';
import { want } from './want.ts';

/** Accounts with a collateral of their own, and the vault that takes over some of them. */
export const isolatedHolders: Holders = {
  isDue({ isolated, venue, ledger }) {
    const { mark } = venue;
    return (
      mark <= isolated.longs.nearest ||
      -mark <= isolated.shorts.nearest ||
      ledger[SUM.vaultPosition] !== 0 ||
      isolated.mechanism.pending(isolated) !== 'none'
    );
  },
  want,
  settle(tick) {
    execute(tick);
    settle(tick);
    refreshOpen(tick.isolated);
  },
  pending: ({ isolated, ledger }) =>
    ledger[SUM.vaultPosition] !== 0 ? 'must-finish' : isolated.mechanism.pending(isolated),
  wouldReach({ isolated }, marks) {
    if (marks.least <= isolated.longs.nearest || -marks.most <= isolated.shorts.nearest) return true;
    return isolated.mechanism.wouldReach?.(isolated, marks) ?? false;
  },
};
