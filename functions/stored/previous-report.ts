import { sha256 } from '../../shared/market/digest.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import type { Earlier } from '../../shared/report/compare.ts';
import { parseReport } from '../../shared/report/report.ts';
import { reportKey, snapshotKey } from '../../shared/sweep/keys.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import type { Objects } from '../ports.ts';

type Previous = NonNullable<Sweep['previous']>;

/** Last night's report, under its digest, or where that night lies; it must have the digest that the sweep names. */
export async function needPrevious(objects: Objects, { sha256: digest, night }: Previous): Promise<Earlier> {
  const file = 'report.json';
  const key = night ? reportKey.build({ ...night, file }) : snapshotKey.build({ digest, file });
  const stored = await objects.get(key);
  if (!stored) refuse(key, 'be there', undefined);
  const got = sha256(stored.body);
  if (got !== digest) refuse('sweep.previous', `have the digest ${digest}`, got);
  const report = parseReport(utf8('sweep.previous', stored.body), 'sweep.previous');
  return { report, sha256: digest };
}
