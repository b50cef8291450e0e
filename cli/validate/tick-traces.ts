import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { playScenario } from '../../shared/market/play-scenario.ts';
import { type Scenario, scenarioOf } from '../../shared/market/scenario.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { field, fields, items, maybe, number, type Place, refuseAt, text, textOf } from './place.ts';

/** Whole paths, tick by tick, and what came of them; whatever a file states of a tick or an outcome is checked. */
export const tickTraces: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'paths').flatMap((path) => {
    const name = textOf(path, 'name');
    const scenario = scenarioOf(path.value, path.at);
    const played = playScenario(scenario);
    const ticks = items(path, 'ticks');
    return [
      ...triggerChecks(name, items(path, 'accounts'), scenario, tolerance),
      same(`${name} ticks`, ticks.length, played.ticks.length),
      ...ticks.flatMap((tick, i) => {
        const obtained = played.ticks[i];
        return obtained ? tickChecks(`${name} tick ${i + 1}`, tick, obtained, tolerance) : [];
      }),
      ...fields(field(path, 'outcome')).map(([key, expected]) =>
        quantity(`${name} ${key}`, expected, entry(played.outcome, key, expected.at), tolerance),
      ),
    ];
  }),
});

/** Where each account is reached, if the file says it. */
function triggerChecks(
  name: string,
  stated: readonly Place[],
  { accounts, tiers, rules }: Scenario,
  tolerance: Tolerance,
): Check[] {
  const { side, quantity, entryPrice, collateral } = accounts;
  return stated.flatMap((account, i) => {
    const trigger = maybe(account, 'trigger');
    if (!trigger || trigger.value === null) return [];
    const { contract, startPrice } = rules;
    const position = [side[i]!, quantity[i]!, entryPrice[i]!, collateral[i]!] as const;
    const obtained = triggerPrice(contract, tiers, ...position, startPrice);
    return [near(`${name} account ${i} trigger`, number(trigger), obtained, tolerance)];
  });
}

function tickChecks(name: string, tick: Place, obtained: object, tolerance: Tolerance): Check[] {
  return fields(tick).flatMap(([key, expected]): Check[] => {
    const own = entry(obtained, key, expected.at);
    if (key === 'fills') return fillChecks(name, tick, own as Fill[], tolerance);
    if (key === 'inventory') return orderChecks(name, tick, own as Order[], tolerance);
    if (!Array.isArray(expected.value)) return [quantity(`${name} ${key}`, expected, own, tolerance)];
    return [same(`${name} ${key}`, String(expected.value), String(own))];
  });
}

type Fill = readonly [account: number, kind: string, quantity: number, price: number];

function fillChecks(name: string, tick: Place, obtained: readonly Fill[], tolerance: Tolerance): Check[] {
  const fills = items(tick, 'fills');
  return [
    same(`${name} fills`, fills.length, obtained.length),
    ...fills.flatMap((fill, k): Check[] => {
      const { at, value } = fill;
      if (!Array.isArray(value) || value.length !== 4) {
        refuseAt(at, 'be [account, kind, quantity, price]', value);
      }
      const [account, kind, size, price] = value.map((part, i) => ({ at: `${at}.${i}`, value: part }));
      const own = obtained[k];
      if (!own) return [];
      const told = `${name} fill ${k}`;
      return [
        same(`${told} account`, number(account!), own[0]),
        same(`${told} kind`, text(kind!), own[1]),
        near(`${told} quantity`, number(size!), own[2], tolerance),
        near(`${told} price`, number(price!), own[3], tolerance),
      ];
    }),
  ];
}

type Order = readonly [account: number, quantity: number, limit: number];

/** Open orders of the inventory, by arrival. */
function orderChecks(name: string, tick: Place, obtained: readonly Order[], tolerance: Tolerance): Check[] {
  const orders = items(tick, 'inventory');
  return [
    same(`${name} orders`, orders.length, obtained.length),
    ...orders.flatMap(({ at, value }, k): Check[] => {
      if (!Array.isArray(value) || value.length !== 3) refuseAt(at, 'be [account, quantity, limit]', value);
      const [account, held, limit] = value.map((part, i) => ({ at: `${at}.${i}`, value: part }));
      const own = obtained[k];
      if (!own) return [];
      const told = `${name} order ${k}`;
      return [
        same(`${told} account`, number(account!), own[0]),
        near(`${told} quantity`, number(held!), own[1], tolerance),
        near(`${told} limit`, number(limit!), own[2], tolerance),
      ];
    }),
  ];
}

const quantity = (name: string, expected: Place, obtained: unknown, tolerance: Tolerance): Check =>
  near(name, number(expected), typeof obtained === 'number' ? obtained : Number.NaN, tolerance);

function entry(found: object, key: string, at: string): unknown {
  if (!Object.hasOwn(found, key)) refuseAt(at, `be one of ${Object.keys(found).join(', ')}`, key);
  return Reflect.get(found, key);
}
