import { type Accounts, allocateAccounts } from '../cascade/margin/accounts.ts';
import { type Contract, unitValue } from '../cascade/margin/contract.ts';
import { type Tiers, tiersOf } from '../cascade/margin/tiers.ts';
import type { Rules as CoreRules } from '../cascade/rules.ts';
import type { DepthLaw } from '../cascade/venue/depth/depth.ts';
import { positionsFromColumns, positionsFromRows } from './accounts.ts';
import type { Columns } from './columns.ts';
import { depthLaw, withoutOutside } from './depth.ts';
import { ESTIMATE_ASSUMPTIONS, type Estimator, estimatorOf } from './estimate.ts';
import { type Levels, levelsFromColumns } from './levels.ts';
import type { Mechanism } from './mechanism.ts';
import { numberOwners } from './owners.ts';
import { refuse } from './parse.ts';
import { reserving } from './reserved-fee.ts';
import { coreRules } from './rules.ts';
import { type Snapshot, secondsOf } from './snapshot.ts';

/** Columns of the files that a snapshot names, decoded. */
export interface SnapshotFiles {
  readonly positions?: Columns;
  readonly levels?: Columns;
}

/** A snapshot as the core takes it. Exactly one of `accounts` and `estimator` is there. */
export interface Market {
  readonly snapshot: Snapshot;
  readonly contract: Contract;
  /** Mark price, quote currency per coin. */
  readonly startPrice: number;
  readonly tiers: Tiers;
  readonly depth: DepthLaw;
  /** The same without what arbitrage brings from other venues. */
  readonly ownDepth: DepthLaw;
  /** Of the file that the snapshot names, where it names one. */
  readonly levels: Levels | undefined;
  readonly accounts: Accounts | null;
  /** Which account each row of them is of, where accounts have names. */
  readonly account: Int32Array | null;
  /** Accounts or owners have names: rows with the same numbers can be told apart. */
  readonly named: boolean;
  /** What was passed over in the files that the snapshot names. */
  readonly notes: readonly string[];
  readonly estimator: Estimator | null;
  readonly accountCount: number;
  /** Settlement currency. */
  readonly fund: number;
  /** Open interest per side at the mark price, settlement currency. */
  readonly openInterestNotional: number;
  /** Everything that is assumed: the snapshot's own, and those of an estimate. */
  readonly assumptions: readonly Pick<Snapshot['assumptions'][number], 'id' | 'text' | 'basis'>[];
  /** The venue's rules for a run: in ticks of `tickSeconds`, under one of the sweep's mechanisms. */
  rules(tickSeconds: number, horizonSeconds: number, mechanism: Mechanism): CoreRules;
}

/** Makes a market of a parsed snapshot; refuses files that do not fit it. */
export function marketOf(snapshot: Snapshot, files: SnapshotFiles = {}): Market {
  const levels = levelsOf(snapshot, files);
  return assembled(snapshot, {
    levels,
    depth: depthLaw(snapshot.depth, snapshot.market.markPrice, levels),
    ownDepth: depthLaw(withoutOutside(snapshot.depth), snapshot.market.markPrice, levels),
    estimator: estimatorIn(snapshot),
    ...knownAccounts(snapshot, files),
  });
}

/**
 * The market of a snapshot that was made from this one's by a change of some parts, in new objects: what still is the same
 * object is shared, so that draws and sorted ladders can be shared too. Known accounts follow the open interest.
 */
export function remade(market: Market, snapshot: Snapshot): Market {
  const before = market.snapshot;
  const grown = snapshot.market.openInterest / before.market.openInterest;
  const samePositions = snapshot.positions === before.positions && grown === 1;
  return assembled(snapshot, {
    levels: market.levels,
    depth:
      snapshot.depth === before.depth
        ? market.depth
        : depthLaw(snapshot.depth, market.startPrice, market.levels),
    ownDepth:
      snapshot.depth === before.depth
        ? market.ownDepth
        : depthLaw(withoutOutside(snapshot.depth), market.startPrice, market.levels),
    estimator: samePositions ? market.estimator : estimatorIn(snapshot),
    accounts: market.accounts && (grown === 1 ? market.accounts : scaled(market.accounts, grown)),
    account: market.account,
    named: market.named,
    notes: market.notes,
  });
}

/** A market of a snapshot and what was read of its files. */
export function assembled(
  snapshot: Snapshot,
  parts: Pick<
    Market,
    'levels' | 'depth' | 'ownDepth' | 'estimator' | 'accounts' | 'account' | 'named' | 'notes'
  >,
): Market {
  const { market, fund } = snapshot;
  const { contract, markPrice: startPrice, openInterest } = market;
  const { accounts, estimator } = parts;
  return {
    snapshot,
    contract,
    startPrice,
    tiers: tiersOf(snapshot.tiers),
    ...parts,
    accountCount: (accounts ?? estimator)!.count,
    fund: fund.balance,
    openInterestNotional: openInterest * Math.abs(unitValue(contract, startPrice)),
    assumptions: estimator ? [...snapshot.assumptions, ...ESTIMATE_ASSUMPTIONS] : snapshot.assumptions,
    rules: (tickSeconds, horizonSeconds, mechanism) =>
      coreRules(snapshot.rules, {
        contract,
        startPrice,
        fund: fund.balance,
        tickSeconds,
        horizonSeconds,
        mechanism,
      }),
  };
}

export function estimatorIn({ asOf, market, positions, tiers, rules }: Snapshot): Estimator | null {
  if (positions.kind !== 'estimated') return null;
  const { contract, markPrice: startPrice, openInterest } = market;
  const asOfSeconds = secondsOf(asOf);
  return estimatorOf(positions, {
    contract,
    startPrice,
    openInterest,
    tiers: reserving(tiersOf(tiers), rules),
    asOfSeconds,
  });
}

/** Every account that many times as large. */
function scaled(accounts: Accounts, times: number): Accounts {
  const { count, side, entryPrice, owner } = accounts;
  const { quantity, collateral } = allocateAccounts(count);
  for (let i = 0; i < count; i++) {
    quantity[i] = times * accounts.quantity[i]!;
    collateral[i] = times * accounts.collateral[i]!;
  }
  return { count, side, quantity, entryPrice, collateral, owner };
}

function knownAccounts(
  { market, positions, tiers }: Snapshot,
  files: SnapshotFiles,
): Pick<Market, 'accounts' | 'account' | 'named' | 'notes'> {
  if (positions.kind !== 'accounts') return { accounts: null, account: null, named: false, notes: [] };
  if (positions.rows) {
    const names = positions.rows.map(({ account }) => account);
    const account = names.every((name) => name !== undefined) ? numberOwners(names) : null;
    const named = positions.rows.some((row) => row.account !== undefined || row.owner !== undefined);
    return { accounts: positionsFromRows(positions.rows), account, named, notes: [] };
  }
  const { file, count } = positions;
  if (!files.positions || !file) refuse('snapshot.positions.file', 'be loaded', file);
  const { contract, markPrice, openInterest } = market;
  const cap = tiers[tiers.length - 1]!.cap ?? Infinity;
  const bounds = { contract, markPrice, openInterest, cap };
  const { account, named, ignored, ...accounts } = positionsFromColumns(file, files.positions, bounds);
  if (accounts.count !== count)
    refuse('snapshot.positions.count', `be the rows of ${file}, ${accounts.count}`, count);
  const notes = ignored.length > 0 ? [`${file}: columns passed over: ${ignored.join(', ')}`] : [];
  return { accounts, account, named, notes };
}

export function levelsOf({ depth }: Pick<Snapshot, 'depth'>, files: SnapshotFiles): Levels | undefined {
  if (depth.kind !== 'levels' || !depth.file) return undefined;
  if (!files.levels) refuse('snapshot.depth.file', 'be loaded', depth.file);
  const { rows, ...found } = levelsFromColumns(depth.file, files.levels);
  if (rows !== depth.count)
    refuse('snapshot.depth.count', `be the rows of ${depth.file}, ${rows}`, depth.count);
  return found;
}
