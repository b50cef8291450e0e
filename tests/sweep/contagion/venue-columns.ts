import { KEPT_OF_MARKET, KEPT_OF_SYSTEM, keptWidth } from '../../../shared/sweep/contagion/venue-bench.ts';

/** Numbers of one column, path by path. */
export function columnOf(rows: Float64Array, markets: number, name: string, k = -1): number[] {
  const width = keptWidth(markets);
  const at =
    k < 0
      ? markets * KEPT_OF_MARKET.length + (KEPT_OF_SYSTEM as readonly string[]).indexOf(name)
      : k * KEPT_OF_MARKET.length + (KEPT_OF_MARKET as readonly string[]).indexOf(name);
  return Array.from({ length: rows.length / width }, (_, path) => rows[path * width + at]!);
}
