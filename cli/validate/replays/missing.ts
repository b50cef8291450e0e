import type { Ran } from '../group.ts';

/** A group whose data is not there. */
export const missing = (file: string): Ran => ({
  checks: [],
  notRun: [{ part: '', reason: `${file} is not in the data folder` }],
});
