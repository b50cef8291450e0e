import type { MarketRecord } from '../record.ts';
import type { Snapshot } from '../snapshot.ts';
import type { DislocationFit } from './dislocation.ts';
import type { EngineFit } from './engine.ts';
import { EDGES, type Fit } from './fit.ts';
import type { PositionsFit } from './positions.ts';
import { SIDES, type SideName } from './windows.ts';

/** Whether a setting was found in the record, or stays as the snapshot has it, and why. */
export interface FittedSetting {
  readonly name: string;
  readonly value: unknown;
  readonly state: 'fitted' | 'kept';
  /** 5 and 95 % of the bootstrap; of fitted settings only. */
  readonly low?: number;
  readonly high?: number;
  readonly note?: string;
}

/** What `cascade calibrate` writes: calibration.md 3.5. */
export interface Calibration {
  readonly schema: 'calibration/1';
  readonly market: string;
  readonly seed: number;
  /** SHA-256 of snapshot and record. */
  readonly inputs: { readonly snapshot: string; readonly record: string };
  readonly record: { readonly source: string; readonly known: string };
  readonly windows: { readonly used: number; readonly dropped: number };
  readonly settings: readonly FittedSetting[];
  readonly errors: {
    readonly inSample: number;
    readonly outOfSample: PositionsFit['outOfSample'];
  };
  readonly sides: Readonly<Partial<Record<SideName, SideTable>>>;
  /** Settings that the record does not tell from the fitted ones, those among them; in the order of the grid. */
  readonly alike: readonly Settings[];
  readonly openInterest: readonly (Settings & { readonly times: number })[];
  readonly engine: EngineFit;
  readonly dislocation: DislocationFit;
  readonly warnings: readonly string[];
}

/** Settings of positions, and their error over both sides. */
interface Settings {
  readonly leverageTilt: number;
  readonly ageHalfLifeDays: number;
  readonly standingShare: Fit['standingShare'];
  readonly error: number;
}

/** How a side is met; a bucket is of adverse moves from `from` on. */
interface SideTable {
  readonly error: number;
  readonly ratio: number;
  readonly rankCorrelation: number;
  readonly buckets: readonly {
    readonly from: number;
    readonly windows: number;
    readonly observed: number;
    readonly predicted: number;
  }[];
}

/** The three steps of a calibration. */
export interface Steps {
  readonly positions: PositionsFit;
  readonly engine: EngineFit;
  readonly dislocation: DislocationFit;
}

export function calibrationOf(
  snapshot: Snapshot,
  record: MarketRecord,
  { positions, engine, dislocation }: Steps,
  { seed, inputs }: Pick<Calibration, 'seed' | 'inputs'>,
): Calibration {
  const { best, agreements } = positions;
  // Dislocations tell the half-life better than the fund does.
  const ofEngine = engine.settings.filter(({ name }) =>
    dislocation.settings.every((own) => own.name !== name),
  );
  return {
    schema: 'calibration/1',
    market: snapshot.market.id,
    seed,
    inputs,
    record: { source: record.source, known: record.known },
    windows: { used: positions.windows, dropped: positions.dropped },
    settings: [...settingsOf(snapshot, positions), ...ofEngine, ...dislocation.settings],
    errors: { inSample: best.totalError, outOfSample: positions.outOfSample },
    sides: Object.fromEntries(
      SIDES.flatMap((side) => {
        const own = agreements[side];
        if (!own) return [];
        const buckets = own.buckets.map((bucket, b) => ({ from: EDGES[b]!, ...bucket }));
        return [[side, { ...own, buckets }]];
      }),
    ),
    alike: positions.alike.map(settingsAt),
    openInterest: positions.byOpenInterest.map(({ times, best: own }) => ({ times, ...settingsAt(own) })),
    engine,
    dislocation,
    warnings: positions.warnings,
  };
}

const settingsAt = ({ leverageTilt, ageHalfLifeDays, standingShare, totalError }: Fit): Settings => ({
  leverageTilt,
  ageHalfLifeDays,
  standingShare,
  error: totalError,
});

function settingsOf({ positions }: Snapshot, fit: PositionsFit): FittedSetting[] {
  const { best, intervals, refused } = fit;
  const fitted = (name: string, value: number, [low, high]: readonly [number, number]): FittedSetting => ({
    name,
    value,
    state: 'fitted',
    low,
    high,
  });
  const standing = positions.kind === 'estimated' ? positions.standingShare : undefined;
  return [
    fitted('leverageTilt', best.leverageTilt, intervals.leverageTilt),
    fitted('ageHalfLifeDays', best.ageHalfLifeDays, intervals.ageHalfLifeDays),
    ...SIDES.map((side): FittedSetting => {
      const name = `standingShare.${side}`;
      const value = best.standingShare[side];
      return value === undefined
        ? { name, value: standing?.[side] ?? 1, state: 'kept', note: refused[side]! }
        : fitted(name, value, intervals.standingShare[side]!);
    }),
  ];
}
