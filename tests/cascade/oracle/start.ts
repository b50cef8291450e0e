// The state before the first tick (model.md 2.5), or where a chain goes on (calibration.md 2).
import { oracleDepth } from './depth.ts';
import { isJumping, trigger, u } from './margin.ts';
import type { OpenOrder, OracleScenario } from './terms.ts';
import type { Holder, Owned, World } from './world.ts';

/** What nothing has happened to yet. */
export const untouched = {
  triggerUnit: NaN,
  ready: 0,
  stepped: false,
  reducedIn: -1,
  reductions: 0,
  onAuction: false,
  closed: false,
  deficit: 0,
  haircut: 0,
  winner: false,
  hit: false,
};

export function startWorld(scene: OracleScenario): World {
  const { rules, tiers, start } = scene;
  const { contract, startPrice } = rules;
  const holders = scene.accounts.map((account, index): Holder => {
    const { side, quantity: q, entryPrice, collateral: C, owner } = account;
    const T = trigger(contract, tiers, side, q, entryPrice, C, startPrice);
    const entryUnit = u(contract, entryPrice);
    return { ...untouched, index, side, owner, entryPrice, entryUnit, q0: q, T0: T, q, C, T };
  });
  const fund = start?.fund ?? rules.fund;
  const inventory = (start?.inventory ?? []).map(carried);
  return {
    rules,
    tiers,
    jumping: isJumping(tiers),
    depth: oracleDepth(scene.depth, startPrice),
    depthScale: scene.depthScale,
    holders,
    n: 0,
    t: 0,
    F: startPrice,
    J: startPrice,
    p: startPrice,
    M: startPrice,
    uM: u(contract, startPrice),
    permanent: start?.permanent ?? 0,
    temporary: start?.temporary ?? 0,
    moved: { permanent: Math.abs(start?.permanent ?? 0), temporary: Math.abs(start?.temporary ?? 0) },
    isTakenBack: false,
    m: start?.m ?? 0,
    ownM: 0,
    theta: scene.depthScale,
    fund,
    funds: [fund],
    badDebt: 0,
    vault: { Z: 0, cash: rules.backstop?.capital ?? 0 },
    takers: 0,
    buyers: { Z: 0, K: 0 },
    queue: [],
    waiting: [],
    lots: [],
    inventory,
    carried: inventory.map((order) => order.holder),
    flags: new Set(),
    tightest: Infinity,
    closestRank: Infinity,
    edge: 'none',
  };
}

/** An order of an earlier piece; its account is no longer among the holders, and an owner of its own. */
function carried(order: OpenOrder, k: number): Owned {
  const { side, quantity, takenOver, bankruptcyUnit, triggerUnit, age } = order;
  const account = { index: -1 - k, owner: -1 - k, side, q: 0, C: 0, q0: quantity };
  const nowhere = { entryPrice: NaN, entryUnit: NaN, T: NaN, T0: NaN };
  const holder: Holder = { ...untouched, ...account, ...nowhere, triggerUnit };
  return { holder, side, q: quantity, q0: takenOver, uB: bankruptcyUnit, since: -age };
}
