// Most ticks are walked through with prices in locals (holders/isolated/walk.ts). The loop without that says the same, to the bit.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closePath } from '../../shared/cascade/end.ts';
import { isolatedHolders as holders } from '../../shared/cascade/holders/isolated/holders.ts';
import { COLUMN, OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { createPath } from '../../shared/cascade/path.ts';
import { copyRow, SUM } from '../../shared/cascade/purse/ledger.ts';
import { noteTrades } from '../../shared/cascade/purse/purse.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { moveMark } from '../../shared/cascade/venue/mark.ts';
import { marksToCome } from '../../shared/cascade/venue/quiet.ts';
import { closeTick, displace, openTick, prepareTrades } from '../../shared/cascade/venue/venue.ts';
import { ladderOf, pathOf, runEngine } from './engine-run.ts';
import { MECHANISMS, markets } from './markets.ts';
import { atLeast } from './runs.ts';
import type { Scenario } from './scenario.ts';

/** Every tick, one after the other, from the first on. */
function plainly(scene: Scenario): { row: Float64Array; rangeTicks: number } {
  const { tick, start } = createPath(scene.accounts.length);
  const { venue, ledger, block, isolated } = tick;
  const { rules, depthScale } = scene;
  const depth = depthOf(scene.depth, rules.startPrice);
  start({ ladder: ladderOf(scene), rules, depth, shockPath: pathOf(scene), depthScale }, false);
  const marks = { least: 0, most: 0 };
  let rangeTicks = 0;
  for (let isOver = false; !isOver; ) {
    openTick(venue);
    moveMark(venue);
    if (holders.isDue(tick)) {
      ledger[SUM.now] = venue.tick * rules.tickSeconds;
      prepareTrades(venue);
      holders.want(tick);
      holders.settle(tick);
      noteTrades(tick);
      if (block.net !== 0) displace(venue, block);
      if (isolated.inRanges) rangeTicks++;
    }
    closeTick(venue);
    if (venue.tick >= venue.lastTick) isOver = true;
    else if (venue.tick >= venue.path.factors.length && holders.pending(tick) !== 'must-finish') {
      marksToCome(venue, marks);
      isOver = !holders.wouldReach(tick, marks);
    }
  }
  closePath(tick);
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
        .tuple(fc.constantFrom(...MECHANISMS), fc.constantFrom<'venue' | 'index'>('venue', 'index'))
        .chain(([mechanism, permanentTo]) =>
          markets({
            mechanism,
            rules: { permanentTo, triggerRule: { rule: 'last' }, socialised: false, backstop: null },
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
