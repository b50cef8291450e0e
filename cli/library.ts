// What programs import from the package: a path in memory, a sweep in a folder, a report as a value.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TierRow } from '../shared/cascade/margin/tiers.ts';
import type { Rules } from '../shared/cascade/rules.ts';
import type { DepthLaw } from '../shared/cascade/venue/depth/depth.ts';
import type { GivenPath } from '../shared/cascade/venue/given-path.ts';
import { utf8 } from '../shared/market/parse.ts';
import { type Played, playScenario } from '../shared/market/play-scenario.ts';
import { scenarioOf } from '../shared/market/scenario.ts';
import { parseReport, type Report } from '../shared/report/report.ts';
import { inWords } from './local/file-errors.ts';
import { runLocal } from './local/run-local.ts';

export type { Played, Report };

type VenueRules = Omit<Rules, 'startPrice' | 'tickSeconds' | 'horizonSeconds'>;

/** One path of one market, with the names of a scenario file; what `config` leaves out has the defaults of `cascade simulate --help`. */
export interface Scenario {
  readonly name?: string;
  readonly config: Partial<VenueRules> & {
    /** Price at the start, quote currency per coin. */
    readonly p0: number;
    readonly depth: DepthLaw;
    /** Signed, a fraction: -0.2 is a fall of 20 %. Either this or `path`. */
    readonly shock?: number;
    readonly path?: GivenPath;
    /** Seconds that the shock takes; 0: at once. */
    readonly rampSeconds?: number;
    /** Seconds of a tick. */
    readonly dt?: number;
    /** Seconds of the path. */
    readonly horizon?: number;
    readonly depthScale?: number;
    /** Closing fee that the trigger holds back, fraction of notional. */
    readonly reservedFeeRate?: number;
  };
  readonly tiers: readonly (Omit<TierRow, 'maxLeverage'> & { readonly maxLeverage?: number })[];
  readonly accounts: readonly {
    readonly side: 1 | -1;
    readonly quantity: number;
    /** Quote currency per coin. */
    readonly entry: number;
    /** Settlement currency. */
    readonly collateral: number;
    readonly owner?: string;
  }[];
}

/**
 * Runs one path in memory: the outcome row by name, and every tick.
 *
 * @throws RangeError `scenario... must rule, got value`
 */
export const simulate = (scenario: Scenario): Played => playScenario(scenarioOf(scenario));

export interface SweepRun {
  /** Names its snapshot. */
  readonly sweepFile: string;
  /** Takes snapshots, results and reports. The same run again goes on from what lies there. */
  readonly outFolder: string;
  /** Threads; as many as the machine has cores if not given. */
  readonly workers?: number;
  /** Told some four times a second how many walks, a path of a cell each, are done. */
  readonly onProgress?: (done: number, planned: number) => void;
  /** Ends the run; what is finished stays. */
  readonly signal?: AbortSignal;
}

export interface SweepReport {
  readonly sweepId: string;
  /** Holds report.html, report.json, tables/, receipt.json. */
  readonly folder: string;
  readonly report: Report;
}

/**
 * Runs a sweep file to its report, as `cascade sweep --yes` does.
 *
 * @throws RangeError where the sweep or its snapshot is refused, before anything is written
 */
export async function runSweep({ onProgress, ...run }: SweepRun): Promise<SweepReport> {
  const { sweepId, folder, report } = await runLocal({
    ...run,
    ...(onProgress && { onProgress: ({ walks }) => onProgress(walks.done, walks.planned) }),
  });
  return { sweepId, folder, report };
}

/**
 * Reads a report: `report.json`, or the folder that it lies in.
 *
 * @throws RangeError where it is none
 */
export async function readReport(place: string): Promise<Report> {
  try {
    const file = (await stat(place)).isDirectory() ? join(place, 'report.json') : place;
    return parseReport(utf8('report', await readFile(file)));
  } catch (error) {
    throw inWords(error, place);
  }
}
