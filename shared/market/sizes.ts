/** Doubles count exactly up to here; a number beyond it in a text has lost digits before anybody looks. */
export const LARGEST = Number.MAX_SAFE_INTEGER;

/** Ratios of two such numbers are finite, and their squares. */
export const SMALLEST = 1e-100;

export const isTiny = (value: number): boolean => value !== 0 && Math.abs(value) < SMALLEST;

/** What holds of every number of a snapshot, and so of those in the files that it names. */
export const isSized = (value: number): boolean => Math.abs(value) <= LARGEST && !isTiny(value);
export const SIZED = `be 0, or from ${SMALLEST} to 2^53 in size`;
