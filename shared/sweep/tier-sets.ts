/** Margin tables that a sweep runs: today's, and those that plan makes of it. */
export const TIER_SETS = ['current', 'candidate', 'unclamped', 'closing'] as const;
export type TierSet = (typeof TIER_SETS)[number];
