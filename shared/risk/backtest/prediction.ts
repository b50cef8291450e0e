import type { Market } from '../../market/market.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import { SIDES } from '../cells/decision-cells.ts';
import type { OrdinaryDay } from '../findings/ordinary-day.ts';
import type { Prediction } from '../findings/own-record.ts';
import type { TierTable } from '../findings/tiers.ts';

/** What a report says of the time after it, down before up. */
export function predictionsOf(
  { snapshot }: Pick<Market, 'snapshot'>,
  sweep: Sweep,
  { rows }: Pick<TierTable, 'rows'>,
  days: readonly OrdinaryDay[],
): Prediction[] {
  const { windowSeconds, quantilePpm } = sweep.tierTable;
  const history = snapshot.history.windows.find(({ seconds }) => seconds === windowSeconds);
  const [first] = rows;
  const largest = history && Math.max(history.down[0]!, history.up[0]!);
  return SIDES.map((side): Prediction => {
    const at = (level: number) => days.find((own) => own.side === side && own.level === level);
    const [median, large] = [at(0.5), at(0.95)];
    const ends = (pick: (own: OrdinaryDay) => number | null) =>
      [median, large].flatMap((own) => (own ? (pick(own) ?? []) : []));
    const worst = history && worstOf(history[side], history.count, quantilePpm);
    return {
      market: snapshot.market.id,
      side,
      asOf: sweep.asOf,
      gapSeconds: windowSeconds,
      quantile: quantilePpm / 1_000_000,
      gap: (first?.gapPpm ?? 0) / 1_000_000,
      wanted: (first?.wantedPpm ?? 0) / 1_000_000,
      // Exact roundings are for rates that people adopt: here a ratio is enough.
      stressed: first && largest !== undefined ? stressedRate(first, largest) : null,
      moveQuantile: worst?.quantile ?? null,
      moveShortfall: worst?.shortfall ?? null,
      designSeconds: 60 * sweep.design.minutes,
      openInterest: snapshot.market.openInterest,
      medianMove: median ? Math.abs(median.shock) : null,
      largeMove: large ? Math.abs(large.shock) : null,
      liquidatedMedian: median?.liquidatedShare.median.value ?? null,
      liquidatedQ95: large?.liquidatedShare.q95.value ?? null,
      fundQ05: least(ends(({ fundChange }) => fundChange.q05.value)),
      fundQ95: most(ends(({ fundChange }) => fundChange.q95.value)),
      over1: large?.dislocation.over1.value ?? null,
      over3: large?.dislocation.over3.value ?? null,
    };
  });
}

/** The rate's own build-up, with another gap in it. */
function stressedRate(
  { gapPpm, impactPpm, feePpm, wantedPpm }: TierTable['rows'][number],
  gap: number,
): number {
  const rest = impactPpm + feePpm;
  return (wantedPpm / 1_000_000) * ((1_000_000 * gap + rest) / (gapPpm + rest));
}

const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values);
const most = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/**
 * Quantile and mean beyond it of all windows, from the largest ones, which alone a snapshot lists (largest first); undefined
 * where the list is too short for them.
 */
function worstOf(
  largest: readonly number[],
  count: number,
  ppm: number,
): { readonly quantile: number; readonly shortfall: number } | undefined {
  const tail = (count * (1_000_000 - ppm)) / 1_000_000;
  const whole = Math.floor(tail);
  if (!(tail > 0 && largest.length > whole)) return undefined;
  const sum = largest.slice(0, whole).reduce((total, own) => total + own, 0);
  return { quantile: largest[whole]!, shortfall: (sum + (tail - whole) * largest[whole]!) / tail };
}
