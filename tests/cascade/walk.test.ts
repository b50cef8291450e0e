// Most ticks are walked through with prices in locals (holders/isolated/walk.ts). The loop without that says the same, to the bit.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { trade } from '../../shared/cascade/cascade.ts';
import { closePath } from '../../shared/cascade/end.ts';
import { isolatedHolders as holders } from '../../shared/cascade/holders/isolated/holders.ts';
import { COLUMN, FLAG, OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { createPath } from '../../shared/cascade/path.ts';
import { copyRow } from '../../shared/cascade/purse/ledger.ts';
import type { Rules, TriggerRule } from '../../shared/cascade/rules.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { moveMark } from '../../shared/cascade/venue/mark.ts';
import { marksToCome } from '../../shared/cascade/venue/quiet.ts';
import { closeTick, openTick } from '../../shared/cascade/venue/venue.ts';
import { ladderOf, pathOf, runEngine } from './engine-run.ts';
import { asRead } from './in-engine.ts';
import { plainRules } from './ladders.ts';
import { MECHANISMS, markets } from './markets.ts';
import { atLeast } from './runs.ts';
import type { Holding, Scenario } from './scenario.ts';
import { takeoverMarkets } from './takeover-markets.ts';

/** Every tick, one after the other, from the first on. */
function plainly(scene: Scenario): { row: Float64Array; rangeTicks: number } {
  const { path, start } = createPath(scene.accounts.length);
  const tick = path.ticks[0]!;
  const { venue, ledger, isolated } = tick;
  const { rules, depthScale } = scene;
  const depth = depthOf(scene.depth, rules.startPrice);
  start({ ladder: ladderOf(scene), rules, depth, shockPath: pathOf(scene), depthScale }, false);
  const marks = { least: 0, most: 0 };
  let rangeTicks = 0;
  for (let isOver = false; !isOver; ) {
    openTick(venue);
    moveMark(venue);
    if (holders.isDue(tick)) {
      trade(path);
      if (isolated.inRanges) rangeTicks++;
    }
    closeTick(venue);
    if (venue.tick >= venue.lastTick) isOver = true;
    else if (venue.tick >= venue.path.factors.length && holders.pending(tick) !== 'must-finish') {
      marksToCome(venue, marks);
      isOver = !holders.wouldReach(tick, marks);
    }
  }
  closePath(path);
  ledger[COLUMN.flags] = ledger[COLUMN.flags]! & ~FLAG.WORKING_OFF; // as engine-run.ts does
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  copyRow(ledger, row);
  return { row, rangeTicks };
}

it('walking says what the loop says, to the bit', () => {
  let ranges = 0;
  let runs = 0;
  fc.assert(
    fc.property(
      fc
        .tuple(
          fc.constantFrom(...MECHANISMS),
          fc.constantFrom<'venue' | 'index'>('venue', 'index'),
          fc.constantFrom<TriggerRule>(
            { rule: 'last' },
            { rule: 'lagged', ticks: 2 },
            { rule: 'lagged', ticks: 0 },
          ),
        )
        .chain(([mechanism, permanentTo, triggerRule]) =>
          markets({
            mechanism,
            rules: { permanentTo, triggerRule, socialised: false, backstop: null },
          }),
        ),
      (scene) => {
        const { row, rangeTicks } = plainly(scene);
        const walked = runEngine(scene, 'untraced').row;
        runs++;
        if (rangeTicks > 1) ranges++;
        // The first tick that reaches anybody is found by bisection; a path that nobody is reached on stops where it is quiet.
        if (row[COLUMN.accountsTriggered] === 0) row[COLUMN.ticks] = walked[COLUMN.ticks]!;
        expect([...walked]).toEqual([...row]);
      },
    ),
    atLeast(1_000),
  );
  expect(ranges / runs).toBeGreaterThan(0.1);
}, 600_000);

it('walking says what the loop says where the venue takes accounts over, whole or by steps', () => {
  let worked = 0;
  let runs = 0;
  fc.assert(
    fc.property(
      fc
        .constantFrom<TriggerRule>(
          { rule: 'last' },
          { rule: 'lagged', ticks: 1 },
          { rule: 'lagged', ticks: 3 },
        )
        .chain((triggerRule) =>
          takeoverMarkets({ rules: { triggerRule, socialised: false, backstop: null } }),
        ),
      (own) => {
        const scene = asRead(own);
        const { row } = plainly(scene);
        const walked = runEngine(scene, 'untraced').row;
        runs++;
        if (row[COLUMN.takenOverNotional]! > 0) worked++;
        if (row[COLUMN.accountsTriggered] === 0) row[COLUMN.ticks] = walked[COLUMN.ticks]!;
        expect(rowWords(walked)).toEqual(rowWords(row));
      },
    ),
    atLeast(1_000),
  );
  expect(worked / runs).toBeGreaterThan(0.1);
}, 600_000);

const rowWords = (row: Float64Array) => Object.fromEntries(OUTCOME_COLUMNS.map((name, k) => [name, row[k]]));

const rung = (side: 1 | -1, quantity: number, entryPrice: number, owner: number): Holding => ({
  side,
  quantity,
  entryPrice,
  collateral: quantity, // without maintenance: reached one away from the entry
  owner,
});
const scene = (accounts: readonly Holding[], slope: number, rules: Partial<Rules>): Scenario => ({
  rules: plainRules(100, { horizonSeconds: 10, ...rules }),
  depth: { law: 'linear', slope },
  tiers: [{ floor: 0, rate: 0, maxLeverage: 1_000 }],
  accounts,
  shock: -0.06,
  factors: [0.98, 0.97, 0.96, 0.95, 0.94],
  depthScale: 1,
});

it.each([
  // 98 is below the long's 99 and above the short's 97, which no account that has its cushion allows.
  ['reaches both sides', scene([rung(1, 10, 100, 0), rung(-1, 20, 96, 1)], 0.01, {}), 'BOTH_SIDES'],
  // 1,000 units at 0.2 each carry 98 far below zero, and nothing of that is left in the next tick.
  [
    'meets the floor',
    scene([rung(1, 1_000, 100, 0)], 0.2, { permanentShare: 0, decayPerTick: 0 }),
    'FLOOR_HIT',
  ],
] as const)('also of a tick that %s', (_, own, flag) => {
  const walked = runEngine(own, 'untraced');
  expect(walked.flags).toContain(flag);
  expect([...walked.row]).toEqual([...plainly(own).row]);
});
