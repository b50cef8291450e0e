import type { Cell, Side } from '../../sweep/cells.ts';
import { beyondShock } from '../../sweep/grids.ts';
import { basePlace, type CellView, cellView, type Scene } from './cell-view.ts';

/** In this order everywhere: report.md 3.2. Nothing is averaged over sides. */
export const SIDES = ['down', 'up'] as const;
export type BySide<T> = Readonly<Record<Side, T>>;

/** A cell of the design mixture and its weight. */
export interface MixtureCell {
  readonly view: CellView;
  readonly weight: number;
}

/** Cells of a side's design mixture, base values otherwise. */
export function mixtureCells(scene: Scene, tiers: Cell['tiers'], side: Side): MixtureCell[] {
  return scene.manifest.sweep.design[side].flatMap(({ shockBps, weight }) => {
    const view = cellView(scene, basePlace(scene, tiers), shockBps);
    return view ? [{ view, weight }] : [];
  });
}

/** The cell one step beyond the mixture; null where the grid ends before. */
export function beyondCell(scene: Scene, tiers: Cell['tiers'], side: Side): CellView | null {
  const shock = beyondShock(scene.manifest.sweep, side);
  return shock === undefined ? null : cellView(scene, basePlace(scene, tiers), shock);
}

/** Base cells at a side's mixture shocks and one step beyond them. */
export function decisionCellsOf(scene: Scene, tiers: Cell['tiers'], side: Side): CellView[] {
  const beyond = beyondCell(scene, tiers, side);
  const mixture = mixtureCells(scene, tiers, side).map(({ view }) => view);
  return beyond ? [...mixture, beyond] : mixture;
}

/** The same of both sides. */
export const decisionCells = (scene: Scene, tiers: Cell['tiers']): CellView[] =>
  SIDES.flatMap((side) => decisionCellsOf(scene, tiers, side));

/** Largest mixture shock of a side in basis points, as a size. */
export const largestBps = ({ manifest: { sweep } }: Scene, side: Side): number =>
  Math.max(...sweep.design[side].map(({ shockBps }) => Math.abs(shockBps)));
