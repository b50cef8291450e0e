import { walletColumns } from '../../cascade/holders/crossed/wallet-columns.ts';
import { allocateAccounts } from '../../cascade/margin/accounts.ts';
import { applyAxes } from '../../cascade/margin/axes.ts';
import { depthOf } from '../../cascade/venue/depth/depth.ts';
import type { Market } from '../market.ts';
import { refuse } from '../parse.ts';
import { reserving } from '../reserved-fee.ts';
import type { Venue } from './venue.ts';
import { isShared, SHARED_MECHANISMS } from './venue-snapshot.ts';

/** A market alone, of a snapshot of version 1: one market without wallets. */
export function venueOfMarket(market: Market): Venue {
  const { snapshot, contract, startPrice, accounts, estimator, fund } = market;
  const { rules, market: named } = snapshot;
  if (rules.backstop) refuse('snapshot.rules.backstop', 'be null where markets share a fund', 'a vault');
  if (!isShared(rules.mechanism.name))
    refuse(
      'snapshot.rules.mechanism.name',
      `be ${SHARED_MECHANISMS.join(', ')} where markets share a fund`,
      rules.mechanism.name,
    );
  const tiers = reserving(market.tiers, rules);
  const own = allocateAccounts(accounts?.count ?? 0);
  const raised = accounts ? applyAxes(accounts, tiers, contract, startPrice, 1, own) : { share: 0, money: 0 };
  const holders = { accounts: [own], wallets: walletColumns([], []) };
  return {
    asOf: snapshot.asOf,
    currency: named.settlementCurrency,
    markets: [
      {
        id: named.id,
        symbol: named.symbol,
        venue: named.venue,
        contract,
        tiers,
        feeRate: rules.feeRate,
        startPrice,
        depth: depthOf(market.depth, startPrice),
        openInterest: market.openInterestNotional,
        mechanism: rules.mechanism,
        stress: {},
        rules: market.rules,
      },
    ],
    fund,
    closeOut: { order: 'pro-rata', amount: 'all' },
    adl: rules.adl,
    topUp: null,
    owners: 0,
    members: [],
    linked: holders,
    cut: holders,
    estimator,
    raised,
    counts: { accounts: market.accountCount, isolated: market.accountCount, wallets: 0 },
    assumptions: market.assumptions,
    sources: snapshot.sources,
  };
}
