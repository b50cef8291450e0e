import type { Proposal } from '../../functions/plan/plan.ts';
import { cancelWords } from '../../functions/round/cancelled.ts';
import { newestRound } from '../../functions/stored/listed.ts';
import { budgetOf, unitsOf } from '../../shared/sweep/any-manifest.ts';
import { estimateLines } from '../estimate.ts';
import { EXIT, type ExitCode, runError } from '../exit.ts';
import { untilInterrupted } from '../interrupt.ts';
import { readAnyDelivery } from '../local/any-delivery.ts';
import { progressView } from '../progress.ts';
import { receiptLines } from '../receipt-table.ts';
import { optionsOf, type Site, siteFolder } from '../store.ts';
import { tellMade } from '../tell-made.ts';
import { agreed, needSomebody, note, say, sayJson, userName } from '../terminal.ts';
import { fetchReport } from './fetch.ts';
import { followAws, proposeAws, roundToFollow, submitAws } from './run-aws.ts';
import { connect, type Stack } from './stack.ts';

export interface Choices extends Site {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Says what a sweep takes on a deployed stack, asks, submits it, and waits for its report. */
export async function sweepOnAws(sweepFile: string, choices: Choices): Promise<ExitCode> {
  const { dryRun = false, yes = false, json = false } = choices;
  if (!dryRun && !yes) needSomebody('sweep');
  const delivery = await readAnyDelivery(sweepFile); // refused here, before anything is sent anywhere
  const stack = await connect(choices.outputs);
  const proposal = await atStack(() => proposeAws(stack, delivery));
  if (dryRun) {
    if (json) sayJson(summaryOf(proposal));
    else for (const line of estimateLines(proposal)) say(line);
    return EXIT.ok;
  }
  for (const line of estimateLines(proposal)) note(line);
  if (!yes && !(await agreed('sweep', 'submit it?'))) {
    note('nothing was submitted');
    return EXIT.ok;
  }
  const { manifest } = await atStack(() => submitAws(stack, delivery));
  const { sweepId } = manifest;
  const words = await cancelWords(stack.objects, sweepId, await newestRound(stack.objects, sweepId));
  if (words) note(words);
  const round = await roundToFollow(stack, sweepId, userName());
  return waitFor(stack, choices, sweepId, round);
}

/** Follows a round to its report, and brings that here; Ctrl-C ends the waiting and nothing else. */
async function waitFor(stack: Stack, site: Choices, sweepId: string, round: number): Promise<ExitCode> {
  const where = optionsOf(site);
  const startMs = performance.now();
  const view = progressView();
  let left = false;
  try {
    const fetched = await untilInterrupted(
      () => {
        left = true;
      },
      async (signal) => {
        note(`submitted: round ${round}; Ctrl-C ends the waiting, not the sweep`);
        await followAws(stack, sweepId, round, (progress) => view.update(progress), signal);
        return fetchReport(stack.objects, sweepId, round, siteFolder(site));
      },
    );
    view.stop();
    await tellMade(fetched, (performance.now() - startMs) / 1_000, { json: site.json === true });
    if (!site.json) for (const line of receiptLines(fetched.receipt)) say(line);
    return fetched.index.status === 'partial' ? EXIT.partial : EXIT.ok;
  } catch (error) {
    view.stop();
    if (!left) throw runError(error);
    note(`the sweep goes on without you; follow it again:  cascade status ${sweepId} --watch${where}`);
    note(`fetch its report:  cascade report ${sweepId}${where}`);
    note(`end it:  cascade cancel ${sweepId}${where}`);
    return EXIT.interrupted;
  }
}

/** What our code refuses is bad input; that AWS cannot be reached, or its answer, is not. */
async function atStack<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof RangeError ? error : runError(error);
  }
}

const summaryOf = ({ manifest, ceilingUsd, known }: Proposal) => {
  const { sweepId, sweepDigest, cells, paths, shards, forecast, deadlineMinutes } = manifest;
  const { perShard, name } = unitsOf(manifest);
  const { maxUsd } = budgetOf(manifest);
  return {
    sweepId,
    sweepDigest,
    cells,
    paths,
    shards,
    [`${name}sPerShard`]: perShard,
    forecast,
    deadlineMinutes,
    maxUsd,
    ceilingUsd,
    known,
  };
};
