import { type Standing, sum } from './wallet.ts';

/**
 * What a venue closes of a reached wallet (contagion.md 2.3). `pro-rata`: the same share of every account; `largest`: accounts by
 * falling maintenance, ties by index.
 */
export type CloseOut =
  | { readonly order: 'pro-rata' | 'largest'; readonly amount: 'all' }
  /** The first account whole; the wallet is tested again in the next tick. */
  | { readonly order: 'largest'; readonly amount: 'one' }
  /** As little as lifts equity to `multiple` times maintenance, fees paid. */
  | { readonly order: 'pro-rata' | 'largest'; readonly amount: 'target'; readonly multiple: number }
  /**
   * The first whole number of steps below everything after which maintenance is below `ratio` times equity; `penalty` is a
   * second fee, on the maintenance released.
   */
  | {
      readonly order: 'pro-rata';
      readonly amount: 'step';
      readonly step: number;
      readonly ratio: number;
      readonly penalty: number;
    };

/**
 * Share of each account that is ordered closed; everything where no equity is left. Computed along the line: tiers only
 * make the maintenance that is left smaller, so that a share is never too small.
 */
export function closeShares(standing: Standing, rule: CloseOut): number[] {
  const { maintenance, equity } = standing;
  const everything = maintenance.map(() => 1);
  if (equity <= 0) return everything;
  switch (rule.amount) {
    case 'all':
      return everything;
    case 'one': {
      const [first] = byMaintenance(maintenance);
      return maintenance.map((_, j) => (j === first ? 1 : 0));
    }
    case 'target':
      return rule.order === 'largest'
        ? largestToTarget(standing, rule.multiple)
        : everything.fill(shareToTarget(standing, rule.multiple));
    case 'step':
      return everything.fill(firstStep(standing, rule));
  }
}

function shareToTarget({ equity, maintenance, fee }: Standing, multiple: number): number {
  const wanted = multiple * sum(maintenance);
  return atMostAll(wanted - equity, wanted - sum(fee));
}

/** Account by account, until what is left of the wallet stands at its target. */
function largestToTarget({ equity, maintenance, fee }: Standing, multiple: number): number[] {
  const shares = maintenance.map(() => 0);
  let left = equity;
  let required = sum(maintenance);
  for (const j of byMaintenance(maintenance)) {
    const gap = multiple * required - left;
    if (gap <= 0) break;
    const share = atMostAll(gap, multiple * maintenance[j]! - fee[j]!);
    shares[j] = share;
    left -= share * fee[j]!;
    required -= share * maintenance[j]!;
    if (share < 1) break; // the target is met, but for rounding
  }
  return shares;
}

/** `gap / gain` of everything: nothing without a gap, everything where closing costs as much as it gains. */
function atMostAll(gap: number, gain: number): number {
  if (gap <= 0) return 0;
  return gain <= 0 || gap >= gain ? 1 : gap / gain;
}

/** What of a wallet is left, on the line, after the same share of everything was closed at the marks. */
export function afterShare({ equity, maintenance, fee }: Standing, share: number, penalty: number) {
  const all = sum(maintenance);
  return {
    maintenance: (1 - share) * all,
    penalty: share * penalty * all,
    equity: equity - share * (sum(fee) + penalty * all),
  };
}

function firstStep(
  standing: Standing,
  { step, ratio, penalty }: Extract<CloseOut, { amount: 'step' }>,
): number {
  for (let i = 1; i * step < 1; i++) {
    const left = afterShare(standing, i * step, penalty);
    if (left.equity > 0 && left.maintenance < ratio * left.equity) return i * step;
  }
  return 1;
}

const byMaintenance = (maintenance: readonly number[]): number[] =>
  [...maintenance.keys()].sort((a, b) => maintenance[b]! - maintenance[a]! || a - b);
