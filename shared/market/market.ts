import type { Accounts } from '../cascade/margin/accounts.ts';
import { type Contract, unitValue } from '../cascade/margin/contract.ts';
import { type Tiers, tiersOf } from '../cascade/margin/tiers.ts';
import type { Rules as CoreRules, MechanismSpec } from '../cascade/rules.ts';
import type { DepthLaw } from '../cascade/venue/depth/depth.ts';
import { positionsFromColumns, positionsFromRows } from './accounts.ts';
import type { Columns } from './columns.ts';
import { depthLaw, withoutOutside } from './depth.ts';
import { ESTIMATE_ASSUMPTIONS, type Estimator, estimatorOf } from './estimate.ts';
import { levelsFromColumns } from './levels.ts';
import { refuse } from './parse.ts';
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
  readonly accounts: Accounts | null;
  readonly estimator: Estimator | null;
  readonly accountCount: number;
  /** Settlement currency. */
  readonly fund: number;
  /** Open interest per side at the mark price, settlement currency. */
  readonly openInterestNotional: number;
  /** Everything that is assumed: the snapshot's own, and those of an estimate. */
  readonly assumptions: readonly { readonly id: string; readonly text: string }[];
  /** The venue's rules for a run: in ticks of `tickSeconds`, under one of the sweep's mechanisms. */
  rules(tickSeconds: number, horizonSeconds: number, mechanism: MechanismSpec): CoreRules;
}

/** Makes a market of a parsed snapshot; refuses files that do not fit it. */
export function marketOf(snapshot: Snapshot, files: SnapshotFiles = {}): Market {
  const { market, positions, fund } = snapshot;
  const { contract, markPrice: startPrice, openInterest } = market;
  const tiers = tiersOf(snapshot.tiers);
  const asOfSeconds = secondsOf(snapshot.asOf);
  const estimator =
    positions.kind === 'estimated'
      ? estimatorOf(positions, { contract, startPrice, openInterest, tiers, asOfSeconds })
      : null;
  const accounts = positions.kind === 'accounts' ? knownAccounts(snapshot, files) : null;
  const filed = levels(snapshot, files);
  return {
    snapshot,
    contract,
    startPrice,
    tiers,
    depth: depthLaw(snapshot.depth, startPrice, filed),
    ownDepth: depthLaw(withoutOutside(snapshot.depth), startPrice, filed),
    accounts,
    estimator,
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

function knownAccounts({ market, positions, tiers }: Snapshot, files: SnapshotFiles): Accounts {
  if (positions.kind !== 'accounts') refuse('snapshot.positions.kind', 'be accounts', positions.kind);
  if (positions.rows) return positionsFromRows(positions.rows);
  const { file, count } = positions;
  if (!files.positions || !file) refuse('snapshot.positions.file', 'be loaded', file);
  const { contract, markPrice, openInterest } = market;
  const cap = tiers[tiers.length - 1]!.cap ?? Infinity;
  const accounts = positionsFromColumns(file, files.positions, { contract, markPrice, openInterest, cap });
  if (accounts.count !== count)
    refuse('snapshot.positions.count', `be the rows of ${file}, ${accounts.count}`, count);
  return accounts;
}

function levels({ depth }: Snapshot, files: SnapshotFiles) {
  if (depth.kind !== 'levels' || !depth.file) return undefined;
  if (!files.levels) refuse('snapshot.depth.file', 'be loaded', depth.file);
  const found = levelsFromColumns(depth.file, files.levels);
  const count = found.bids.length + found.asks.length;
  if (count !== depth.count)
    refuse('snapshot.depth.count', `be the rows of ${depth.file}, ${count}`, depth.count);
  return found;
}
