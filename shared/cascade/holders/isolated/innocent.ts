import { firstAbove, firstBelow } from '../../numbers/bisect.ts';
import { COLUMN, FLAG } from '../../outcome.ts';
import { type Ledger, raise, SUM } from '../../purse/ledger.ts';
import type { Tick } from '../../tick.ts';
import type { Depth } from '../../venue/depth/depth.ts';
import { undisturbedMarks } from '../../venue/mark.ts';
import type { MarkRange } from '../../venue/quiet.ts';
import type { Venue } from '../../venue/venue.ts';
import { type Isolated, isTouched, STATE } from './isolated.ts';
import { type Ladder, quantityBefore } from './ladder.ts';

const marks: MarkRange = { least: 0, most: 0 };

/**
 * Accounts that were triggered although the same path without any displaced volume would not have
 * reached their first trigger: the cascade's own victims.
 */
export function writeInnocent({ isolated, ledger, venue, path: { system, interventions } }: Tick): void {
  if (ledger[COLUMN.accountsTriggered] === 0) return;
  undisturbedMarks(venue, marks);
  if (
    ledger[COLUMN.adlAccounts] === 0 &&
    !(system[COLUMN.socialised]! > 0) &&
    interventions.every(({ isAnonymous }) => isAnonymous)
  )
    countInLadder(isolated, ledger);
  else countOneByOne(isolated, ledger);
}

/** Nobody was touched before the mark came by: the triggered are the first rows of each side. */
function countInLadder({ ladder, longs, shorts }: Isolated, ledger: Ledger): void {
  const { trigger } = ladder;
  const longsTo = Math.max(longs.next, longs.known);
  const shortsTo = Math.max(shorts.next, shorts.known);
  const long = firstBelow(trigger, longs.first, longsTo, marks.least);
  const short = firstAbove(trigger, shorts.first, shortsTo, marks.most);
  const quantity =
    quantityBefore(ladder, longsTo) -
    quantityBefore(ladder, long) +
    (quantityBefore(ladder, shortsTo) - quantityBefore(ladder, short));
  write(ledger, longsTo - long + (shortsTo - short), quantity);
  if (longsTo > longs.first && shortsTo > shorts.first) raise(ledger, FLAG.BOTH_SIDES);
}

function countOneByOne(isolated: Isolated, ledger: Ledger): void {
  const { ladder, sides, touched, state } = isolated;
  let accounts = 0;
  let quantity = 0;
  let longs = 0;
  let shorts = 0;
  const look = (row: number) => {
    const long = row < ladder.longs;
    if (long) longs++;
    else shorts++;
    if (long ? marks.least <= ladder.trigger[row]! : marks.most >= ladder.trigger[row]!) return;
    accounts++;
    quantity += ladder.quantity[row]!;
  };
  for (const { first, next } of sides)
    for (let row = first; row < next; row++) if (!isTouched(isolated, row)) look(row);
  for (let k = 0; k < isolated.touchedCount; k++)
    if ((state[touched[k]!]! & STATE.TRIGGERED) !== 0) look(touched[k]!);
  write(ledger, accounts, quantity);
  if (longs > 0 && shorts > 0) raise(ledger, FLAG.BOTH_SIDES);
}

function write(ledger: Ledger, accounts: number, quantity: number): void {
  ledger[COLUMN.accountsInnocent] = accounts;
  ledger[COLUMN.branchingRatio] = quantity > 0 ? quantity / ledger[SUM.triggeredQuantity]! : 0;
}

/** Early warning (model.md 7): how far the next percent of ladder would move the price by itself. */
export function branchingStatic(ladder: Ladder, depth: Depth, venue: Venue): number {
  const { trigger, longs, count } = ladder;
  const { shock } = venue.path;
  const fundamental = venue.rules.startPrice * (1 + shock);
  const isUp = shock > 0;
  // Triggers equal to F are reached already: the first row strictly beyond it.
  const from = isUp
    ? firstAbove(trigger, longs, count, fundamental)
    : firstBelow(trigger, 0, longs, fundamental);
  const to = isUp
    ? firstAbove(trigger, longs, count, 1.01 * fundamental)
    : firstBelow(trigger, 0, longs, 0.99 * fundamental);
  const quantity = quantityBefore(ladder, to) - quantityBefore(ladder, from);
  const displaced = (isUp ? -quantity : quantity) / venue.depthScale;
  return Math.abs(1 - depth.factor(displaced, fundamental)) / 0.01;
}
