// The fixture's night as if it lay in storage, and what its report said of the time after it.
import { type BuildInput, buildReport } from '../../shared/report/build.ts';
import type { StoredNight } from '../../shared/report/night-before.ts';
import type { Prediction } from '../../shared/risk/findings/own-record.ts';
import { reportOf } from './files.ts';
import { type ListedReport, listedReport } from './fixture.ts';

/** @param first report of `input`, where it is at hand */
export function storedNight(
  input: BuildInput,
  predictions: readonly Prediction[] = [],
  first: ListedReport = listedReport(buildReport(input)),
): StoredNight {
  const { paths, cells } = first.rows;
  return {
    report: reportOf(first),
    sha256: 'ef'.repeat(32),
    manifest: input.manifest,
    market: input.market,
    paths: new Map(paths.map((own) => [own.cellId, own])),
    cells: new Map(
      cells.map((own) => [
        own.cellId,
        { failing: Math.round(own.p * own.pathsPlanned), planned: own.pathsPlanned },
      ]),
    ),
    predictions,
  };
}

export const predictionOf = (market: string, side: Prediction['side'], asOf: string): Prediction => ({
  market,
  side,
  asOf,
  gapSeconds: 3_600,
  quantile: 0.995,
  gap: 0.03,
  wanted: 0.02,
  stressed: 0.05,
  moveQuantile: 0.02,
  moveShortfall: 0.03,
  designSeconds: 14_400,
  openInterest: 1e6,
  medianMove: 0.005,
  largeMove: 0.02,
  liquidatedMedian: 0.001,
  liquidatedQ95: 0.02,
  fundQ05: -5,
  fundQ95: 5,
  over1: 0.2,
  over3: 0.1,
});
