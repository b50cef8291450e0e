import { canonicalJson } from '../../market/digest.ts';
import type { ParameterChange } from '../findings/change.ts';
import type { Inputs } from './probe.ts';

/** More would be another market, and nobody reads them. */
const MOST = 40;

/** Settings of snapshot and sweep file that differ between two nights: what people decide, not what the market did. */
export function parameterChanges(before: Inputs, now: Inputs): ParameterChange[] {
  const [then, here] = [leavesOf(settingsOf(before)), leavesOf(settingsOf(now))];
  const paths = [...new Set([...then.keys(), ...here.keys()])].sort();
  const of = (leaves: ReadonlyMap<string, string>, path: string) => leaves.get(path) ?? null;
  return paths
    .map((path) => ({ path, before: of(then, path), now: of(here, path) }))
    .filter((own) => own.before !== own.now)
    .slice(0, MOST);
}

function settingsOf({ market: { snapshot }, sweep }: Inputs): unknown {
  // Limits are listed apart; what names the night, its files and its budget decides nothing.
  const { name: _name, snapshot: _file, asOf: _asOf, previous: _previous, ...rest } = sweep;
  const { limits: _limits, budget: _budget, ...settings } = rest;
  return { snapshot: { tiers: snapshot.tiers, rules: snapshot.rules }, sweep: settings };
}

/** Every value that is no object or list of objects, by its path; lists of numbers are values. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  const isNest =
    typeof value === 'object' &&
    value !== null &&
    !(Array.isArray(value) && value.every((own) => typeof own !== 'object' || own === null));
  if (!isNest) return value === undefined ? new Map() : new Map([[path, canonicalJson(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, own]) => [...leavesOf(own, path === '' ? key : `${path}.${key}`)]),
  );
}
