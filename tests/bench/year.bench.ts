// The report of a night that has a year behind it: last night to compare with and to explain by, and what 365 reports
// said of the hours after them, scored against a year of quarters of an hour.

import { utcOf } from '../../shared/market/days.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { secondsOf } from '../../shared/market/snapshot.ts';
import { type BuildInput, buildReport } from '../../shared/report/build.ts';
import { renderReport } from '../../shared/report/render.ts';
import { SIDES } from '../../shared/risk/cells/decision-cells.ts';
import type { Prediction } from '../../shared/risk/findings/own-record.ts';
import { fixtureInput } from '../report/fixture.ts';
import { predictionOf, storedNight } from '../report/stored-night.ts';
import type { Figure } from './measure.ts';

const DAY_SECONDS = 86_400;
const QUARTER_SECONDS = 900;
const PATHS = { decision: 3_000, other: 600 };

/** What a report of each of the nights before said; the gap widens and narrows over the year. */
function predictionsOf(market: string, lastSeconds: number, nights: number): Prediction[] {
  return Array.from({ length: nights }, (_, i) => i).flatMap((i) =>
    SIDES.map((side) => ({
      ...predictionOf(market, side, utcOf(lastSeconds - (nights - 1 - i) * DAY_SECONDS)),
      gap: 0.02 + 0.01 * Math.sin(i / 20),
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

/** @param nights reports before the one that is timed */
export function yearBench(nights: number): Figure[] {
  const last = fixtureInput({ paths: PATHS, fund: 1_300 });
  const { market, sweep } = last.manifest;
  const asOfSeconds = secondsOf(sweep.asOf);
  const previous = storedNight(last, predictionsOf(market, asOfSeconds, nights));
  const aftermath = aftermathOf(asOfSeconds, nights);
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
