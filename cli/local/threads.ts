/**
 * Little room for young objects: the arrays of a run live long and lie outside the heap, and a thread that
 * collects early needs some 100 MB less at the cost of a few percent of its time.
 */
export const LEAN = { maxYoungGenerationSizeMb: 12 } as const;
