/** Every law is clamped here, and its integrals continue at this price (flag `FLOOR_HIT`). */
export const LOWEST_FACTOR = 0.001;
/** The same above (flag `CEILING_HIT`): without it a squeeze beyond the visible levels has no end. */
export const HIGHEST_FACTOR = 1000;
