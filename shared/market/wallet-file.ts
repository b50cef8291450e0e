import * as z from 'zod/mini';
import { type CloseOut, closeShares } from '../cascade/holders/crossed/close-out.ts';
import {
  bankruptcyUnits,
  type CrossedMarket,
  crossTrigger,
  netted,
  standingOf,
  sum,
  type Wallet,
} from '../cascade/holders/crossed/wallet.ts';
import { priceOfUnit, unitValue } from '../cascade/margin/contract.ts';
import { type Exposure, portfolioMargin, portfolioParts } from '../cascade/margin/scenarios.ts';
import { tiersOf } from '../cascade/margin/tiers.ts';
import { above, between, flag, lawful, list, object, oneOf, text } from './fields.ts';
import { parseJson } from './parse.ts';
import { TierTable } from './tier-table.ts';
import { AssetTerms, Closing, MOST, Money } from './wallet-schema.ts';

const MAX_CHARACTERS = 10_000_000;
const MarketName = text('must be 1 to 31 letters, digits, - and _', /^[\w-]{1,31}$/);
const Market = object({
  id: MarketName,
  contract: oneOf(['linear', 'inverse']),
  mark: above(0, 'quote currency'),
  feeRate: z._default(between(0, 1), 0),
  tiers: TierTable,
});
const Account = object({
  market: MarketName,
  side: z.union([z.literal(1), z.literal(-1)], 'must be 1 or -1'),
  quantity: above(0),
  entryPrice: above(0, 'quote currency'),
});
const Asset = object({
  market: z.exactOptional(MarketName),
  ...AssetTerms,
  cancels: z._default(flag(), false),
});
const Scenarios = object({
  scenarios: list(object({ move: above(-1), weight: above(0) }), 1, MOST),
  lossFactor: above(0),
  contingency: z._default(between(0, 1), 0),
});

const Document = object({
  schema: z.literal('wallet/1', 'must be wallet/1'),
  cash: Money,
  hedge: z._default(oneOf(['net', 'gross']), 'net'),
  markets: list(Market, 1, MOST),
  accounts: list(Account, 1, MOST),
  assets: z._default(list(Asset, 0, MOST), []),
  closeOut: z._default(Closing, { order: 'pro-rata', amount: 'all' }),
  margin: z.exactOptional(Scenarios),
}).check(
  lawful(function* ({ markets, accounts, assets }) {
    const ids = markets.map(({ id }) => id);
    const rule = `must be a market: ${ids.join(', ')}`;
    for (const [i, id] of ids.entries())
      if (ids.indexOf(id) !== i) yield { path: ['markets', i, 'id'], rule: 'must stand once', got: id };
    if (new Set(markets.map(({ contract }) => contract)).size > 1)
      yield {
        path: ['markets'],
        rule: 'must settle in one currency: all linear or all inverse',
        got: 'both',
      };
    for (const [i, { market }] of accounts.entries())
      if (!ids.includes(market)) yield { path: ['accounts', i, 'market'], rule, got: market };
    for (const [i, { market }] of assets.entries())
      if (market !== undefined && !ids.includes(market))
        yield { path: ['assets', i, 'market'], rule, got: market };
  }),
);

/** One collateral for several positions, as a person writes it down. */
export type WalletFile = Readonly<z.infer<typeof Document>>;

/** @throws RangeError `subject.place must rule, got value` */
export const parseWallet = (subject: string, content: string): WalletFile =>
  parseJson(subject, Document, content, MAX_CHARACTERS);

/** Where a wallet stands, and what its venue would do with it; money in settlement currency, prices in quote currency. */
export interface WalletStanding {
  readonly equity: number;
  readonly fullEquity: number;
  readonly maintenance: number;
  readonly isReached: boolean;
  readonly accounts: readonly {
    readonly market: string;
    readonly side: number;
    readonly quantity: number;
    readonly profit: number;
    readonly notional: number;
    readonly maintenance: number;
    /** Mark at which the wallet is reached while others stand; null where there is none, or no formula. */
    readonly trigger: number | null;
    /** Price at which, all accounts closed at theirs, nothing is left; null where there is none. */
    readonly bankruptcy: number | null;
    /** Ordered closed if it is reached. */
    readonly closes: number;
  }[];
}

export function standingOfWallet(file: WalletFile): WalletStanding {
  const ids = file.markets.map(({ id }) => id);
  const marks = file.markets.map(({ mark }) => mark);
  const markets = file.markets.map(
    ({ contract, tiers, feeRate }): CrossedMarket => ({ contract, tiers: tiersOf(tiers), feeRate }),
  );
  const given: Wallet = {
    cash: file.cash,
    assets: file.assets.map(({ market, factor, amount, haircut }) => ({
      market: market === undefined ? undefined : ids.indexOf(market),
      factor,
      amount,
      haircut,
    })),
    accounts: file.accounts.map(({ market, ...own }) => ({ ...own, market: ids.indexOf(market) })),
  };
  const wallet = file.hedge === 'net' ? netted(given, markets) : given;
  const byTiers = standingOf(wallet, markets, marks);
  const byScenarios = file.margin && scenarioMargin(file, wallet, markets, marks);
  // Haircuts are part of scenario margin, and equity is without them.
  const equity = byScenarios ? byTiers.fullEquity : byTiers.equity;
  const parts = byScenarios ? byScenarios.parts : byTiers.maintenance;
  const maintenance = byScenarios ? byScenarios.whole : sum(parts);
  const closes = closeShares({ ...byTiers, equity, maintenance: parts }, file.closeOut as CloseOut);
  const bankrupt = bankruptcyUnits(wallet, markets, marks, byTiers.fullEquity, parts);
  return {
    equity,
    fullEquity: byTiers.fullEquity,
    maintenance,
    isReached: equity <= maintenance,
    accounts: wallet.accounts.map(({ market, side, quantity }, j) => ({
      market: ids[market]!,
      side,
      quantity,
      profit: byTiers.profit[j]!,
      notional: byTiers.notional[j]!,
      maintenance: parts[j]!,
      trigger: byScenarios ? null : triggerIn(wallet, j, markets, marks),
      bankruptcy: priceOf(markets[market]!, bankrupt[j]!),
      closes: closes[j]! * quantity,
    })),
  };
}

function triggerIn(wallet: Wallet, own: number, markets: readonly CrossedMarket[], marks: readonly number[]) {
  const { market } = wallet.accounts[own]!;
  const others = [...wallet.assets, ...wallet.accounts.filter((_, j) => j !== own)];
  if (others.some((other) => other.market === market)) return null;
  const trigger = crossTrigger(wallet, own, markets, marks);
  return trigger > 0 && trigger < Infinity ? trigger : null;
}

const priceOf = ({ contract }: CrossedMarket, unit: number): number | null => {
  const price = priceOfUnit(contract, unit);
  return price > 0 && price < Infinity ? price : null;
};

/** Each market is a risk group of its own with the assets tied to it; other assets stand alone. */
function scenarioMargin(
  { margin, assets }: WalletFile,
  wallet: Wallet,
  markets: readonly CrossedMarket[],
  marks: readonly number[],
) {
  const unitAt = (market: number) => Math.abs(unitValue(markets[market]!.contract, marks[market]!));
  const positions = wallet.accounts.map(
    ({ market, side, quantity }): Exposure => ({
      group: market,
      contract: markets[market]!.contract,
      units: side * quantity,
      price: marks[market]!,
      charge: margin!.contingency * quantity * unitAt(market),
    }),
  );
  const collateral = wallet.assets.map(({ market, factor, amount, haircut }, i): Exposure => {
    if (market === undefined)
      return { group: -1 - i, contract: 'linear', units: 0, price: 1, charge: haircut * amount * factor };
    const { contract } = markets[market]!;
    // What an asset is worth rises with `|u|`: with the price in a linear market, against it in an inverse one.
    const units = assets[i]!.cancels ? (contract === 'linear' ? factor * amount : -factor * amount) : 0;
    return {
      group: market,
      contract,
      units,
      price: marks[market]!,
      charge: haircut * amount * factor * unitAt(market),
    };
  });
  const all = [...positions, ...collateral];
  const parts = portfolioParts(all, margin!).slice(0, positions.length);
  return { whole: portfolioMargin(all, margin!), parts };
}
