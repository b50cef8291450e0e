/** Where an account of a flat-rate table is triggered and where it is bankrupt (report.md 7.2). */
export interface LinearGeometry {
  /** Returns from entry, signed. */
  readonly longTrigger: number;
  readonly longBankruptcy: number;
  readonly shortTrigger: number;
  readonly shortBankruptcy: number;
  /** Relative distance from trigger to bankruptcy price: the maintenance rate, whatever the leverage. */
  readonly cushion: number;
}

/** Linear contract without fee. Leverage decides *when*, maintenance whether the close-out is covered. */
export const linearGeometry = (leverage: number, maintenance: number): LinearGeometry => ({
  longTrigger: (maintenance - 1 / leverage) / (1 - maintenance),
  longBankruptcy: -1 / leverage,
  shortTrigger: (1 / leverage - maintenance) / (1 + maintenance),
  shortBankruptcy: 1 / leverage,
  cushion: maintenance,
});

/**
 * Inverse contract, long. The cushion is m/(1 + m), not m: the requirement is in coin, which is worth less
 * when it is needed.
 *
 * @param quantity quote units
 * @param equity coin, at entry
 */
export function inverseLongGeometry(
  quantity: number,
  entryPrice: number,
  equity: number,
  maintenance: number,
) {
  const coins = equity + quantity / entryPrice;
  return {
    triggerPrice: (quantity * (1 + maintenance)) / coins,
    bankruptcyPrice: quantity / coins,
    cushion: maintenance / (1 + maintenance),
  };
}
