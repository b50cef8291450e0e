import { type ArchivedNight, archivedNights } from '../../shared/report/archive/archived-night.ts';
import { parseReport } from '../../shared/report/report.ts';
import { latestKey, reportKey } from '../../shared/sweep/keys.ts';
import { archivedDate } from '../../shared/sweep/night.ts';
import { parseLatest } from '../../shared/sweep/records.ts';
import type { Objects } from '../ports.ts';
import { needRecord, readRecord } from '../stored/records.ts';

/**
 * What the archive shows of some sweeps: the newest report of each night, and of each run beside one; other sweeps are passed
 * over. A report that is known already is not read again.
 *
 * @param known of an earlier archive of the same store
 */
export async function nightsOf(
  objects: Objects,
  sweepIds: readonly string[],
  known: readonly ArchivedNight[],
): Promise<ArchivedNight[]> {
  const nights: ArchivedNight[] = [];
  for (const sweepId of [...sweepIds].sort()) {
    const dated = archivedDate(sweepId);
    const latest = dated && (await readRecord(objects, latestKey.build({ sweepId }), parseLatest));
    if (!latest) continue;
    const { round } = latest;
    const href = reportKey.build({ sweepId, round, file: 'report.html' });
    const before = known.filter((own) => own.href === href);
    if (before.length > 0) {
      nights.push(...before);
      continue;
    }
    const report = await needRecord(
      objects,
      reportKey.build({ sweepId, round, file: 'report.json' }),
      parseReport,
    );
    const kind = dated.isNight ? 'night' : 'beside';
    nights.push(...archivedNights(report, { date: dated.date, href, kind }));
  }
  return nights;
}
