import { Command } from 'commander';
import { type Inspected, inspect } from '../../functions/round/inspect.ts';
import { resume as openRound } from '../../functions/round/resume.ts';
import { stoppedSweeps } from '../../functions/round/stopped.ts';
import { needManifest } from '../../functions/stored/manifests.ts';
import { bytesOf, writeRecord } from '../../functions/stored/records.ts';
import { refuse } from '../../shared/market/parse.ts';
import { cancelKey, STOP_KEY } from '../../shared/sweep/keys.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import type { Cancel } from '../../shared/sweep/records.ts';
import { rangesOf } from '../../shared/sweep/shard-set.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { localClock } from '../local/clock.ts';
import { positiveNumber, wholeNumber } from '../options.ts';
import { openSweeps, statusOf, statusWords } from '../round-words.ts';
import { isDeployed, optionsOf, type Site, type Store, storeOf, withSite } from '../store.ts';
import { agreed, note, say, userName } from '../terminal.ts';

interface Asked extends Site {
  readonly yes?: boolean;
  readonly all?: boolean;
  readonly stopped?: boolean;
  /** Minutes. */
  readonly deadline?: number;
  readonly maxUsd?: number;
}
type Done = (code: ExitCode) => void;

const FOLDER = 'folder that the sweeps were run to (default: out)';
/** Where the next step is taken by a person, say so: only a deployed stack has a sweepUp that ticks. */
const onward = (site: Site, sweepId: string): string => {
  if (isDeployed(site)) return 'sweepUp takes it up within a minute';
  const delivered = isNightly(sweepId)
    ? `, or what was delivered by cascade nightly --inbox${optionsOf(site)}`
    : '';
  const again = `run the sweep file again${delivered}`;
  return `${again}: it goes on with what is missing`;
};

/** The one sweep that is named, or those that an option stands for. */
async function meant(
  sweepId: string | undefined,
  option: string,
  others: (() => Promise<readonly string[]>) | undefined,
): Promise<readonly string[]> {
  if ((sweepId === undefined) === (others === undefined)) {
    refuse('the command', `name either a sweep or ${option}`, sweepId === undefined ? 'neither' : 'both');
  }
  return sweepId === undefined ? others!() : [sweepId];
}

/** Ends open rounds early; what is in flight still lands. */
export const cancel = (done: Done): Command =>
  withSite(new Command('cancel'), FOLDER)
    .description('end the open round of a sweep; a partial report follows')
    .argument('[SWEEP_ID]')
    .option('--all', 'of every sweep that has one')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade cancel my-sweep-0f3a12bc9d4e --engine aws
  $ cascade cancel --all --engine aws --yes

What workers have begun still lands, for four minutes and ten seconds on a deployed stack; then the report follows.`,
    )
    .action(async (sweepId: string | undefined, asked: Asked) => {
      const store = await storeOf(asked);
      const ids = await meant(sweepId, '--all', asked.all ? () => openSweeps(store) : undefined);
      const rounds = [];
      for (const id of ids) {
        const now = await statusOf(store, id);
        if (now.state === 'open') rounds.push(now);
        else if (!asked.all) refuse('sweep', 'have an open round', `round ${now.round}, ${now.state}`);
      }
      for (const now of rounds) note(statusWords(now, localClock.now()));
      if (rounds.length === 0) say('no sweep is open');
      else if (!asked.yes && !(await agreed('cancel', `Cancel ${roundsOf(rounds)}?`))) {
        return done(EXIT.interrupted);
      }
      for (const { sweepId: id, round } of rounds) {
        const record: Cancel = { schema: 'cancel/2', reason: 'cancelled', by: userName() };
        const answer = await writeRecord(store.objects, cancelKey.build({ sweepId: id, round }), record);
        say(`${id}: round ${round} ${answer === 'created' ? 'is cancelled' : 'was cancelled already'}`);
      }
      done(EXIT.ok);
    });

const roundsOf = (rounds: readonly { readonly sweepId: string; readonly round: number }[]): string =>
  rounds.length === 1 ? `round ${rounds[0]!.round}` : `${rounds.length} rounds`;

/** Opens the next round of a finished one, for what is missing; with `retry` for what failed as well. */
const again = (why: 'resume' | 'retry', description: string) => (done: Done) => {
  const command = withSite(new Command(why), FOLDER)
    .description(description)
    .argument('[SWEEP_ID]')
    .option(
      '--deadline <minutes>',
      'from now on, instead of those that plan gave',
      wholeNumber('--deadline', 1, 1_440),
    )
    .option(
      '--max-usd <usd>',
      'at which the round is cancelled, instead of the last one’s',
      positiveNumber('--max-usd'),
    )
    .option('--yes', 'do not ask');
  if (why === 'resume') command.option('--stopped', 'all that the kill switch has ended');
  const example =
    why === 'resume' ? '--stopped --engine aws --yes' : 'my-sweep-0f3a12bc9d4e --out /var/margin';
  return command
    .addHelpText(
      'after',
      `
Examples:
  $ cascade ${why} my-sweep-0f3a12bc9d4e --engine aws
  $ cascade ${why} ${example}

Nothing is overwritten: the next report lies beside the last one.`,
    )
    .action(async (sweepId: string | undefined, asked: Asked) => {
      const store = await storeOf(asked);
      if (await store.objects.head(STOP_KEY)) refuse(STOP_KEY, 'not be there (cascade start)', 'a stop');
      const stopped = async () => (await stoppedSweeps(store.objects)).map((own) => own.sweepId);
      const ids = await meant(sweepId, '--stopped', asked.stopped ? stopped : undefined);
      if (ids.length === 0) say('no sweep was stopped');
      const ends: ExitCode[] = [];
      for (const id of ids) ends.push(await reopen(store, asked, why, id));
      done(ends.find((code) => code !== EXIT.ok) ?? EXIT.ok);
    });
};

async function reopen(
  store: Store,
  asked: Asked,
  why: 'resume' | 'retry',
  sweepId: string,
): Promise<ExitCode> {
  const now = await statusOf(store, sweepId);
  note(statusWords(now, localClock.now()));
  const { round, state, shards, tombstones } = now;
  if (state === 'open' && now.reason !== null && isDeployed(asked)) {
    say(`${sweepId}: round ${round} is still ending (${now.reason}); ask again when it is closed`);
    return EXIT.failed;
  }
  let inspected: Inspected | undefined;
  if (state !== 'open') {
    inspected = await inspect(store.objects, await needManifest(store.objects, sweepId), round);
    for (const line of inspectedWords(inspected)) note(line);
    const isDamaged = inspected.words.length > 0;
    const isMore = shards.missing !== '' || isDamaged || now.unmade !== null;
    if (!isMore && !(why === 'retry' && shards.failed !== ''))
      refuse('sweep', `have shards to ${why}`, `${shards.done} of ${shards.planned} done`);
    if (why === 'retry' && !isMore && tombstones.every(({ kind }) => kind === 'stale-model')) {
      refuse('shards', 'be of the model that is deployed; plan the sweep again, as a new one', 'stale-model');
    }
    if (!asked.yes && !(await agreed(why, `Open round ${round + 1}?`))) return EXIT.interrupted;
  } else if (asked.deadline !== undefined || asked.maxUsd !== undefined) {
    refuse('--deadline and --max-usd', 'be of a new round', `round ${round}, which is open`);
  }
  const terms = {
    deadlineMinutes: asked.deadline,
    maxUsd: asked.maxUsd,
    ...(inspected && { inspected }),
  };
  const open = await openRound({ objects: store.objects, clock: localClock })(
    sweepId,
    round,
    why,
    userName(),
    terms,
  );
  say(`${sweepId}: round ${open} is open; ${onward(asked, sweepId)}`);
  return EXIT.ok;
}

const MOST_WORDS = 10;

/** What became of results since they were written. */
function inspectedWords({ lost, words }: Inspected): string[] {
  const more = words.length - MOST_WORDS;
  return [
    ...(lost.includes(1) ? [`lost: shards ${rangesOf(lost)} were done and have no result any more`] : []),
    ...words.slice(0, MOST_WORDS).map((word) => `damaged: ${word}; set aside, and computed again`),
    ...(more > 0 ? [`and ${more} more that are damaged`] : []),
  ];
}

export const resume = again('resume', 'open another round for the shards that are missing, lost or damaged');
export const retry = again('retry', 'open another round for the shards that are missing or failed too');

/** The kill switch: workers take nothing new within ten seconds, and every open round is cancelled. */
export const stop = (done: Done): Command =>
  withSite(new Command('stop'), FOLDER)
    .description('the kill switch: nothing new is planned or taken, open rounds end as stopped')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExamples:\n  $ cascade stop --engine aws\n  $ cascade stop --engine aws --yes')
    .action(async (asked: Asked) => {
      const store = await storeOf(asked);
      const open = await openSweeps(store);
      note(`open: ${open.length === 0 ? 'none' : open.join(', ')}`);
      if (!asked.yes && !(await agreed('stop', 'Stop everything?'))) return done(EXIT.interrupted);
      const answer = await store.objects.create(STOP_KEY, bytesOf({ by: userName() }));
      say(answer === 'created' ? 'stopped' : 'was stopped already');
      note(`take it back:  cascade start${optionsOf(asked)}`);
      done(EXIT.ok);
    });

/** Takes the kill switch back; what it cancelled is opened again with `resume`. */
export const start = (done: Done): Command =>
  withSite(new Command('start'), FOLDER)
    .description('take the kill switch back')
    .addHelpText('after', '\nExamples:\n  $ cascade start --engine aws\n  $ cascade start --out /var/margin')
    .action(async (asked: Asked) => {
      await (await storeOf(asked)).objects.remove(STOP_KEY);
      say(`started; go on with what was stopped:  cascade resume --stopped${optionsOf(asked)}`);
      done(EXIT.ok);
    });
