import type { Rules } from '../rules.ts';
import type { ShockPath } from './shock.ts';

/** Prices of venue and index in the hour that runs, as hourly bars would show them (model.md 7, `dislocationHour`). */
export interface Hours {
  /** Hours of the horizon that count: full ones, and one of a shorter horizon. */
  count: number;
  ticksPerHour: number;
  /** The one that runs, from 1, and the last tick in it. */
  hour: number;
  lastTick: number;
  lowestPrice: number;
  highestPrice: number;
  lowestIndex: number;
  highestIndex: number;
  /** Largest dislocation of the hours that are over. */
  largest: number;
}

/** Numbers are born as -0 for the reason given in venue.ts. */
export const createHours = (): Hours => ({
  count: 0,
  ticksPerHour: -0,
  hour: 0,
  lastTick: 0,
  lowestPrice: -0,
  highestPrice: -0,
  lowestIndex: -0,
  highestIndex: -0,
  largest: -0,
});

/** Share of an hour by which a tick may end late and still end in it: an hour of ticks is rarely a whole number in binary. */
const ON_TIME = 1e-9;

/** Begins a path. */
export function startHours(hours: Hours, { horizonSeconds, tickSeconds }: Rules): void {
  hours.count = Math.max(1, Math.floor(horizonSeconds / 3600 + ON_TIME));
  hours.ticksPerHour = 3600 / tickSeconds;
  hours.largest = 0;
  openHour(hours, 1);
}

const lastTickOf = ({ ticksPerHour }: Hours, hour: number): number =>
  Math.floor((hour + ON_TIME) * ticksPerHour);

function openHour(hours: Hours, hour: number): void {
  hours.hour = hour;
  hours.lastTick = lastTickOf(hours, hour);
  hours.lowestPrice = Infinity;
  hours.highestPrice = -Infinity;
  hours.lowestIndex = Infinity;
  hours.highestIndex = -Infinity;
}

/** Ends the hour that runs, and begins that of a tick. */
export function turnHour(hours: Hours, tick: number): void {
  closeHour(hours);
  openHour(hours, Math.ceil(tick / hours.ticksPerHour - ON_TIME));
}

export function closeHour(hours: Hours): void {
  // A tick longer than an hour leaves hours empty.
  if (hours.hour > hours.count || hours.highestIndex === -Infinity) return;
  const low = Math.abs(hours.lowestPrice / hours.lowestIndex - 1);
  const high = Math.abs(hours.highestPrice / hours.highestIndex - 1);
  hours.largest = Math.max(hours.largest, low, high);
}

/** Goes to a tick up to which price and index were the fundamental. */
export function skipHours(hours: Hours, path: ShockPath, startPrice: number, tick: number): void {
  openHour(hours, Math.ceil(tick / hours.ticksPerHour - ON_TIME));
  const before = Math.min(lastTickOf(hours, hours.hour - 1), path.ticks - 1);
  const last = Math.min(tick, path.ticks);
  const { factors } = path;
  let lowest = path.lowest[last - 1]!;
  let highest = path.highest[last - 1]!;
  // Nearly always one of them is of this hour: a path that has come to somebody's trigger has never been there before.
  if (before > 0 && lowest === path.lowest[before - 1]!) {
    lowest = factors[before]!;
    for (let n = before + 1; n < last; n++) if (factors[n]! < lowest) lowest = factors[n]!;
  }
  if (before > 0 && highest === path.highest[before - 1]!) {
    highest = factors[before]!;
    for (let n = before + 1; n < last; n++) if (factors[n]! > highest) highest = factors[n]!;
  }
  hours.lowestIndex = startPrice * lowest;
  hours.highestIndex = startPrice * highest;
  hours.lowestPrice = hours.lowestIndex;
  hours.highestPrice = hours.highestIndex;
}
