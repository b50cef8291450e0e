/** Ticks at which something was noted, rising, and what. */
export interface Records {
  count: number;
  tick: Int32Array;
  value: Float64Array;
}

export const allocateRecords = (): Records => ({
  count: 0,
  tick: new Int32Array(0),
  value: new Float64Array(0),
});

/** Begins a path of at most so many ticks. */
export function startRecords(records: Records, ticks: number): void {
  if (records.tick.length < ticks) {
    records.tick = new Int32Array(ticks);
    records.value = new Float64Array(ticks);
  }
  records.count = 0;
}

export function record(records: Records, tick: number, value: number): void {
  records.tick[records.count] = tick;
  records.value[records.count++] = value;
}

/** Tick of the first record of at least this size; 0 if none. */
export function timeOf(records: Records, size: number): number {
  for (let k = 0; k < records.count; k++) if (records.value[k]! >= size) return records.tick[k]!;
  return 0;
}

/** Most that a running total grew in any trailing 60 s, per minute. */
export function largestRate(records: Records, tickSeconds: number): number {
  // Ticks at t, t - dt, ... that lie within (t - 60, t].
  const window = Math.max(1, Math.ceil(60 / tickSeconds));
  let largest = 0;
  let from = 0;
  for (let k = 0; k < records.count; k++) {
    while (records.tick[from]! <= records.tick[k]! - window) from++;
    const before = from === 0 ? 0 : records.value[from - 1]!;
    largest = Math.max(largest, records.value[k]! - before);
  }
  return tickSeconds > 60 ? (largest * 60) / tickSeconds : largest;
}
