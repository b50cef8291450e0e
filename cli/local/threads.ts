// Before any thread is there: the compiler's limits are those of the process, and not to be changed while a thread compiles.
import '../../functions/inlining.ts';
import { extname } from 'node:path';

/** The file that a thread runs: source beside this one, or what `npm pack` makes of it beside the bundle. */
export const threadFile = (name: 'worker' | 'reduce-worker' | 'venue-worker'): string =>
  new URL(`./${name}${extname(import.meta.url)}`, import.meta.url).href;

/**
 * Little room for young objects: the arrays of a run live long and lie outside the heap, and a thread that
 * collects early needs some 100 MB less at the cost of a few percent of its time.
 */
export const LEAN = { maxYoungGenerationSizeMb: 12 } as const;
