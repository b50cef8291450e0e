// Nights of the small market, one after the other, in one store: what a schedule would run, without any of it.
import { withNightBefore } from '../../functions/nightly/last-night.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';
import { reportKey, snapshotKey } from '../../shared/sweep/keys.ts';
import { nightlySweepId } from '../../shared/sweep/night.ts';
import { SWEEP, sweepText } from '../sweep/small.ts';
import { RICH } from '../sweep/worlds.ts';
import { runToTheEnd, type UseCases } from './use-cases.ts';

export interface NightInputs {
  readonly snapshot?: Partial<Record<keyof typeof RICH, unknown>>;
  readonly sweep?: Parameters<typeof sweepText>[0];
}

const MARKET = RICH.market.id;

/** Runs the night of a date to its report. */
export async function runNight(
  own: UseCases,
  date: string,
  { snapshot = {}, sweep = {} }: NightInputs = {},
): Promise<Report> {
  const asOf = `${date}T00:00:00Z`;
  const parsed = parseSnapshot(JSON.stringify({ ...RICH, asOf, ...snapshot }));
  const digest = snapshotDigest(parsed);
  own.world.put(snapshotKey.build({ digest, file: 'snapshot.json' }), canonicalJson(parsed));
  const tierTable = { ...SWEEP.tierTable, windowSeconds: 1_800 }; // the window that the market's history has
  const asked = sweepText({ asOf, compare: [], ordinary: { paths: 300 }, tierTable, ...sweep });
  const sweepId = nightlySweepId(MARKET, date);
  await own.plan({
    sweep: await withNightBefore(own.world.objects, asked, MARKET, date),
    snapshotDigest: digest,
    sweepId,
    isNight: true,
    cellsPerShard: 40,
  });
  await runToTheEnd(own, sweepId);
  return parseReport(own.world.text(reportOf(date, 'report.json')));
}

export const reportOf = (date: string, file: string): string =>
  reportKey.build({ sweepId: nightlySweepId(MARKET, date), round: 1, file });
