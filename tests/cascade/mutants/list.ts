// Bugs that somebody could make, a list a room: each is one text of shared/cascade and what would stand there instead. `npm
// run mutants` plants one after another; a test holds every text to be there exactly once, so that no list can rot.

import type { Mutant } from '../../planted.ts';
import { ACCOUNTS } from './accounts.ts';
import { CONTAGION } from './contagion.ts';
import { DEPTH } from './depth.ts';
import { LANES } from './lanes.ts';
import { LOOP } from './loop.ts';
import { MARGIN } from './margin.ts';
import { MARKETS } from './markets.ts';
import { MECHANISM } from './mechanism.ts';
import { NUMBERS } from './numbers.ts';
import { PURSE } from './purse.ts';
import { RANGES } from './ranges.ts';
import { STRESS } from './stress.ts';
import { TAKEOVER } from './takeover.ts';
import { VENUE } from './venue.ts';
import { WALK } from './walk.ts';

/** Files are those of shared/cascade. */
export const MUTANTS: readonly Mutant[] = [
  ...LOOP,
  ...VENUE,
  ...DEPTH,
  ...MECHANISM,
  ...PURSE,
  ...TAKEOVER,
  ...MARGIN,
  ...ACCOUNTS,
  ...RANGES,
  ...LANES,
  ...WALK,
  ...NUMBERS,
  ...CONTAGION,
  ...MARKETS,
  ...STRESS,
];
