/**
 * Cost of closing a position as a share of its notional: `half spread + Y sigma sqrt(Q / V)` (Almgren et al. 2005; Toth et al.
 * 2011, doi:10.1103/PhysRevX.1.021006). A cross-check of the modelled impact; `Y` is calibrated, not assumed.
 *
 * @param participation quantity over the volume of a day
 */
export const squareRootCost = (
  coefficient: number,
  dailySigma: number,
  participation: number,
  halfSpread: number,
): number => halfSpread + coefficient * dailySigma * Math.sqrt(participation);
