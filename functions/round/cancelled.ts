import { cancelKey, closeKey } from '../../shared/sweep/keys.ts';
import { parseCancel } from '../../shared/sweep/records.ts';
import type { Objects } from '../ports.ts';
import { readRecord } from '../stored/records.ts';

/** For whoever submits a sweep again: that its round was cancelled, by whom, and what becomes of it; undefined if it was not. */
export async function cancelWords(
  objects: Objects,
  sweepId: string,
  round: number,
): Promise<string | undefined> {
  const cancel = await readRecord(objects, cancelKey.build({ sweepId, round }), parseCancel);
  if (!cancel) return undefined;
  const why = cancel.reason === 'cancelled' ? 'cancelled' : `ended early (${cancel.reason})`;
  const isClosed = (await objects.head(closeKey.build({ sweepId, round }))) !== undefined;
  const onward = isClosed ? `round ${round + 1} goes on with what is missing` : 'its report comes first';
  return `${sweepId}: round ${round} was ${why} by ${cancel.by}; ${onward}`;
}
