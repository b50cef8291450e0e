import { isReached, netted, standingOf, sum, type Wallet } from '../../cascade/holders/crossed/wallet.ts';
import type { Accounts } from '../../cascade/margin/accounts.ts';
import { tierAt } from '../../cascade/margin/tiers.ts';
import { depthOf } from '../../cascade/venue/depth/depth.ts';
import { positionsFromRows } from '../accounts.ts';
import { type HeldAccount, holdersOf, type VenueFiles } from '../contagion/holders.ts';
import { type VenueMarket, venueOf, walletsOf } from '../contagion/venue.ts';
import type { VenueSnapshot } from '../contagion/venue-snapshot.ts';
import { depthLaw, withoutOutside } from '../depth.ts';
import { levelsOf } from '../market.ts';
import { balanceFindings, type HeldMarket, solvencyFindings } from './accounts.ts';
import { depthFindings } from './depth.ts';
import { amount, counted, type Finding, overLevered, underWater } from './finding.ts';
import { tierFindings } from './tiers.ts';

/** What is found of one market of a venue, or of its wallets. */
export interface VenueFindings {
  /** The market's id; null: of wallets, which hold positions in several. */
  readonly market: string | null;
  readonly findings: readonly Finding[];
}

/**
 * What a market alone is asked before it is believed, of each market of a venue: isolated accounts one by one, all accounts together,
 * tiers and depth; then of wallets. As they stand in the snapshot, before the cushion rule. Nothing of it keeps a sweep from running.
 *
 * @throws RangeError of a snapshot that does not go together, as a sweep does
 */
export function inspectVenue(snapshot: VenueSnapshot, files: VenueFiles): VenueFindings[] {
  const { markets, currency } = venueOf(snapshot, files);
  const holders = holdersOf(snapshot, files);
  const held = walletsOf(holders).map((own) => (snapshot.hedge === 'net' ? netted(own, markets) : own));
  return [
    ...snapshot.markets.map((own, k) => {
      const { contract, markPrice, openInterest } = own.market;
      const fund = snapshot.fund.balance;
      const terms = { contract, markPrice, openInterest, currency, tiers: markets[k]!.tiers, fund };
      const rows = holders.accounts.filter(({ market }) => market === k);
      return { market: own.id, findings: ofMarket(own, terms, rows, files) };
    }),
    { market: null, findings: [...walletFindings(held, markets, currency)] },
  ];
}

function ofMarket(
  { tiers, depth }: VenueSnapshot['markets'][number],
  held: HeldMarket,
  rows: readonly HeldAccount[],
  files: VenueFiles,
): Finding[] {
  const { contract, markPrice } = held;
  const alone = rows.filter(({ wallet }) => wallet < 0);
  const isolated = alone.length > 0 ? columnsOf(alone) : null;
  const filed = depth.kind === 'levels' && depth.file !== undefined ? files.get(depth.file) : undefined;
  const levels = levelsOf({ depth }, filed ? { levels: filed } : {});
  const own = depthOf(depthLaw(withoutOutside(depth), markPrice, levels), markPrice);
  return [
    ...(isolated ? solvencyFindings(isolated, held) : []),
    // Both sides of a wallet are one position, or ask for margin each: as the snapshot says, and nobody has to be asked.
    ...[...balanceFindings(columnsOf(rows), held)].filter(({ what }) => what !== 'hedged'),
    ...(isolated ? [...balanceFindings(isolated, held)] : []).filter(({ what }) => what === 'hedged'),
    ...tierFindings(tiers, { contract, markPrice, accounts: isolated }),
    ...depthFindings(own, held),
  ];
}

/** Whose owner is not named is its own. */
const columnsOf = (rows: readonly HeldAccount[]): Accounts =>
  positionsFromRows(
    rows.map(({ owner, ...row }) => ({
      ...row,
      owner: owner === undefined ? `row ${row.row}` : `o ${owner}`,
    })),
  );

/** Of wallets one by one: under water, at or under maintenance, and those whose equity would not have let them open what they hold. */
function* walletFindings(
  wallets: readonly Wallet[],
  markets: readonly VenueMarket[],
  currency: string,
): Generator<Finding> {
  const marks = markets.map(({ startPrice }) => startPrice);
  const found = { water: 0, missing: 0, under: 0, levered: 0, most: 0 };
  for (const { accounts, ...wallet } of wallets) {
    if (accounts.length === 0) continue;
    const standing = standingOf({ accounts, ...wallet }, markets, marks);
    const { equity, notional } = standing;
    if (equity < 0) {
      found.water++;
      found.missing -= equity;
    }
    if (isReached(standing)) found.under++;
    const asked = notional.map((own, j) => {
      const { tiers } = markets[accounts[j]!.market]!;
      return own / tiers.maxLeverage[tierAt(tiers, own)]!;
    });
    const excess = equity > 0 ? sum(asked) / equity : Number.POSITIVE_INFINITY;
    if (excess > 1 + 1e-9) found.levered++;
    found.most = Math.max(found.most, excess);
  }
  const { water, missing, under, levered, most } = found;
  yield* underWater('wallet', water, `${amount(missing)} ${currency}`);
  if (under > 0)
    yield {
      what: 'maintenance',
      value: under,
      text: `${counted(under, 'wallet')} at or under maintenance at the mark prices`,
    };
  yield* overLevered('wallet', levered, ' at the mark prices', most);
}
