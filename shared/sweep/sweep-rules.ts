import { refuse } from '../market/parse.ts';
import type { Snapshot } from '../market/snapshot.ts';
import { refuseBrokenEvents } from './events.ts';
import { cellTotal } from './grids.ts';
import { refuseLadder } from './ladder.ts';
import type { Sweep } from './sweep-file.ts';

/** What one field of a sweep file demands of another; the first broken rule is thrown. */
export function refuseContradictions(sweep: Sweep): void {
  const { axes, base, mechanisms, compare, design, path, paths } = sweep;
  if (BigInt(sweep.seed) >> 64n !== 0n) refuse('sweep.seed', 'be below 2^64', sweep.seed);

  for (const key of ['leverageBps', 'maintenanceBps', 'depthBps'] as const) {
    if (!axes[key].includes(base[key])) refuse(`sweep.base.${key}`, `be on axes.${key}`, base[key]);
  }
  if (!axes.mechanism.includes(base.mechanism))
    refuse('sweep.base.mechanism', 'be on axes.mechanism', base.mechanism);
  for (const label of [...axes.mechanism, ...compare]) {
    if (!Object.hasOwn(mechanisms, label))
      refuse('sweep.mechanisms', 'define every mechanism that is named', label);
  }
  if (compare.includes(base.mechanism))
    refuse('sweep.compare', 'not contain the base mechanism', base.mechanism);
  if (new Set(compare).size < compare.length)
    refuse('sweep.compare', 'not name a mechanism twice', compare.join(', '));

  for (const side of ['down', 'up'] as const) {
    const shocks = design[side].map(({ shockBps }) => shockBps);
    for (const shock of shocks) {
      const rightSign = side === 'down' ? shock < 0 : shock > 0;
      if (!rightSign) refuse(`sweep.design.${side}`, `have shocks ${side === 'down' ? '< 0' : '> 0'}`, shock);
      if (!axes.shockBps.includes(shock))
        refuse(`sweep.design.${side}`, 'have shocks of axes.shockBps', shock);
    }
    if (new Set(shocks).size < shocks.length)
      refuse(`sweep.design.${side}`, 'not name a shock twice', shocks.join(', '));
    const weight = design[side].reduce((sum, part) => sum + part.weight, 0);
    if (!(Math.abs(weight - 1) <= 1e-9)) refuse(`sweep.design.${side}`, 'have weights that add to 1', weight);
  }

  const { shape, tickSeconds, horizonSeconds } = path;
  if (!(tickSeconds <= horizonSeconds))
    refuse('sweep.path.tickSeconds', `be <= path.horizonSeconds, ${horizonSeconds}`, tickSeconds);
  if (!(horizonSeconds / tickSeconds <= MAX_TICKS)) {
    refuse('sweep.path.horizonSeconds', `be at most ${MAX_TICKS} ticks`, horizonSeconds / tickSeconds);
  }
  if (shape.shape !== 'instantaneous' && !(shape.seconds <= horizonSeconds)) {
    refuse('sweep.path.shape.seconds', `be <= path.horizonSeconds, ${horizonSeconds}`, shape.seconds);
  }
  if (!(paths.other <= paths.decision))
    refuse('sweep.paths.other', `be <= paths.decision, ${paths.decision}`, paths.other);

  refuseBrokenEvents(sweep);
  refuseLadder(sweep);

  for (const [i, { change }] of (sweep.alternatives ?? []).entries()) {
    const label = change.mechanism;
    if (label !== undefined && !Object.hasOwn(mechanisms, label))
      refuse(`sweep.alternatives.${i}.change.mechanism`, 'be defined in mechanisms', label);
  }
  refuseCells(sweep, null);
}

/** What a sweep and, where it is known, its snapshot ask for must fit the budget. */
export function refuseCells(sweep: Sweep, snapshot: Snapshot | null): void {
  const { maxCells } = sweep.budget;
  const cells = cellTotal(sweep, snapshot);
  if (cells > BigInt(maxCells)) refuse('sweep.grid', `have at most ${maxCells} cells`, cells);
}

/** A day of seconds, and some. */
const MAX_TICKS = 100_000;
