import { setTimeout } from 'node:timers/promises';
import { statusOf } from '../../functions/aws/persist.ts';
import type { Proposal } from '../../functions/plan/plan.ts';
import { resume } from '../../functions/round/resume.ts';
import { newestRound } from '../../functions/stored/listed.ts';
import { readRecord } from '../../functions/stored/records.ts';
import { Unmade, unmadeStone, unmadeWords } from '../../functions/stored/unmade.ts';
import { refuse } from '../../shared/market/parse.ts';
import { parseAnyManifest } from '../../shared/sweep/any-manifest.ts';
import { reportKey } from '../../shared/sweep/keys.ts';
import { parseIndex } from '../../shared/sweep/records.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { localClock } from '../local/clock.ts';
import { type Delivered, deliver } from '../local/deliver.ts';
import type { Progress } from '../progress.ts';
import type { Stack } from './stack.ts';

/** Puts the snapshot under its digest and asks plan what the sweep takes on the hardware that will run it. */
export async function proposeAws(stack: Stack, delivery: Delivered): Promise<Proposal> {
  await deliver(stack.objects, delivery);
  return askPlan(stack, delivery, true);
}

/** Submits a sweep; as often as one likes. */
export const submitAws = (stack: Stack, delivery: Delivered): Promise<Proposal> =>
  askPlan(stack, delivery, false);

async function askPlan(
  stack: Stack,
  { sweep, snapshotDigest }: Delivered,
  dryRun: boolean,
): Promise<Proposal> {
  const answer = await patiently(() => stack.call('plan', { kind: 'plan', sweep, snapshotDigest, dryRun }));
  const { manifest, ceilingUsd, known, notes = [] } = (answer ?? {}) as Partial<Proposal>;
  if (!manifest || typeof ceilingUsd !== 'number' || typeof known !== 'boolean') {
    refuse('answer of plan', 'hold a manifest, a ceiling, and whether it is known', JSON.stringify(answer));
  }
  return { manifest: parseAnyManifest(sealed(manifest)), ceilingUsd, known, notes };
}

/** Two plans run at a time, and a plan takes seconds: whoever comes third waits for a turn, up to two minutes. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let turns = 0; ; turns++) {
    try {
      return await ask();
    } catch (error) {
      if (statusOf(error) !== 429 || turns === 60) throw error;
      await setTimeout(2_000);
    }
  }
}

/** The round to follow: the newest one, or another if that one is over and something is missing. */
export async function roundToFollow({ objects }: Stack, sweepId: string, by: string): Promise<number> {
  const round = await newestRound(objects, sweepId);
  const index = await readRecord(
    objects,
    reportKey.build({ sweepId, round, file: 'index.json' }),
    parseIndex,
  );
  return index?.status === 'partial'
    ? resume({ objects, clock: localClock })(sweepId, round, 'retry', by)
    : round;
}

/** As often as a person who waits wants to know (pipeline.md 2.9). */
const LOOK_MS = 5_000;

/**
 * Lets sweepUp take step after step until the round has its report: the same steps that its schedule takes once a minute,
 * so that whoever stops waiting stops nothing.
 */
export async function followAws(
  stack: Stack,
  sweepId: string,
  round: number,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  let spentUsd = 0;
  for (;;) {
    signal.throwIfAborted();
    const step = await newestStep(stack, sweepId, round);
    spentUsd = Math.max(spentUsd, step?.spentUsd ?? 0); // a closed round is not metered again
    if (step?.shards !== undefined) onProgress({ ...progressOf(step), spentUsd });
    if (step?.act === 'publish') return;
    const stone = step?.act === 'drop-marker' && (await unmadeStone(stack.objects, sweepId, round));
    if (stone) throw new Unmade(unmadeWords(round, stone));
    await setTimeout(LOOK_MS, undefined, { signal });
  }
}

/** What sweepUp says of a step (functions/round/sweep-up-event.ts). */
interface StepLine {
  readonly act: string;
  readonly shards?: number;
  readonly done?: number;
  readonly failed?: number;
  readonly spentUsd?: number;
}

/** The last step that was taken now; undefined while somebody else is taking one, for sweepUp runs once at a time. */
async function newestStep(stack: Stack, sweepId: string, round: number): Promise<StepLine | undefined> {
  try {
    const lines = await stack.call('sweepUp', { kind: 'sweepUp', sweepId, round });
    return (lines as readonly StepLine[]).at(-1);
  } catch (error) {
    if (statusOf(error) === 429) return undefined;
    throw error;
  }
}

const progressOf = ({ act, shards = 0, done = 0, failed = 0 }: StepLine): Progress => ({
  stage: act === 'reduce' || act === 'publish' ? 'reporting' : 'simulating',
  shards: { planned: shards, done, failed },
});
