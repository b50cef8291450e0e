import {
  type CrossedMarket,
  netted,
  standingOf,
  sum,
  type Wallet,
} from '../../cascade/holders/crossed/wallet.ts';
import { walletColumns } from '../../cascade/holders/crossed/wallet-columns.ts';
import { type Accounts, allocateAccounts } from '../../cascade/margin/accounts.ts';
import { applyAxes, CUSHION } from '../../cascade/margin/axes.ts';
import { unitValue } from '../../cascade/margin/contract.ts';
import { tiersOf } from '../../cascade/margin/tiers.ts';
import type { MarketsInput } from '../../cascade/markets.ts';
import type { Member } from '../../cascade/purse/members.ts';
import type { Rules } from '../../cascade/rules.ts';
import { type Depth, depthOf } from '../../cascade/venue/depth/depth.ts';
import { cutWallets } from '../cut-twin.ts';
import { depthLaw } from '../depth.ts';
import type { Estimator } from '../estimate.ts';
import { levelsOf, type Market } from '../market.ts';
import type { Mechanism } from '../mechanism.ts';
import { numberOwners } from '../owners.ts';
import { refuse } from '../parse.ts';
import { reserving } from '../reserved-fee.ts';
import { coreRules } from '../rules.ts';
import { ofMembers } from '../stress-rules.ts';
import { type HeldAccount, type Holders, holdersOf, type VenueFiles } from './holders.ts';
import { refuseMisfits } from './misfits.ts';
import type { VenueSnapshot } from './venue-snapshot.ts';

/** One market of a venue, as the core takes it. */
export interface VenueMarket extends CrossedMarket {
  readonly id: string;
  readonly symbol: string;
  readonly venue: string;
  /** Mark price, quote currency per coin. */
  readonly startPrice: number;
  readonly depth: Depth;
  /** Per side at the mark price, settlement currency: what the snapshot says, never less than what is listed. */
  readonly openInterest: number;
  readonly mechanism: Mechanism;
  /** What the venue does in stress; nothing where left out. */
  readonly stress: Pick<Rules, 'halt' | 'band' | 'stressMaintenance'>;
  rules(tickSeconds: number, horizonSeconds: number, mechanism: Mechanism): Rules;
}

/** Who holds what at the start: isolated accounts of each market, and wallets. */
export type VenueHolders = {
  readonly accounts: readonly Accounts[];
} & Pick<MarketsInput, 'wallets'>;

/** Several markets with one fund, and wallets in them; as of one time. */
export interface Venue {
  readonly asOf: string;
  readonly currency: string;
  readonly markets: readonly VenueMarket[];
  readonly fund: number;
  readonly closeOut: MarketsInput['closeOut'];
  readonly adl: VenueSnapshot['adl'];
  /** Who is called for margin, and how many owners may answer. */
  readonly topUp: NonNullable<VenueSnapshot['topUp']> | null;
  readonly owners: number;
  /** Who pays before the fund, owners by their numbers. */
  readonly members: readonly Member[];
  /** As they are, and with every crossed account isolated (contagion.md 10). */
  readonly linked: VenueHolders;
  readonly cut: VenueHolders;
  /** Draws the positions of a market alone whose accounts nobody publishes; null: they are listed. */
  readonly estimator: Estimator | null;
  /** By the cushion rule: share of the notional of all whose collateral was raised, and the money. */
  readonly raised: { readonly share: number; readonly money: number };
  readonly counts: { readonly accounts: number; readonly isolated: number; readonly wallets: number };
  readonly assumptions: Market['assumptions'];
  readonly sources: VenueSnapshot['sources'];
}

/** Isolated, with the collateral that the snapshot or the cut twin gives it. */
type Isolated = Pick<HeldAccount, 'row' | 'market' | 'side' | 'quantity' | 'entryPrice' | 'collateral'> & {
  readonly owner: number;
};

/** Makes a venue of a parsed snapshot; refuses files that do not fit it. */
export function venueOf(snapshot: VenueSnapshot, files: VenueFiles = new Map()): Venue {
  const markets = snapshot.markets.map((own) => marketOf(snapshot, own, files));
  const holders = holdersOf(snapshot, files);
  refuseMisfits(snapshot, holders);
  const { accounts, wallets } = holders;
  const owners = numberOwners([
    ...wallets.map(({ owner }, w) => (owner === undefined ? `w ${w}` : `o ${owner}`)),
    ...accounts.map(({ owner }, i) => (owner === undefined ? `a ${i}` : `o ${owner}`)),
  ]);
  const marks = markets.map(({ startPrice }) => startPrice);
  const isolated = accounts
    .filter(({ wallet }) => wallet < 0)
    .map((own) => ({ ...own, owner: owners[wallets.length + own.row]! }));
  const raised = { notional: 0, money: 0 };
  const crossed = walletsOf(holders)
    .map((wallet) => (snapshot.hedge === 'net' ? netted(wallet, markets) : wallet))
    .map((wallet) => cushioned(wallet, markets, marks, raised));
  const linked = markets.map((market, k) => columnsOf(inMarket(isolated, k), market, raised));
  const ofWallets = owners.slice(0, wallets.length);
  const cut = cutWallets(crossed, ofWallets, markets, marks);
  const total = accounts.reduce((all, { market, quantity }) => all + quantity * unitOf(markets[market]!), 0);
  return {
    asOf: snapshot.asOf,
    currency: snapshot.markets[0]!.market.settlementCurrency,
    markets,
    fund: snapshot.fund.balance,
    closeOut: snapshot.closeOut,
    adl: snapshot.adl,
    topUp: snapshot.topUp ?? null,
    owners: owners.reduce((most, own) => Math.max(most, own + 1), 0),
    members: membersOf(snapshot, holders, owners),
    linked: { accounts: linked, wallets: walletColumns(crossed, ofWallets) },
    cut: {
      // What the cushion rule gives has been given.
      accounts: markets.map((market, k) =>
        columnsOf(
          [...inMarket(isolated, k), ...inMarket(cut, k)].sort((a, b) => a.row - b.row),
          market,
          { notional: 0, money: 0 },
        ),
      ),
      wallets: walletColumns([], []),
    },
    estimator: null,
    raised: { share: raised.notional / total, money: raised.money },
    counts: { accounts: accounts.length, isolated: isolated.length, wallets: wallets.length },
    assumptions: snapshot.assumptions,
    sources: snapshot.sources,
  };
}

function marketOf(
  { fund, leftover, adl, socialised }: VenueSnapshot,
  {
    id,
    market,
    tiers,
    depth,
    rules: { halt, band, stressMaintenance, ...rules },
  }: VenueSnapshot['markets'][number],
  files: VenueFiles,
): VenueMarket {
  const { contract, markPrice: startPrice, openInterest, symbol, venue } = market;
  const filed = depth.kind === 'levels' && depth.file !== undefined ? files.get(depth.file) : undefined;
  const stress = {
    ...(halt && { halt }),
    ...(band && { band }),
    ...(stressMaintenance && { stressMaintenance }),
  };
  const levels = levelsOf({ depth }, filed ? { levels: filed } : {});
  return {
    id,
    symbol,
    venue,
    contract,
    tiers: reserving(tiersOf(tiers), rules),
    feeRate: rules.feeRate,
    startPrice,
    depth: depthOf(depthLaw(depth, startPrice, levels), startPrice),
    openInterest: openInterest * Math.abs(unitValue(contract, startPrice)),
    mechanism: rules.mechanism,
    stress,
    rules: (tickSeconds, horizonSeconds, mechanism) =>
      coreRules(
        { ...rules, leftover, adl, socialised, backstop: null },
        { contract, startPrice, fund: fund.balance, tickSeconds, horizonSeconds, mechanism },
      ),
  };
}

/** Members with the numbers of their owners; refuses an owner who is not there, or answers to two. */
function membersOf(
  { members }: VenueSnapshot,
  { wallets, accounts }: Holders,
  numbers: ArrayLike<number>,
): Member[] {
  const numberOf = new Map<string, number>();
  for (const [i, { owner }] of [...wallets, ...accounts].entries())
    if (owner !== undefined) numberOf.set(owner, numbers[i]!);
  for (const { path, rule, got } of ofMembers(members, [...numberOf.keys()]))
    refuse(`snapshot.${path.join('.')}`, rule.replace(/^must /, ''), got);
  return (members ?? []).map(({ capital, owners }) => ({
    capital,
    owners: owners.map((name) => numberOf.get(name)!),
  }));
}

const unitOf = ({ contract, startPrice }: VenueMarket): number => Math.abs(unitValue(contract, startPrice));

const inMarket = <T extends { readonly market: number }>(all: readonly T[], k: number): T[] =>
  all.filter(({ market }) => market === k);

/** Their accounts and assets, in the order of the snapshot. */
export function walletsOf({ accounts, wallets, assets }: Holders): Wallet<HeldAccount>[] {
  const found = wallets.map(({ cash }) => ({
    cash,
    accounts: [] as HeldAccount[],
    assets: [] as Holders['assets'][number][],
  }));
  for (const account of accounts) found[account.wallet]?.accounts.push(account);
  for (const asset of assets) found[asset.wallet]!.assets.push(asset);
  return found;
}

/** Raises the cash of a wallet that has less than 1.1 times its maintenance to that (model.md 1.6). */
function cushioned(
  wallet: Wallet<HeldAccount>,
  markets: readonly VenueMarket[],
  marks: readonly number[],
  raised: { notional: number; money: number },
): Wallet<HeldAccount> {
  const { equity, maintenance, notional } = standingOf(wallet, markets, marks);
  const least = CUSHION * sum(maintenance);
  if (!(equity < least)) return wallet;
  raised.notional += sum(notional);
  raised.money += least - equity;
  return { ...wallet, cash: wallet.cash + (least - equity) };
}

/** Isolated accounts of one market as columns, after the cushion rule. */
function columnsOf(
  rows: readonly Isolated[],
  market: VenueMarket,
  raised: { notional: number; money: number },
): Accounts {
  const observed = allocateAccounts(rows.length);
  for (const [i, { side, quantity, entryPrice, collateral, owner }] of rows.entries()) {
    observed.side[i] = side;
    observed.quantity[i] = quantity;
    observed.entryPrice[i] = entryPrice;
    observed.collateral[i] = collateral;
    observed.owner[i] = owner;
  }
  if (rows.length === 0) return observed;
  const own = allocateAccounts(rows.length);
  const { share, money } = applyAxes(observed, market.tiers, market.contract, market.startPrice, 1, own);
  const all = rows.reduce((total, { quantity }) => total + quantity, 0);
  raised.notional += share * all * unitOf(market);
  raised.money += money;
  return own;
}
