import { raiseMaintenance } from './holders/raise.ts';
import { haltMarkets } from './holders/stand-still.ts';
import { takeWallets } from './holders/taken.ts';
import { callForMargin, type TopUpRule } from './holders/top-up.ts';
import type { Acts, Intervention } from './intervention.ts';
import { payFunding } from './purse/funding.ts';
import { type Member, membersFirst } from './purse/members.ts';
import type { Rules } from './rules.ts';
import type { Path } from './tick.ts';
import { roomInBand } from './venue/band.ts';

/** What is done of all markets together. */
export interface SharedRules {
  readonly topUp?: TopUpRule;
  readonly members?: readonly Member[];
}

/** A market's rules without those that do nothing: then a path is what it is without them, to the bit (contagion.md 7). */
export function withoutNeutral({ halt, band, stressMaintenance, ...rules }: Rules): Rules {
  const { move, factor } = stressMaintenance ?? { move: Infinity, factor: 1 };
  return {
    ...rules,
    ...(halt && halt.move <= 1 && { halt }),
    ...(band && band.width <= 1 && { band }),
    ...(stressMaintenance && move <= 1 && factor !== 1 && { stressMaintenance }),
  };
}

/** What the rules of a path that has begun ask to be done in it, in the order in which a tick does it. */
export function interventionsOf(path: Path, { topUp, members }: SharedRules, acts: Acts): Intervention[] {
  const { ticks } = path;
  const has = (rule: 'halt' | 'band' | 'stressMaintenance' | 'funding') =>
    ticks.some(({ venue }) => venue.rules[rule]);
  for (const { venue } of ticks) if (venue.rules.band) venue.roomWithin = roomInBand(venue.rules.band);
  return [
    ...(has('halt') ? [haltMarkets(path)] : []),
    ...(has('stressMaintenance') ? [raiseMaintenance(path, acts)] : []),
    ...(has('funding') ? [{ prepare: payFunding, mayAct: () => true }] : []),
    ...(ticks[0]!.isolated.mechanism.takesOver ? [takeWallets] : []),
    ...(topUp?.answers.includes(1) ? [callForMargin(path, topUp, acts)] : []),
    ...(members && members.length > 0 ? [membersFirst(path, members, acts)] : []),
  ];
}

/** Accounts and wallets must be told apart where any of that is done. */
export const asksWho = (path: Path, { venue }: Path['ticks'][number]): boolean =>
  venue.roomWithin !== null || path.interventions.some(({ isAnonymous }) => !isAnonymous);
