import { OF_WALLET } from '../cascade/holders/top-up.ts';
import { priceOfUnit } from '../cascade/margin/contract.ts';
import { type MarketsOutcome, type MarketsPath, runMarkets } from '../cascade/markets.ts';
import { COLUMN } from '../cascade/outcome.ts';
import { SUM } from '../cascade/purse/ledger.ts';
import { fillsOf, type TraceFill } from '../cascade/trace.ts';
import type { MarketsScenario } from './markets-scenario.ts';

/** One tick, told; keys as in golden `cross-margin-traces`. Accounts, wallets and assets by their numbers in the scenario. */
export interface MarketsTick {
  readonly n: number;
  readonly markets: readonly {
    readonly fundamental: number;
    readonly pre: number;
    readonly mark: number;
    readonly post: number;
    readonly displacedAfterDecay: number;
  }[];
  /** Isolated ones, market by market in ladder order. */
  readonly reachedAccounts: readonly number[];
  readonly reachedWallets: readonly number[];
  /** Every wallet with open positions, at the marks and before orders. */
  readonly wallets: readonly {
    readonly wallet: number;
    readonly equity: number;
    readonly maintenance: number;
  }[];
  readonly fills: readonly TraceFill[];
  readonly collateralSales: readonly (readonly [
    wallet: number,
    asset: number,
    amount: number,
    price: number,
  ])[];
  /** Markets that stand still, and those whose maintenance is raised. */
  readonly halted: readonly number[];
  readonly raised: readonly number[];
  /** Who was called and pays in. */
  readonly topUps: readonly (readonly [what: 'account' | 'wallet', who: number, amount: number])[];
  /** Capital left of each member. */
  readonly members: readonly number[];
  readonly socialisedShare: number;
  readonly fund: number;
  readonly badDebt: number;
  readonly cash: readonly number[];
}

/** The rows of a path, and the quantities that golden `cross-margin-traces` states beside them. */
export interface PlayedMarkets {
  readonly outcome: {
    readonly markets: readonly (MarketsOutcome['markets'][number] & {
      readonly liquidatedQuantity: number;
    })[];
    readonly system: MarketsOutcome['system'] & { readonly adlQuantity: number };
  };
  readonly ticks: readonly MarketsTick[];
}

/** Runs a scenario of several markets as it stands. */
export function playMarkets(scenario: MarketsScenario): PlayedMarkets {
  const ticks: MarketsTick[] = [];
  let liquidated: readonly number[] = [];
  const { markets, system } = runMarkets(scenario.input, (path, acted) => {
    ticks.push(tickOf(scenario, path, acted));
    liquidated = path.ticks.map(({ ledger }) => ledger[SUM.liquidatedSoFar]!);
  });
  const fills = ticks.flatMap((tick) => tick.fills);
  const filled = (is: (fill: TraceFill) => boolean) =>
    fills.reduce((sum, fill) => (is(fill) ? sum + fill[2] : sum), 0);
  return {
    outcome: {
      markets: markets.map((market, k) => ({
        ...market,
        liquidatedQuantity: liquidated[k]!,
      })),
      system: { ...system, adlQuantity: filled(([, kind]) => kind === 'adl') },
    },
    ticks,
  };
}

function tickOf(
  scenario: MarketsScenario,
  { ticks, system, crossed, acts }: MarketsPath,
  acted: boolean,
): MarketsTick {
  const told = crossed.told!;
  const { firstAsset } = crossed.wallets;
  return {
    n: ticks[0]!.venue.tick,
    markets: ticks.map(({ venue }) => ({
      fundamental: venue.fundamental,
      pre: venue.preTrade,
      mark: venue.mark,
      post: venue.price,
      displacedAfterDecay: venue.permanent + venue.passedOn + venue.temporary,
    })),
    reachedAccounts: acted ? reachedOf(scenario, ticks) : [],
    reachedWallets: [...told.reached],
    wallets: [...told.standings],
    fills: acted ? allFills(scenario, ticks, crossed) : [],
    collateralSales: told.sales.map(({ wallet, asset, amount, unit }) => [
      wallet,
      asset - firstAsset[wallet]!,
      amount,
      unit,
    ]),
    halted: ticks.flatMap(({ isHalted }, k) => (isHalted ? [k] : [])),
    raised: [...acts.raised],
    topUps: topUpsOf(scenario, ticks, acts),
    members: [...acts.capital],
    socialisedShare: acted ? system[SUM.socialisedShare]! : 0,
    fund: system[COLUMN.fundEnd]!,
    badDebt: system[COLUMN.badDebt]!,
    cash: [...crossed.cash.subarray(0, crossed.wallets.count)],
  };
}

/** Accounts by number, then wallets. */
function topUpsOf(
  { isolated }: MarketsScenario,
  ticks: MarketsPath['ticks'],
  { topUps }: MarketsPath['acts'],
): MarketsTick['topUps'] {
  const accounts = topUps
    .filter(({ market }) => market !== OF_WALLET)
    .map(({ market, row, amount }) => {
      const { account } = ticks[market]!.isolated.ladder;
      return ['account', isolated[market]![account[row]!]!, amount] as const;
    });
  const wallets = topUps
    .filter(({ market }) => market === OF_WALLET)
    .map(({ row, amount }) => ['wallet', row, amount] as const);
  return [...accounts.sort(([, a], [, b]) => a - b), ...wallets];
}

const reachedOf = ({ isolated }: MarketsScenario, ticks: MarketsPath['ticks']): number[] =>
  ticks.flatMap(({ isolated: own }, k) =>
    [...own.reached.subarray(0, own.reachedCount)].map((row) => isolated[k]![own.ladder.account[row]!]!),
  );

/** Isolated ones first, by market and account, then crossed ones in wallet order. */
function allFills(
  scenario: MarketsScenario,
  ticks: MarketsPath['ticks'],
  crossed: MarketsPath['crossed'],
): TraceFill[] {
  const own = ticks.flatMap((tick, k) =>
    fillsOf(tick).map(([account, ...fill]): TraceFill => [scenario.isolated[k]![account]!, ...fill]),
  );
  const { market } = crossed.wallets;
  const ofWallets = crossed.told!.fills.map(({ account, kind, quantity, unit }): TraceFill => {
    const { contract } = crossed.markets[market[account]!]!;
    return [scenario.crossed[account]!, kind, quantity, priceOfUnit(contract, unit)];
  });
  return [...own, ...ofWallets];
}
