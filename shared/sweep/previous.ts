import * as z from 'zod/mini';
import { Digest, described, object, path } from '../market/fields.ts';
import { Round, SweepId } from './words.ts';

/** Last night's report, as a sweep names it. */
export const Previous = object({
  report: path(),
  sha256: Digest,
  night: described(
    'where that night lies in the same store: then its inputs are compared too, and not its report alone',
    z.exactOptional(object({ sweepId: SweepId, round: Round })),
  ),
});
