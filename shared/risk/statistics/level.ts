/** One-sided level of every proof; a two-sided interval has half of it at each end. */
export const ALPHA = 0.05;
