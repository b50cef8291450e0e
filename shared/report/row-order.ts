import { type Cell, cellAt, type Gridded } from '../sweep/cells.ts';
import type { Listing } from '../sweep/listing.ts';
import { TIER_SETS } from '../sweep/tier-sets.ts';

/**
 * Numbers of the listed cells in the order of their rows: side, mechanism, leverage, maintenance, depth, shock, tiers,
 * splitting, world. Every cell gets one number to be sorted by, for there may be millions.
 */
export function rowOrder(manifest: Gridded, listing: Listing): Uint32Array {
  const axis = (name: 'leverageBps' | 'maintenanceBps' | 'depthBps' | 'shockBps' | 'splitting') => ({
    of: (cell: Cell) => cell[name],
    ascending: [...new Set(manifest.grids.flatMap((grid) => grid[name]))].sort((a, b) => a - b),
  });
  const order: readonly { of: (cell: Cell) => string | number; ascending: readonly (string | number)[] }[] = [
    { of: ({ side }) => side, ascending: ['down', 'up'] },
    {
      of: ({ mechanism }) => mechanism,
      ascending: [...new Set(manifest.grids.flatMap(({ mechanism }) => mechanism))].sort(),
    },
    axis('leverageBps'),
    axis('maintenanceBps'),
    axis('depthBps'),
    axis('shockBps'),
    { of: ({ tiers }) => tiers, ascending: TIER_SETS },
    axis('splitting'),
    {
      of: worldOf,
      ascending: [...new Set(manifest.grids.map(worldOf))],
    },
  ];
  const ranks = order.map(({ of, ascending }) => ({
    of,
    size: ascending.length,
    rank: new Map(ascending.map((value, place) => [value, place])),
  }));
  const keys = Float64Array.from({ length: listing.rows }, (_, row) => {
    const cell = cellAt(manifest, listing.cellOf(row));
    return ranks.reduce((key, { of, size, rank }) => key * size + rank.get(of(cell))!, 0);
  });
  const rows = Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
  return rows.map((row) => listing.cellOf(row));
}

/** Today's at the grid's shocks first, then in the order of the grids. */
const worldOf = ({ kind, world }: Pick<Cell, 'kind'> & { readonly world?: Cell['world'] }): string =>
  world?.id ?? (kind === 'ordinary' ? kind : '');
