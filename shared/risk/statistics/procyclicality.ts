// How margins of a static portfolio move with the market (Murphy, Vasios and Vause 2014), and the three tools of EU
// Regulation 153/2013 art. 28 that make them move less. A day is a row, oldest first.

export const peakToTrough = (margin: readonly number[]): number => Math.max(...margin) / Math.min(...margin);

/** The largest call within `days`: as a share of the margin before it, and in money. Null: the series is shorter. */
export function largestCall(
  margin: readonly number[],
  days: number,
): { readonly share: number; readonly money: number } | null {
  const later = margin.slice(days);
  if (later.length === 0) return null;
  return {
    share: Math.max(...later.map((own, day) => own / margin[day]! - 1)),
    money: Math.max(...later.map((own, day) => own - margin[day]!)),
  };
}

/** A margin under each tool: a buffer of 25 %, a weight of 25 % on stressed observations, a floor of a long lookback. */
export const art28Tools = (model: number, stressed: number, longLookback: number) => ({
  buffer: 1.25 * model,
  stressWeight: 0.75 * model + 0.25 * stressed,
  floor: Math.max(model, longLookback),
});

/**
 * Margins with a buffer that is released: `c_t = max(m_t, min((1 + buffer) m_t, c_(t-1)))`. Beside them the days, counted
 * from 1, on which nothing of the buffer is left.
 */
export function releasedBuffer(margin: readonly number[], buffer: number) {
  let before = Number.POSITIVE_INFINITY;
  const called = margin.map((own) => {
    before = Math.max(own, Math.min((1 + buffer) * own, before));
    return before;
  });
  return { called, exhausted: called.flatMap((own, day) => (own === margin[day] ? [day + 1] : [])) };
}
