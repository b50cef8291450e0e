import type * as z from 'zod/mini';
import { described, list, object, oneOf, prose } from '../fields.ts';
import { ASKED_IDS } from './checks.ts';

/** What somebody accepts of the input, and why; printed with every report as a limitation. */
export const Accepted = list(
  object({
    what: described('a check that the market does not pass', oneOf(ASKED_IDS)),
    reason: described('printed with every report', prose(500)),
  }),
  0,
  ASKED_IDS.length,
);
export type Accepted = Readonly<z.infer<typeof Accepted>>;
