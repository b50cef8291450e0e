import { type Proposal, submit } from '../../functions/plan/plan.ts';
import type { Objects, Release } from '../../functions/ports.ts';
import { cancelWords } from '../../functions/round/cancelled.ts';
import { resume } from '../../functions/round/resume.ts';
import { listed, newestRound } from '../../functions/stored/listed.ts';
import { readRecord } from '../../functions/stored/records.ts';
import { unmadeStone } from '../../functions/stored/unmade.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { MOST_MENDS } from '../../shared/sweep/decide.ts';
import { damageKey, folderOf, reportKey, roundKey } from '../../shared/sweep/keys.ts';
import { type Index, parseRound } from '../../shared/sweep/records.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import { localClock } from './clock.ts';
import { finishRound, type Setting } from './finish-round.ts';

/** What a sweep has come to. */
export interface Finished {
  readonly round: number;
  readonly index: Index;
}

/** Submits what was proposed, and takes it to a report that is whole: in the newest round, or in one more. */
export async function finishSweep(
  setting: Setting & { readonly onNote?: ((words: string) => void) | undefined },
  objects: Objects,
  proposal: Proposal,
): Promise<Finished> {
  const { sweepId } = proposal.manifest;
  const { release, onNote } = setting;
  await submit({ objects, starter: { start: async () => {} } })(proposal);
  const newest = await openedRound(objects, proposal, release, onNote);
  let ending = await finishRound(setting, objects, sweepId, newest);
  const isCurrent = ending.index?.status === 'complete' && ending.index.codeDigest === release.digest;
  if (!ending.worked && !(isCurrent && (await isWhole(objects, ending.index)))) {
    const next = await again(objects, sweepId, ending.round);
    ending = await finishRound(setting, objects, sweepId, next);
  }
  const { round, index } = ending;
  if (!index) throw new Damaged(`index of report ${round} of ${sweepId} must be whole, got damage`);
  return { round, index };
}

/** The round to go on with: the newest; the next after a report that only other code can make, or after one that is mended no more. */
async function openedRound(
  objects: Objects,
  { manifest: { sweepId } }: Proposal,
  release: Release,
  onNote?: (words: string) => void,
): Promise<number> {
  const round = await newestRound(objects, sweepId);
  const cancelled = await cancelWords(objects, sweepId, round);
  if (cancelled) onNote?.(cancelled);
  const stone = await unmadeStone(objects, sweepId, round);
  const isOfOtherCode = stone !== undefined && stone.codeDigest !== release.digest;
  return isOfOtherCode || (await isGivenUp(objects, sweepId, round)) ? again(objects, sweepId, round) : round;
}

/** Damage was found round after round, and a person was to look: whoever gives the command again has. */
async function isGivenUp(objects: Objects, sweepId: string, round: number): Promise<boolean> {
  const record = await readRecord(objects, roundKey.build({ sweepId, round }), parseRound);
  if ((record?.mends ?? 0) < MOST_MENDS) return false;
  const damages = await listed(objects, folderOf(sweepId, 'damages'));
  const isDamaged = damages.some(({ key }) => damageKey.parse(key)?.round === round);
  const index = reportKey.build({ sweepId, round, file: 'index.json' });
  return isDamaged && (await objects.head(index)) === undefined;
}

const again = (objects: Objects, sweepId: string, round: number): Promise<number> =>
  resume({ objects, clock: localClock })(sweepId, round, 'retry', 'cascade');

/** Whether the files of a report are still what its index says: a damaged version stays, and another is made. */
async function isWhole(objects: Objects, index: Index | undefined): Promise<boolean> {
  if (!index) return false;
  const { sweepId, round, files } = index;
  for (const { file, sha256: digest } of files) {
    const stored = await objects.get(reportKey.build({ sweepId, round, file }));
    if (!stored || sha256(stored.body) !== digest) return false;
  }
  return true;
}
