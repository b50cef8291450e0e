import type { Market } from '../../market/market.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { TierTable } from '../findings/tiers.ts';
import type { Word } from '../findings/verdict.ts';
import type { Reason } from '../shapes/reasons.ts';
import { phaseIn, tierConsequences } from './tier-consequences.ts';
import type { CandidateTiers } from './tier-table.ts';

/** What the cells under the candidate table say, all tiers changed at once. */
export interface JointVerdict {
  readonly word: Word | null;
  readonly reason: Reason | null;
  readonly decidedBy: string | null;
}

/**
 * The table as the page shows it (report.md 3.5, step 8). It is recommended only if it was simulated; a table
 * that the clamp cut short and that is still not adequate is a first step.
 */
export function tierAssessment(
  market: Market,
  sweep: Sweep,
  candidate: CandidateTiers,
  { effects, ...joint }: JointVerdict & Pick<TierTable, 'effects'>,
): TierTable {
  const { byTier, total } = tierConsequences(market, sweep, candidate);
  const clamped = candidate.rows.some((row) => row.clamped);
  const heading =
    joint.word === null ? 'candidate' : clamped && joint.word !== 'adequate' ? 'first step' : 'recommended';
  const { id } = market.snapshot.market;
  return {
    market: id,
    heading,
    changed: candidate.changed,
    kind: candidate.kind,
    unitsPerCurrency: candidate.unitsPerCurrency,
    joint: joint.word,
    jointReason: joint.reason,
    jointDecidedBy: joint.decidedBy,
    rows: candidate.rows.map((row, k) => ({
      ...row,
      ...byTier[k]!,
      market: id,
      phaseIn: phaseIn(row, byTier[k]!.liquidatedByChange, sweep.tierTable),
      joint: joint.word,
      jointReason: joint.reason,
    })),
    total,
    effects,
    windowSeconds: sweep.tierTable.windowSeconds,
    windows: candidate.windows,
    quantile: sweep.tierTable.quantilePpm / 1_000_000,
  };
}
