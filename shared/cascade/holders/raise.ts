import type { Acts, Intervention } from '../intervention.ts';
import { scaleMaintenance } from '../margin/tiers.ts';
import type { StressMaintenance } from '../rules.ts';
import type { Path, Tick } from '../tick.ts';
import { largestMove } from '../venue/withdrawal.ts';
import type { Crossed } from './crossed/crossed.ts';
import { renewState } from './crossed/renew-state.ts';
import { renewSteepest } from './crossed/slack.ts';
import { isOpen, refreshOpen, renewTrigger, touch } from './isolated/isolated.ts';

/** Maintenance that a venue raises after a move (contagion.md 7.4): once a market and path. */
export function raiseMaintenance({ ticks }: Path, acts: Acts): Intervention {
  /** Ticks in which the move was first as large. */
  const since = ticks.map(() => Infinity);
  const isRaised = ticks.map(({ venue }) => !venue.rules.stressMaintenance);
  return {
    prepare() {
      acts.raised.length = 0;
      for (const tick of ticks) {
        const { market, venue } = tick;
        const rule = venue.rules.stressMaintenance;
        if (!rule || isRaised[market]) continue;
        if (since[market] === Infinity && largestMove(venue) >= rule.move) since[market] = venue.tick;
        if (venue.tick < since[market]! + Math.ceil(rule.delaySeconds / venue.rules.tickSeconds)) continue;
        isRaised[market] = true;
        acts.raised.push(market);
        raiseIn(tick, rule);
      }
    },
    mayAct: () => isRaised.includes(false),
  };
}

/** The ladder is others' too: it gets a table of its own, and every open row a trigger. */
function raiseIn({ isolated, venue, market, path }: Tick, { factor }: StressMaintenance): void {
  const { ladder } = isolated;
  isolated.ladder = { ...ladder, tiers: scaleMaintenance(ladder.tiers, factor) };
  for (let row = 0; row < ladder.count; row++) {
    if (!isOpen(isolated, row)) continue;
    touch(isolated, row);
    renewTrigger(isolated, row, venue.mark);
  }
  refreshOpen(isolated);
  if (path.crossed) raiseOfWallets(path.crossed, market, factor);
}

function raiseOfWallets(crossed: Crossed, market: number, factor: number): void {
  crossed.markets = crossed.markets.map((own, k) =>
    k === market ? { ...own, tiers: scaleMaintenance(own.tiers, factor) } : own,
  );
  renewSteepest(crossed.slack, market, crossed.markets[market]!);
  for (let w = 0; w < crossed.wallets.count; w++) renewState(crossed, w);
}
