/**
 * Balances of the fund that may still be its highest within a window, falling. A balance counts at the end of
 * every tick through which it was held, so what is kept of it is the last of them.
 */
export interface FundPeak {
  balance: Float64Array;
  /** Last tick at whose end the balance was held; of the newest one it is not known yet. */
  heldTo: Int32Array;
  first: number;
  count: number;
}

export const createFundPeak = (): FundPeak => ({
  balance: new Float64Array(0),
  heldTo: new Int32Array(0),
  first: 0,
  count: 0,
});

/** Begins a path: the peak at the start is the fund at the start, held at the end of "tick 0". */
export function startFundPeak(peak: FundPeak, fund: number, lastTick: number): void {
  if (peak.balance.length <= lastTick) {
    peak.balance = new Float64Array(lastTick + 1);
    peak.heldTo = new Int32Array(lastTick + 1);
  }
  peak.balance[0] = fund;
  peak.first = 0;
  peak.count = 1;
}

/** Notes the balance at the end of a tick; ticks ascend, and those left out changed nothing. */
export function noteFund(peak: FundPeak, tick: number, balance: number): void {
  const { balance: held, heldTo, first } = peak;
  let last = first + peak.count - 1;
  if (held[last] === balance) return;
  heldTo[last] = tick - 1;
  // Whoever is no higher than a newer balance will never be the peak again.
  while (last >= first && held[last]! <= balance) last--;
  held[++last] = balance;
  peak.count = last - first + 1;
}

/** Highest balance at the end of the ticks `tick - window` to `tick - 1`. O(1) over a path. */
export function highestFund(peak: FundPeak, tick: number, window: number): number {
  while (peak.count > 1 && peak.heldTo[peak.first]! < tick - window) {
    peak.first++;
    peak.count--;
  }
  return peak.balance[peak.first]!;
}
