import type { NumberedAccount } from '../enough/accounts.ts';
import type { NumberedThinAccount } from '../metrics/thin-accounts.ts';
import type { Alternative } from './alternative.ts';
import type { Condition } from './condition.ts';
import type { DepthAndSpeed } from './depth-and-speed.ts';
import type { Design } from './design.ts';
import type { Enough } from './enough.ts';
import type { FrontierPoint } from './frontier.ts';
import type { Fund, FundCurvePoint } from './fund.ts';
import type { Mechanism } from './mechanism.ts';
import type { LimitInForce, Metric } from './metric.ts';
import type { OrdinaryDay } from './ordinary-day.ts';
import type { Quality } from './quality.ts';
import type { ReverseStress } from './reverse-stress.ts';
import type { Sensitivity } from './sensitivity.ts';
import type { Splitting } from './splitting.ts';
import type { Tail } from './tail.ts';
import type { TierTable } from './tiers.ts';
import type { Verdict } from './verdict.ts';

/** Everything that is found of one market: report.md 3 and 5.2. */
export interface Assessment {
  readonly conditions: readonly Condition[];
  readonly design: readonly Design[];
  readonly quality: Quality;
  readonly verdict: Verdict;
  /** Order of report.md 3.2, down before up. */
  readonly metrics: readonly Metric[];
  readonly limits: readonly LimitInForce[];
  readonly depthAndSpeed: readonly DepthAndSpeed[];
  readonly frontier: readonly FrontierPoint[];
  readonly tiers: TierTable;
  /** Empty: the sweep does not ask. */
  readonly enough: readonly Enough[];
  /** Largest first; of the snapshot, or those of path 0 where positions are estimated. */
  readonly accounts: readonly NumberedAccount[];
  readonly fund: readonly Fund[];
  readonly fundCurve: readonly FundCurvePoint[];
  readonly reverse: readonly ReverseStress[];
  /** Empty: the history has no windows of the design's length. */
  readonly tails: readonly Tail[];
  readonly mechanisms: readonly Mechanism[];
  readonly splitting: readonly Splitting[];
  /** Empty: the history has no quantiles of such moves. */
  readonly ordinaryDays: readonly OrdinaryDay[];
  readonly alternatives: readonly Alternative[];
  readonly sensitivity: readonly Sensitivity[];
  /** Of the snapshot's accounts, or of path 0's where positions are estimated. */
  readonly thinAccounts: readonly NumberedThinAccount[];
}
