import {
  type CrossedAccount,
  type CrossedMarket,
  netted,
  type Wallet,
} from '../cascade/holders/crossed/wallet.ts';
import { walletColumns } from '../cascade/holders/crossed/wallet-columns.ts';
import { createLadder, fillLadder } from '../cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../cascade/margin/accounts.ts';
import { tiersOf } from '../cascade/margin/tiers.ts';
import type { MarketsInput } from '../cascade/markets.ts';
import { depthOf } from '../cascade/venue/depth/depth.ts';
import { allocateShockPath, shockPath, shockTicks, shockTrend } from '../cascade/venue/shock.ts';
import { cutWallets } from './cut-twin.ts';
import { MarketsFile } from './markets-schema.ts';
import { numberOwners } from './owners.ts';
import { checked } from './parse.ts';
import { withoutRationals } from './rational.ts';
import { SCENARIO_DEFAULTS, withLeverage } from './scenario-defaults.ts';
import { coreLaw } from './scenario-laws.ts';
import { ownerNames, sharedRules } from './stress-rules.ts';

/** One path over several markets, spelled out. */
export interface MarketsScenario {
  readonly name: string;
  /** By what they are called. */
  readonly markets: readonly string[];
  /** Moves of the fundamentals. */
  readonly shocks: readonly number[];
  readonly input: MarketsInput;
  /** Numbers, in the scenario, of the accounts of each market's ladder, and of those of wallets, row by row. */
  readonly isolated: readonly (readonly number[])[];
  readonly crossed: readonly number[];
  /** By account of the scenario. */
  readonly marketOf: readonly number[];
  /** Of those that are there. */
  readonly walletCount: number;
}

/** Is it a path over several markets? */
export const isMarkets = (value: unknown): boolean =>
  isRecord(value) && isRecord(value.config) && Array.isArray(value.config.markets);

const OF_CONFIG = {
  dt: SCENARIO_DEFAULTS.dt,
  horizon: SCENARIO_DEFAULTS.horizon,
  commonShock: 0,
  fund: SCENARIO_DEFAULTS.fund,
  leftover: SCENARIO_DEFAULTS.leftover,
  adl: SCENARIO_DEFAULTS.adl,
  socialised: SCENARIO_DEFAULTS.socialised,
  closeOut: { order: 'pro-rata', amount: 'all' },
  hedge: 'net',
  crossed: 'as-is',
} as const;

const OF_MARKET = {
  contract: SCENARIO_DEFAULTS.contract,
  shock: 0,
  beta: 1,
  rampSeconds: SCENARIO_DEFAULTS.rampSeconds,
  depthScale: SCENARIO_DEFAULTS.depthScale,
  withdrawal: SCENARIO_DEFAULTS.withdrawal,
  decayPerTick: SCENARIO_DEFAULTS.decayPerTick,
  permanentShare: SCENARIO_DEFAULTS.permanentShare,
  permanentTo: SCENARIO_DEFAULTS.permanentTo,
  triggerRule: SCENARIO_DEFAULTS.triggerRule,
  ownShare: SCENARIO_DEFAULTS.ownShare,
  feeRate: SCENARIO_DEFAULTS.feeRate,
  mechanism: SCENARIO_DEFAULTS.mechanism,
} as const;

/** What is left out of a scenario's config, and of each of its markets. */
export const MARKETS_DEFAULTS = { config: OF_CONFIG, market: OF_MARKET } as const;

/**
 * Reads a path over several markets, a value with the names of golden `cross-margin-traces`: `name`, `config`, `accounts`, `wallets`;
 * what a path expects is passed over. A number may be the text of a rational, "14/15".
 *
 * @throws RangeError `scenario... must rule, got value`
 */
export function marketsOf(value: unknown, subject = 'scenario'): MarketsScenario {
  return scenarioOfDocument(checked(subject, MarketsFile, filled(value)));
}

/** Only those parts that are a scenario's own. */
function filled(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { name, accounts, wallets } = value;
  const { markets, ...config } = isRecord(value.config) ? value.config : {};
  return withoutRationals({
    ...(name !== undefined && { name }),
    config: {
      ...OF_CONFIG,
      ...config,
      markets: Array.isArray(markets)
        ? markets.map((market) =>
            isRecord(market)
              ? {
                  ...OF_MARKET,
                  ...market,
                  tiers: Array.isArray(market.tiers)
                    ? market.tiers.map((row) => (isRecord(row) ? withLeverage(row) : row))
                    : market.tiers,
                }
              : market,
          )
        : markets,
    },
    accounts,
    ...(wallets !== undefined && { wallets }),
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An account of a wallet, with its number in the scenario. */
interface Numbered extends CrossedAccount {
  readonly number: number;
}

function scenarioOfDocument(document: MarketsFile): MarketsScenario {
  const { name, config, accounts, wallets } = document;
  const { markets, fund, closeOut, hedge, commonShock } = config;
  const meets = markets.map(({ contract, tiers, feeRate }) => ({ contract, tiers: tiersOf(tiers), feeRate }));
  const names = ownerNames(wallets, accounts);
  const owners = numberOwners(names);
  const holders = wallets.map(({ cash, assets }, w): Wallet<Numbered> => {
    const own = accounts.flatMap(({ entry, wallet, ...account }, number) =>
      wallet === w ? [{ ...account, entryPrice: entry, number }] : [],
    );
    const wallet = { cash, assets: assets.map((asset) => ({ market: undefined, ...asset })), accounts: own };
    return hedge === 'net' ? netted(wallet, meets) : wallet;
  });
  const isolated = accounts.flatMap(({ entry, wallet, collateral, ...own }, number) =>
    wallet === undefined
      ? [
          {
            ...own,
            entryPrice: entry,
            collateral: collateral!,
            number,
            owner: owners[wallets.length + number]!,
          },
        ]
      : [],
  );
  const isCut = config.crossed === 'cut';
  const cut = isCut
    ? cutWallets(
        holders,
        owners,
        meets,
        markets.map(({ p0 }) => p0),
      )
    : [];
  const linked = isCut ? [] : holders;
  const all = [...isolated, ...cut].sort((a, b) => a.number - b.number);
  const inMarket = markets.map((_, k) => all.filter(({ market }) => market === k));
  const shocks = markets.map(({ shock, beta }) => beta * commonShock + shock);
  return {
    name,
    markets: markets.map(({ id }, k) => id ?? `market ${k}`),
    shocks,
    isolated: inMarket.map((own) => own.map(({ number }) => number)),
    crossed: linked.flatMap((wallet) => wallet.accounts.map(({ number }) => number)),
    marketOf: accounts.map(({ market }) => market),
    walletCount: linked.length,
    input: {
      markets: markets.map((_, k) => marketInput(config, k, shocks[k]!, inMarket[k]!, meets[k]!)),
      wallets: walletColumns(linked, owners.subarray(0, linked.length)),
      closeOut,
      fund,
      ...sharedRules(config, names, owners),
    },
  };
}

/** An account with a collateral of its own. */
export interface Isolated extends Numbered {
  readonly collateral: number;
  readonly owner: number;
}

function marketInput(
  config: MarketsFile['config'],
  k: number,
  shock: number,
  rows: readonly Isolated[],
  { tiers, contract }: CrossedMarket,
): MarketsInput['markets'][number] {
  const { dt, horizon, fund, leftover, adl, socialised, markets } = config;
  const {
    id: _,
    p0,
    depth,
    depthScale,
    rampSeconds,
    beta: __,
    tiers: ___,
    shock: ____,
    ...rules
  } = markets[k]!;
  const { mechanism } = rules;
  const accounts = allocateAccounts(rows.length);
  for (const [i, { side, quantity, entryPrice, collateral, owner }] of rows.entries()) {
    accounts.side[i] = side;
    accounts.quantity[i] = quantity;
    accounts.entryPrice[i] = entryPrice;
    accounts.collateral[i] = collateral;
    accounts.owner[i] = owner;
  }
  const ladder = createLadder(rows.length);
  fillLadder(ladder, accounts, tiers, contract, p0);
  const shape = rampSeconds > 0 ? ({ shape: 'ramp', seconds: rampSeconds } as const) : INSTANTANEOUS;
  const way = allocateShockPath(shockTicks(shape, dt));
  const trend = shockTrend(shape, dt, shock);
  shockPath(shock, trend, new Float64Array(trend.length).fill(1), way);
  return {
    ladder,
    rules: {
      ...rules,
      mechanism: mechanism.name === 'takeover' ? { stepDown: 'none', ...mechanism } : mechanism,
      startPrice: p0,
      tickSeconds: dt,
      horizonSeconds: horizon,
      fund,
      leftover,
      adl,
      socialised,
      backstop: null,
    },
    depth: depthOf(coreLaw(depth), p0),
    shockPath: way,
    depthScale,
  };
}

const INSTANTANEOUS = { shape: 'instantaneous' } as const;
