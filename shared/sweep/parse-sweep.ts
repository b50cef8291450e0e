import { stripComments } from 'jsonc-parser';
import { checked, readJson, withoutSchemaName } from '../market/parse.ts';
import { Sweep } from './sweep-file.ts';
import { refuseContradictions } from './sweep-rules.ts';
import { MAX_CHARACTERS } from './words.ts';

/** Reads a sweep file, JSON with comments; throws a RangeError `subject must rule, got value`. */
export function parseSweep(text: string): Sweep {
  const value = readJson('sweep', stripComments(text, ' '), MAX_CHARACTERS);
  const sweep = checked('sweep', Sweep, withoutSchemaName(value));
  refuseContradictions(sweep);
  return sweep;
}
