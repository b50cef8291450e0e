import { sha256 } from '../../shared/market/digest.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import type { Objects } from '../ports.ts';

/** Last night's report, under its digest. */
export async function needPrevious(objects: Objects, digest: string): Promise<Report> {
  const key = snapshotKey.build({ digest, file: 'report.json' });
  const stored = await objects.get(key);
  if (!stored) refuse(key, 'be there', undefined);
  const got = sha256(stored.body);
  if (got !== digest) refuse('sweep.previous', `have the digest ${digest}`, got);
  return parseReport(utf8('sweep.previous', stored.body), 'sweep.previous');
}
