// The report of a night that has a year behind it: last night to compare with and to explain by, and what 365 reports
// said of the hours after them, scored against a year of quarters of an hour.
import { sha256 } from '../../shared/market/digest.ts';
import { type BuildInput, buildReport } from '../../shared/report/build.ts';
import type { StoredNight } from '../../shared/report/night-before.ts';
import { renderReport } from '../../shared/report/render.ts';
import type { Prediction } from '../../shared/risk/findings/own-record.ts';
import { reportOf } from '../report/files.ts';
import { fixtureInput, listedReport } from '../report/fixture.ts';
import type { Figure } from './measure.ts';

const DAY_SECONDS = 86_400;
const QUARTER_SECONDS = 900;
const PATHS = { decision: 3_000, other: 600 };

/** What a report of each of the nights before said; the gap widens and narrows over the year. */
function predictionsOf(market: string, lastSeconds: number, nights: number): Prediction[] {
  return Array.from({ length: nights }, (_, i) => i).flatMap((i) =>
    (['down', 'up'] as const).map((side) => ({
      market,
      side,
      asOf: `${new Date(1_000 * (lastSeconds - (nights - 1 - i) * DAY_SECONDS)).toISOString().slice(0, 19)}Z`,
      gapSeconds: 3_600,
      quantile: 0.995,
      gap: 0.02 + 0.01 * Math.sin(i / 20),
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
    })),
  );
}

function aftermathOf(lastSeconds: number, nights: number): NonNullable<BuildInput['aftermath']> {
  const bars = Array.from({ length: (nights * DAY_SECONDS) / QUARTER_SECONDS }, (_, i) => i);
  const start = lastSeconds - (nights - 1) * DAY_SECONDS;
  return {
    schema: 'aftermath/1',
    source: 'made up',
    intervalSeconds: QUARTER_SECONDS,
    time: bars.map((i) => start + QUARTER_SECONDS * (i + 1)),
    open: bars.map(() => 100),
    low: bars.map((i) => (i % 700 === 50 ? 95 : 99.5 - (i % 5) / 10)),
    high: bars.map((i) => 100.4 + (i % 3) / 10),
    liquidatedLong: bars.map((i) => i % 1_000),
    liquidatedShort: bars.map(() => null),
    fund: bars.map((i) => 1_300 + i / 100),
    premium: bars.map((i) => (i % 9) / 300),
  };
}

/** Last night as it lies in storage. */
function storedNight(nights: number): StoredNight {
  const input = fixtureInput({ paths: PATHS, fund: 1_300 });
  const first = listedReport(buildReport(input));
  const asOfSeconds = Date.parse(first.body.asOf) / 1_000;
  return {
    report: reportOf(first),
    sha256: 'ef'.repeat(32),
    manifest: input.manifest,
    market: input.market,
    paths: new Map(first.rows.paths.map((own) => [own.cellId, own])),
    cells: new Map(
      first.rows.cells.map((own) => [
        own.cellId,
        { failing: Math.round(own.p * own.pathsPlanned), planned: own.pathsPlanned },
      ]),
    ),
    predictions: predictionsOf(input.manifest.market, asOfSeconds, nights),
  };
}

/** @param nights reports before the one that is timed */
export function yearBench(nights: number): Figure[] {
  const previous = storedNight(nights);
  const aftermath = aftermathOf(Date.parse(previous.report.asOf) / 1_000, nights);
  const tonight = fixtureInput({ paths: PATHS });
  const start = performance.now();
  const used = process.cpuUsage();
  const { body, rows } = buildReport({ ...tonight, previous, aftermath });
  const files = renderReport(body, rows);
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(used);
  const page = files.get('report.html')!;
  const [scored] = body.ownRecord.value!;
  const checksum = `${scored!.reports} reports, ${scored!.windows} windows, ${sha256(page).slice(0, 8)}`;
  const name = `report of a night of ${tonight.manifest.cells} cells with ${nights} nights before it`;
  return [
    { name: `${name}, from results to files`, value: seconds, unit: 's', checksum },
    { name: `${name}, the same, processor time`, value: (user + system) / 1e6, unit: 's', checksum },
    { name: `${name}, its page`, value: page.length / 1e6, unit: 'MB', checksum },
  ];
}
