import type { Market } from '../market/market.ts';
import { basePlace, cellIndex, type Scene } from '../risk/cells/cell-view.ts';
import { attributionOf } from '../risk/changes/attribution.ts';
import { parameterChanges } from '../risk/changes/parameters.ts';
import type { ProbedPaths } from '../risk/changes/probe.ts';
import type { Change } from '../risk/findings/change.ts';
import type { Prediction } from '../risk/findings/own-record.ts';
import { cellAt } from '../sweep/cells.ts';
import type { Manifest } from '../sweep/manifest.ts';
import type { Earlier } from './compare.ts';
import { type CellCount, type DeltaCell, mapChanges } from './delta-map.ts';
import type { Report } from './report.ts';

/** The night before as it lies in storage: its report, what that was made of, and the tables beside it. */
export interface StoredNight extends Earlier {
  readonly manifest: Manifest;
  readonly market: Market;
  /** Of the `paths` table, by cell id. */
  readonly paths: ReadonlyMap<string, ProbedPaths>;
  /** Of the `cells` table, by cell id. */
  readonly cells: ReadonlyMap<string, CellCount>;
  /** What it and the reports before it said of the time after them, oldest first. */
  readonly predictions: readonly Prediction[];
}

/** The later night: what it ran on, and what it reports. */
export interface LaterNight extends Pick<Scene, 'market'> {
  readonly manifest: Manifest;
  readonly metrics: Report['metrics'];
  /** Cells of its maps on both nights; null: not looked at. */
  readonly deltas: readonly DeltaCell[] | null;
}

/** A change with what made it, by the inputs of both nights, and with how the cells of the maps changed. */
export function explained(change: Change, night: StoredNight, now: LaterNight): Change {
  const before = {
    market: night.market,
    sweep: night.manifest.sweep,
    metrics: night.report.metrics,
    modelDigest: night.manifest.modelDigest,
    paths: (shockBps: number) => night.paths.get(baseCellId(night.manifest, shockBps)),
  };
  const { sweep, modelDigest } = now.manifest;
  const tonight = { market: now.market, sweep, metrics: now.metrics, modelDigest };
  const { value, reason } = attributionOf(before, tonight);
  return {
    ...change,
    parameters: parameterChanges(before, tonight),
    attribution: value,
    maps: now.deltas && mapChanges(now.deltas),
    reason: reason ?? (now.deltas ? null : 'NOT_RECORDED'),
  };
}

function baseCellId(manifest: Manifest, shockBps: number): string {
  const index = cellIndex({ manifest }, basePlace({ manifest }, 'current'), shockBps);
  return index === null ? '' : cellAt(manifest, index).id;
}
