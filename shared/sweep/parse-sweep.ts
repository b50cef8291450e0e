import { stripComments } from 'jsonc-parser';
import { canonicalJson } from '../market/digest.ts';
import type { History } from '../market/history.ts';
import { checked, readJson, withoutSchemaName } from '../market/parse.ts';
import { asksHistory, withDesign } from './design-quantile.ts';
import { Sweep } from './sweep-file.ts';
import { refuseContradictions } from './sweep-rules.ts';
import { MAX_CHARACTERS } from './words.ts';

/**
 * Reads a sweep file, JSON with comments; throws a RangeError `subject must rule, got value`.
 *
 * @param history of the snapshot that it names, for design shocks stated as quantiles; without it they stand as 10 %
 */
export function parseSweep(text: string, history: History | null = null): Sweep {
  const value = withDesign(readSweep(text), history);
  const sweep = checked('sweep', Sweep, value);
  refuseContradictions(sweep);
  return sweep;
}

const readSweep = (text: string): unknown =>
  withoutSchemaName(readJson('sweep', stripComments(text, ' '), MAX_CHARACTERS));

/** A sweep file with other values of some fields, as canonical text; all else stands as it was written. */
export const amended = (text: string, fields: Partial<Sweep>): string =>
  canonicalJson({ ...(readSweep(text) as object), ...fields });

/** Whether a sweep file leaves a design shock to the history of its snapshot. */
export const needsHistory = (text: string): boolean => asksHistory(readSweep(text));
