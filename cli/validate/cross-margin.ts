import { marketsOf } from '../../shared/market/markets-scenario.ts';
import { type PlayedMarkets, playMarkets } from '../../shared/market/play-markets.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { field, fields, items, number, type Place, refuseAt, textOf } from './place.ts';

/** Whole paths over several markets, tick by tick, and what came of them. */
export const crossMarginTraces: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'paths').flatMap((path) => {
    const name = textOf(path, 'name');
    const played = playMarkets(marketsOf(path.value, path.at));
    const ticks = items(path, 'ticks');
    return [
      same(`${name} ticks`, ticks.length, played.ticks.length),
      ...ticks.flatMap((tick, i) => {
        const own = played.ticks[i];
        return own ? checksOf(`${name} tick ${i + 1}`, tick, own, tolerance) : [];
      }),
      ...checksOf(name, field(path, 'outcome'), rowsOf(played), tolerance),
    ];
  }),
});

/** The file states markets among the columns of all. */
const rowsOf = ({ outcome: { system, markets } }: PlayedMarkets) => ({ ...system, markets });

/** Whatever the file states, however deep: numbers within the tolerance, words, counts and order of lists as they are. */
function checksOf(name: string, expected: Place, obtained: unknown, tolerance: Tolerance): Check[] {
  const { value, at } = expected;
  if (Array.isArray(value)) {
    const own = Array.isArray(obtained) ? obtained : [];
    return [
      same(`${name} count`, value.length, own.length),
      ...value.flatMap((one: unknown, i) =>
        i < own.length ? checksOf(`${name} ${i}`, { at: `${at}.${i}`, value: one }, own[i], tolerance) : [],
      ),
    ];
  }
  if (typeof value === 'object' && value !== null)
    return fields(expected).flatMap(([key, one]) =>
      checksOf(`${name} ${key}`, one, entry(obtained, key, one.at), tolerance),
    );
  if (typeof obtained === 'string') return [same(name, String(value), obtained)];
  return [near(name, number(expected), typeof obtained === 'number' ? obtained : Number.NaN, tolerance)];
}

function entry(found: unknown, key: string, at: string): unknown {
  if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key))
    refuseAt(at, `be one of ${Object.keys(found ?? {}).join(', ')}`, key);
  return Reflect.get(found as object, key);
}
