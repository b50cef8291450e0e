import type { History } from '../history.ts';
import type { Levels } from '../levels.ts';
import type { EstimatedPositions } from '../positions.ts';
import type { MarketRecord } from '../record.ts';
import type { Rules } from '../rules.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import { fitDislocation } from './dislocation.ts';
import { fitEngine } from './engine.ts';
import { observedHistory } from './observe.ts';
import { estimatedOf, fitPositions, type PositionsFit } from './positions.ts';
import type { Replayable } from './stretches.ts';
import { windowsOf } from './windows.ts';

export interface CalibrationSetting {
  readonly seed: number;
  /** SHA-256 of snapshot and record. */
  readonly inputs: Calibration['inputs'];
  /** Of the file that the snapshot's depth names. */
  readonly levels?: Levels;
  /** Told what is done of a step: windows of the first, replays of the others. */
  readonly progress: (step: Step, done: number, planned: number) => void;
}

/** A calibration, and what it puts into the snapshot. */
export interface Calibrated {
  readonly calibration: Calibration;
  readonly positions: Required<
    Pick<EstimatedPositions, 'leverageTilt' | 'ageHalfLifeDays' | 'standingShare'>
  >;
  readonly rules: Rules;
  /** With what the record shows near ordinary moves. */
  readonly history: History;
}
export type Step = 'positions' | 'engine' | 'dislocation';

/**
 * Fits a snapshot to a record (calibration.md 3): positions to liquidated volume, the engine to the fund, depth to
 * dislocations; what the record does not tell is kept, and says so. What it shows near ordinary moves goes into the history.
 *
 * @throws RangeError for a record that is too thin, of another market, or that no setting explains
 */
export function calibrate(
  snapshot: Snapshot,
  record: MarketRecord,
  { seed, inputs, levels, progress }: CalibrationSetting,
): Calibrated {
  const told = (step: Step) => (done: number, planned: number) => progress(step, done, planned);
  const positions = fitPositions(snapshot, record, seed, told('positions'));
  const replayable: Replayable = {
    snapshot,
    record,
    positions: fittedPositions(snapshot, record, positions, seed),
    seed,
    ...(levels && { levels }),
  };
  const { windows } = windowsOf(record);
  const engine = fitEngine(replayable, windows, told('engine'));
  const eased = { ...replayable, snapshot: { ...snapshot, rules: engine.rules } };
  const dislocation = fitDislocation(eased, windows, told('dislocation'));
  const steps = { positions, engine: engine.fit, dislocation: dislocation.fit };
  const { leverageTilt, ageHalfLifeDays, standingShare } = replayable.positions;
  return {
    calibration: calibrationOf(snapshot, record, steps, { seed, inputs }),
    positions: { leverageTilt: leverageTilt!, ageHalfLifeDays, standingShare: standingShare! },
    rules: dislocation.rules,
    history: observedHistory(snapshot.history, record),
  };
}

/** Positions over the record's bars with what step A chose; the snapshot's own standing share of a side that it refused. */
function fittedPositions(snapshot: Snapshot, record: MarketRecord, { best }: PositionsFit, seed: number) {
  const { positions } = estimatedOf(snapshot, record, seed);
  const before = positions.standingShare ?? { long: 1, short: 1 };
  return {
    ...positions,
    leverageTilt: best.leverageTilt,
    ageHalfLifeDays: best.ageHalfLifeDays,
    standingShare: { ...before, ...best.standingShare },
  };
}
