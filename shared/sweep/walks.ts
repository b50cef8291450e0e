import { decisionCells, type Gridded } from './cells.ts';
import { lastAtMost } from './cost-law.ts';

/** One path of one cell, by their numbers. */
export interface WalkPlace {
  readonly cell: number;
  readonly path: number;
}

/** Which walk of a sweep is number `walk`, if they are counted cell by cell: found without looking at every cell. */
export function walkPlaces(work: Gridded): (walk: number) => WalkPlace {
  const { other } = work.sweep.paths;
  const kept = decisionCells(work);
  let walks = 0;
  let next = 0;
  const firsts = kept.map(({ index, paths }) => {
    const first = walks + (index - next) * other;
    walks = first + paths;
    next = index + 1;
    return first;
  });
  const among = (cell: number, walk: number): WalkPlace => ({
    cell: cell + Math.floor(walk / other),
    path: walk % other,
  });
  return (walk) => {
    const place = lastAtMost(firsts, walk);
    if (place === -1) return among(0, walk);
    const { index, paths } = kept[place]!;
    const path = walk - firsts[place]!;
    return path < paths ? { cell: index, path } : among(index + 1, path - paths);
  };
}
