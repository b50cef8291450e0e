import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { createBlock, priceBlock } from '../../shared/cascade/venue/block.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { moveMark } from '../../shared/cascade/venue/mark.ts';
import { restVenue } from '../../shared/cascade/venue/rest.ts';
import { shockPathOf } from '../../shared/cascade/venue/shock.ts';
import {
  closeTick,
  createVenue,
  displace,
  openTick,
  prepareTrades,
  startVenue,
  type Venue,
} from '../../shared/cascade/venue/venue.ts';
import { playScenario } from '../../shared/market/play-scenario.ts';
import { scenarioOf } from '../../shared/market/scenario.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import { lawAt } from './depth.ts';
import type { Runner } from './group.ts';
import { field, items, number, numberOf, numbersOf, type Place, sideOf, textOf, word } from './place.ts';

/** Price and index, block by block: a venue's ticks, traded by hand. */
export const indexFollows: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one) => {
    const name = textOf(one, 'name');
    const ticks = items(one, 'ticks');
    const end = field(one, 'end');
    const venue = venueOf(one, ticks, numberOf(end, 'ticksLeft'));
    const checks = ticks.flatMap((tick, i) => tickChecks(`${name} tick ${i + 1}`, venue, tick, tolerance));
    const price = restVenue(venue);
    return [
      ...checks,
      near(`${name} end index`, numberOf(end, 'index'), venue.index, tolerance),
      near(`${name} end price`, numberOf(end, 'price'), price, tolerance),
    ];
  }),
});

function venueOf(one: Place, ticks: readonly Place[], ticksLeft: number): Venue {
  const { dt, horizon: _, rampSeconds: __, depthScale: ___, ...rules } = SCENARIO_DEFAULTS;
  const venue = createVenue();
  const startPrice = numberOf(ticks[0]!, 'fundamental');
  venue.rules = {
    ...rules,
    startPrice,
    tickSeconds: dt,
    horizonSeconds: dt * (ticks.length + ticksLeft),
    permanentTo: word(one, 'permanentTo', ['venue', 'index']),
    permanentShare: numberOf(one, 'permanentShare'),
    decayPerTick: numberOf(one, 'decayPerTick'),
    // A mark that is its input.
    triggerRule: { rule: 'ema', weight: 1 },
    ownShare: numberOf(one, 'ownShare'),
  };
  venue.depth = depthOf(lawAt(field(one, 'depth')), startPrice);
  venue.depthScale = numberOf(one, 'depthScale');
  venue.path = shockPathOf(
    0,
    Float64Array.from(ticks, (tick) => numberOf(tick, 'fundamental') / startPrice),
  );
  startVenue(venue, undefined);
  return venue;
}

function tickChecks(name: string, venue: Venue, tick: Place, tolerance: Tolerance): Check[] {
  const check = (key: string, obtained: number) =>
    near(`${name} ${key}`, numberOf(tick, key), obtained, tolerance);
  openTick(venue);
  moveMark(venue);
  const before = [check('index', venue.index), check('pre', venue.price), check('input', venue.mark)];
  const block = createBlock();
  const size = numberOf(tick, 'block');
  block.sales = Math.max(0, size);
  block.purchases = Math.max(0, -size);
  prepareTrades(venue);
  priceBlock(venue, block);
  if (size !== 0) {
    before.push(check('average', block.restUnit));
    displace(venue, block);
  }
  const after = check('post', venue.price);
  closeTick(venue);
  return [
    ...before,
    after,
    check('temporary', venue.temporary),
    check('permanent', venue.permanent + venue.passedOn),
  ];
}

/** Recorded ways of the fundamental, walked by a path on which nobody is reached; and those that are refused. */
export const givenPath: Runner = ({ place, tolerance }) => ({
  checks: [
    ...items(place, 'cases').flatMap((one) => {
      const name = textOf(one, 'name');
      const scenario = alongPath(one);
      const { ticks } = playScenario(scenario);
      const told = numbersOf(one, 'factors').map((factor, n) =>
        near(`${name} S_${n + 1}`, factor, ticks[Math.min(n, ticks.length - 1)]!.fundamental, tolerance),
      );
      return [
        ...told,
        // A path stops when nothing moves any more, and has one tick at least.
        same(`${name} last change`, Math.max(1, numberOf(one, 'lastChange')), ticks.length),
        near(`${name} shock`, numberOf(one, 'shock'), scenario.shock, tolerance),
      ];
    }),
    ...items(place, 'refused').map((one) => {
      const rule = textOf(one, 'rule');
      return same(`refused: ${rule}`, true, refusalOf(one).includes(` must hold that ${rule}`));
    }),
  ],
});

function alongPath(one: Place) {
  const account = { quantity: 1, entry: 1, collateral: 1_000 };
  return scenarioOf(
    {
      config: {
        p0: 1,
        dt: numberOf(one, 'dt'),
        horizon: numberOf(one, 'horizon'),
        permanentShare: 0,
        depth: { law: 'exponential', beta: 1 },
        path: field(one, 'path').value,
      },
      tiers: [{ floor: 0, rate: 0.01 }],
      accounts: [
        { ...account, side: 1 },
        { ...account, side: -1 },
      ],
    },
    one.at,
  );
}

function refusalOf(one: Place): string {
  try {
    alongPath(one);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  return 'accepted';
}

/** Triggers of accounts that no price saves, or none reaches. */
export const alwaysReached: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').map((one, i) => {
    const contract = word(one, 'contract', ['linear', 'inverse']);
    const side = sideOf(one);
    const entry = numberOf(one, 'entry');
    const tiers = tiersOf([{ floor: 0, rate: numberOf(one, 'rate'), maxLeverage: 1 }]);
    const [quantity, collateral] = [numberOf(one, 'quantity'), numberOf(one, 'collateral')];
    const obtained = triggerPrice(contract, tiers, side, quantity, entry, collateral, entry);
    const name = `${contract} ${side} with K ${numberOf(one, 'K')} ${i}`;
    const words = new Map([
      ['always', side > 0 ? Infinity : 0],
      ['never', side > 0 ? -Infinity : Infinity],
    ]);
    const stated = field(one, 'trigger');
    const infinite = words.get(String(stated.value));
    return infinite === undefined
      ? near(name, number(stated), obtained, tolerance)
      : same(name, true, obtained === infinite);
  }),
});
