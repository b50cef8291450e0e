import { runPath } from './cascade.ts';
import type { CloseOut } from './holders/crossed/close-out.ts';
import type { Wallets } from './holders/crossed/columns.ts';
import type { Crossed } from './holders/crossed/crossed.ts';
import { crossedHolders } from './holders/crossed/holders.ts';
import { createCrossed, startCrossed } from './holders/crossed/start-crossed.ts';
import { quantityBefore } from './holders/isolated/ladder.ts';
import type { TopUpRule } from './holders/top-up.ts';
import type { Acts, Intervention } from './intervention.ts';
import { asksWho, interventionsOf, withoutNeutral } from './interventions.ts';
import { addMarket, type PathInput } from './path.ts';
import { createLedger, resetLedger } from './purse/ledger.ts';
import type { Member } from './purse/members.ts';
import { type MarketColumn, marketRow, type SystemColumn, systemRow } from './system-row.ts';
import type { Path, Tick } from './tick.ts';

/** Several markets with one fund, and wallets that hold positions in them (contagion.md). */
export interface MarketsInput {
  /**
   * One or more; ladders of isolated accounts may be empty, owners are counted over all markets and wallets. Ticks, horizon, ADL,
   * socialised loss and what becomes of leftovers are the same in all of them; `fund` of their rules counts for nothing.
   */
  readonly markets: readonly Omit<PathInput, 'chain'>[];
  readonly wallets: Wallets;
  readonly closeOut: CloseOut;
  /** At the start, settlement currency. */
  readonly fund: number;
  /** Who is called and pays in: nobody where left out. */
  readonly topUp?: TopUpRule;
  /** Who pays before the fund. */
  readonly members?: readonly Member[];
}

/** What became of each market, and of all together. */
export interface MarketsOutcome {
  readonly markets: readonly Record<MarketColumn, number>[];
  readonly system: Record<SystemColumn, number>;
}

/** A path over several markets, looked at while it runs. */
export type MarketsPath = Path & { readonly crossed: Crossed; readonly acts: Acts };

/** Runs a path; `tell` as that of `runMarkets`. */
export type MarketsRun = (
  input: MarketsInput,
  tell?: (path: MarketsPath, acted: boolean) => void,
) => MarketsOutcome;

/**
 * Lets shocks run through several markets at once, with the loop of one.
 *
 * @param tell told every tick when it is over, and whether somebody was reached or worked on in it; slows the path down and
 *   changes nothing but rounding
 */
export const runMarkets: MarketsRun = (input, tell) => marketsRun(input)(input, tell);

/** The same for many paths, in room that they share: for as many markets, as large ladders and wallets of the same size. */
export function marketsRun({ markets, wallets }: Pick<MarketsInput, 'markets' | 'wallets'>): MarketsRun {
  const ticks: Tick[] = [];
  const sizes = { markets: markets.length, wallets: wallets.count };
  const counts = { accounts: wallets.market.length, assets: wallets.assetMarket.length };
  const crossed = createCrossed(crossedHolders, { ...sizes, ...counts }, wallets);
  const interventions: Intervention[] = [];
  const acts: Acts = { raised: [], topUps: [], capital: [] };
  const path = { ticks, system: createLedger(), isAlone: false, crossed, interventions, acts };
  const accounts = markets.map(() => 0);
  for (const k of wallets.market) accounts[k]!++;
  const starts = markets.map(({ ladder: { capacity } }, k) =>
    addMarket(path, createLedger(), capacity, capacity + accounts[k]!),
  );
  return (input, tell) => {
    startWallets(path, input, tell !== undefined);
    const held = heldIn(input.wallets, input.markets);
    for (const [k, own] of input.markets.entries()) {
      // Its fund is that of all, and so are its owners: whose deficits they are is told afterwards.
      starts[k]!({ ...own, rules: withoutNeutral(own.rules) }, 0, tell !== undefined);
      own.ladder.grouped = true;
    }
    for (const [k, tick] of ticks.entries()) countWallets(tick, held[k]!);
    interventions.length = 0;
    interventions.push(...interventionsOf(path, input, acts));
    for (const tick of ticks) if (asksWho(path, tick)) tellApart(tick);
    runPath(path, tell && ((acted) => tell(path, acted)));
    return { markets: ticks.map(marketRow), system: systemRow(path) };
  };
}

function startWallets(
  { crossed, system, acts }: MarketsPath,
  { markets, wallets, closeOut, fund }: MarketsInput,
  isTold: boolean,
): void {
  crossed.told = isTold ? { standings: [], reached: [], fills: [], sales: [] } : null;
  for (const list of [acts.raised, acts.topUps, acts.capital]) list.length = 0;
  startCrossed(
    crossed,
    wallets,
    closeOut,
    markets.map(({ ladder, rules }) => ({
      contract: rules.contract,
      tiers: ladder.tiers,
      feeRate: rules.feeRate,
    })),
    markets.map(({ rules }) => rules.startPrice),
  );
  resetLedger(system, fund, 0);
}

/** What is held in a market at the start: accounts of wallets, whether assets are tied to it, and units of everybody by side. */
interface Held {
  accounts: number;
  pledges: boolean;
  long: number;
  short: number;
}

function heldIn({ market, side, quantity, assetMarket }: Wallets, markets: MarketsInput['markets']): Held[] {
  const held = markets.map(({ ladder }): Held => {
    const long = quantityBefore(ladder, ladder.longs);
    return { accounts: 0, pledges: false, long, short: quantityBefore(ladder, ladder.count) - long };
  });
  for (let a = 0; a < market.length; a++) {
    const own = held[market[a]!]!;
    own.accounts++;
    if (side[a]! > 0) own.long += quantity[a]!;
    else own.short += quantity[a]!;
  }
  for (const k of assetMarket) if (k >= 0) held[k]!.pledges = true;
  return held;
}

/** Open interest with what wallets hold; a market in which they hold anything is not closed in ranges, which know nothing of them. */
function countWallets(tick: Tick, { accounts, long, short, pledges }: Held): void {
  if (accounts === 0 && !pledges) return;
  tick.openQuantity = Math.max(long, short);
  tick.openInterest = tick.openQuantity * tick.isolated.ladder.startUnit;
  tellApart(tick);
}

function tellApart(tick: Tick): void {
  tick.isolated.inRanges = false;
  tick.isAnonymous = false;
}
