import { alertText, pagesOf } from '../../shared/report/alerts/alert-text.ts';
import { parseReport } from '../../shared/report/report.ts';
import type { Alert } from '../../shared/risk/findings/alert.ts';
import { reportKey, toldKey } from '../../shared/sweep/keys.ts';
import { nightOf } from '../../shared/sweep/night.ts';
import type { Objects, Topic } from '../ports.ts';
import { needRecord } from '../stored/records.ts';
import { publishArchive } from './publish-archive.ts';

/** A night that has its report. */
export interface MadeNight {
  readonly market: string;
  readonly sweepId: string;
  readonly round: number;
}

/**
 * Tells of a night whom it pages, and then shows it in the archive: what is amiss with the page of all nights keeps nobody from
 * hearing. May be called again: nobody is told twice.
 */
export const announce =
  ({ objects, topic }: { readonly objects: Objects; readonly topic: Topic }) =>
  async ({ market, sweepId, round }: MadeNight): Promise<void> => {
    const key = reportKey.build({ sweepId, round, file: 'report.json' });
    const { alerts } = await needRecord(objects, key, parseReport);
    await tellOnce(objects, sweepId, alerts, (page, all) =>
      topic.publish(`${market} ${nightOf(sweepId)}: ${page.type}`, `${alertText(all)}\n\n${key}`),
    );
    await publishArchive(objects, market, sweepId);
  };

/**
 * Tells of a night that pages, with all that goes with the page; what failed is tried again when the night is looked at again.
 * True if somebody was told.
 */
export async function tellOnce(
  objects: Objects,
  sweepId: string,
  alerts: readonly Alert[],
  tell: (page: Alert, all: readonly Alert[]) => Promise<void>,
): Promise<boolean> {
  const [page, ...rest] = pagesOf(alerts);
  if (page?.severity !== 'page') return false;
  const key = toldKey.build({ sweepId, digest: page.id });
  if (await objects.head(key)) return false;
  await tell(page, [page, ...rest]);
  await objects.create(key, new Uint8Array(0));
  return true;
}
