// The obvious program: two loops over cells and paths. No shards, no messages, no Parquet, no sharing of
// ladders, draws or shock paths; each walk starts from nothing. Slow, and trusted.

import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { type Accounts, allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../shared/cascade/margin/axes.ts';
import { scaleMaintenance, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { followGiven } from '../../shared/cascade/venue/given-path.ts';
import {
  allocateShockPath,
  drawDepthScale,
  shockNoise,
  shockPath,
  shockTicks,
  shockTrend,
} from '../../shared/cascade/venue/shock.ts';
import type { Market } from '../../shared/market/market.ts';
import { type Cell, cellAt } from '../../shared/sweep/cells.ts';
import type { Workload } from '../../shared/sweep/manifest.ts';
import type { CellSummary, PathColumns } from '../../shared/sweep/results.ts';
import { seedWords } from '../../shared/sweep/seed-words.ts';
import { addPath, createTally, summarise } from '../../shared/sweep/tally.ts';
import { marketOfWorld } from '../../shared/sweep/world.ts';
import type { ListedResults } from './folded.ts';

export function serialResults(work: Workload, market: Market): ListedResults {
  const kept = new Map<number, PathColumns>();
  const cells = Array.from({ length: work.cells }, (_, index): CellSummary => {
    const tally = createTally(cellAt(work, index));
    for (let path = 0; path < tally.cell.paths; path++) {
      const { row, openInterest, fund, raised } = walk(work, market, tally.cell, path);
      addPath(tally, path, row, { fund, openInterestNotional: openInterest, raised });
    }
    const { summary, paths } = summarise(tally);
    if (paths) kept.set(index, paths);
    return summary;
  });
  return { cells, paths: kept };
}

function walk(
  { sweep, candidateTiers, unclampedTiers = [], closingTiers = [] }: Workload,
  today: Market,
  cell: Cell,
  path: number,
) {
  const market = marketOfWorld(today, cell.world);
  const change = cell.world?.change ?? {};
  const { leverageScale = 1, depthScale: depthTimes = 1, mechanism = cell.mechanism } = change;
  const { seedLow, seedHigh } = seedWords(sweep);
  const { shape, tickSeconds, horizonSeconds, sigmaDepth } = sweep.path;
  const accounts = market.accounts ?? allocateAccounts(market.accountCount);
  market.estimator?.draw(seedLow, seedHigh, path, accounts);

  const proposed = { candidate: candidateTiers, unclamped: unclampedTiers, closing: closingTiers };
  const table = cell.tiers === 'current' ? market.tiers : tiersOf(proposed[cell.tiers]);
  const { maintenanceScale = 1 } = change;
  const tiers = scaleMaintenance(table, (cell.maintenanceBps / 10_000) * maintenanceScale);
  const adjusted = allocateAccounts(market.accountCount);
  const clamped = applyAxes(
    accounts,
    tiers,
    market.contract,
    market.startPrice,
    (cell.leverageBps / 10_000) * leverageScale,
    adjusted,
  );
  const held = split(adjusted, market, cell.splitting);
  const ladder = createLadder(held.count);
  fillLadder(ladder, held, tiers, market.contract, market.startPrice);
  ladder.clampedShare = clamped.share;

  const ticks = shockTicks(shape, tickSeconds);
  const noise = new Float64Array(ticks);
  shockNoise(shape, tickSeconds, seedLow, seedHigh, path, noise);
  const event = sweep.events?.find(({ name }) => name === cell.event);
  const shock = allocateShockPath(event ? horizonSeconds / tickSeconds : ticks);
  const draws = { seedLow, seedHigh, path, lane: 0, ticksBefore: 0 };
  if (event) followGiven({ shape: 'path', ...event }, tickSeconds, draws, shock);
  else
    shockPath(cell.shockBps / 10_000, shockTrend(shape, tickSeconds, cell.shockBps / 10_000), noise, shock);

  const named = sweep.mechanisms[mechanism]!;
  const { patienceSeconds: patience = Number.NaN, easePerMinute: ease = Number.NaN } = {
    ...(named.name === 'takeover' ? named : {}),
    ...change,
  };
  const terms =
    named.name === 'takeover' ? { ...named, patienceSeconds: patience, easePerMinute: ease } : named;
  const rules = market.rules(tickSeconds, horizonSeconds, terms);
  const depthScale =
    (cell.depthBps / 10_000) * depthTimes * drawDepthScale(seedLow, seedHigh, path, sigmaDepth);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const depth = depthOf(market.depth, market.startPrice);
  createEngine(held.count).run({ ladder, rules, depth, shockPath: shock, depthScale }, row);
  return { row, openInterest: ladder.openInterest, fund: market.fund, raised: clamped.money };
}

/** Above the cap of a tier counted from 1, as many equal accounts as it takes; 0: as they are. */
function split(accounts: Accounts, { contract, startPrice, tiers }: Market, tier: number): Accounts {
  const cap = tier === 0 ? Infinity : tiers.floor[tier]!;
  const worth = contract === 'linear' ? startPrice : 1 / startPrice;
  const rows = Array.from({ length: accounts.count }, (_, i) => i).flatMap((i) => {
    const parts = Math.max(1, Math.ceil((accounts.quantity[i]! * worth) / cap));
    return Array.from({ length: parts }, () => ({ i, parts }));
  });
  const held = allocateAccounts(rows.length);
  rows.forEach(({ i, parts }, row) => {
    held.side[row] = accounts.side[i]!;
    held.quantity[row] = accounts.quantity[i]! / parts;
    held.entryPrice[row] = accounts.entryPrice[i]!;
    held.collateral[row] = accounts.collateral[i]! / parts;
    held.owner[row] = accounts.owner[i]!;
  });
  return held;
}
