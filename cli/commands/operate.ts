import { userInfo } from 'node:os';
import { Command } from 'commander';
import { bytesOf, writeRecord } from '../../functions/records.ts';
import { resume as openRound } from '../../functions/resume.ts';
import { refuse } from '../../shared/market/parse.ts';
import { cancelKey, markerKey, STOP_KEY } from '../../shared/sweep/keys.ts';
import type { Cancel } from '../../shared/sweep/records.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { localClock } from '../local/clock.ts';
import { openSweeps, type RoundStatus, statusOf } from '../round-words.ts';
import { objectsOf, type Store, withStore } from '../store.ts';
import { confirm, isAttended, note, say, sayJson } from '../terminal.ts';

interface Asked extends Store {
  readonly json?: boolean;
  readonly yes?: boolean;
}
type Done = (code: ExitCode) => void;

const who = (): string => userInfo().username;
/** Where the next step is taken by a person, say so: only a deployed stack has a sweepUp that ticks. */
const onward = ({ bucket }: Store): string =>
  bucket === undefined
    ? 'run the sweep file again: it goes on with what is missing'
    : 'sweepUp takes it up within a minute';

const agreed = (question: string): Promise<boolean> =>
  isAttended()
    ? confirm(question)
    : refuse('the answer', 'be given with --yes where nobody can answer', 'no terminal');

/** Reads only. */
export const status = (done: Done): Command =>
  withStore(new Command('status'))
    .description('say how far sweeps are: what is done, failed, missing, and what comes next')
    .argument('[SWEEP_ID]', 'a sweep; without it, all with an open round')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade status
  $ cascade status xbtusd-nightly-0f3a12bc9d4e --json
  $ cascade status --bucket my-stack-storage-1abc`,
    )
    .action(async (sweepId: string | undefined, asked: Asked) => {
      const objects = await objectsOf(asked);
      const ids = sweepId === undefined ? await openSweeps(objects) : [sweepId];
      const all: RoundStatus[] = [];
      for (const id of ids) all.push(await statusOf(objects, id));
      if (asked.json) sayJson(all);
      else if (all.length === 0) say('no sweep is open');
      else for (const one of all) say(words(one));
      done(EXIT.ok);
    });

/** Ends an open round early; what is in flight still lands. */
export const cancel = (done: Done): Command =>
  withStore(new Command('cancel'))
    .description('end the open round of a sweep; a partial report follows')
    .argument('<SWEEP_ID>')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cascade cancel my-sweep-0f3a12bc9d4e --bucket my-stack-storage-1abc',
    )
    .action(async (sweepId: string, asked: Asked) => {
      const objects = await objectsOf(asked);
      const now = await statusOf(objects, sweepId);
      if (now.state !== 'open') refuse('sweep', 'have an open round', `round ${now.round}, ${now.state}`);
      note(words(now));
      if (!asked.yes && !(await agreed(`Cancel round ${now.round}?`))) return done(EXIT.interrupted);
      const record: Cancel = { schema: 'cancel/1', reason: 'cancelled', by: who() };
      const answer = await writeRecord(objects, cancelKey.build({ sweepId, round: now.round }), record);
      say(
        `${sweepId}: round ${now.round} ${answer === 'created' ? 'is cancelled' : 'was cancelled already'}`,
      );
      done(EXIT.ok);
    });

/** Opens the next round of a finished one, for what is missing; with `retry` for what failed as well. */
const again =
  (why: 'resume' | 'retry', description: string) =>
  (done: Done): Command =>
    withStore(new Command(why))
      .description(description)
      .argument('<SWEEP_ID>')
      .option('--yes', 'do not ask')
      .addHelpText(
        'after',
        `\nExamples:\n  $ cascade ${why} my-sweep-0f3a12bc9d4e --bucket my-stack-storage-1abc\n\nNothing is overwritten: the next report lies beside the last one.`,
      )
      .action(async (sweepId: string, asked: Asked) => {
        const objects = await objectsOf(asked);
        const now = await statusOf(objects, sweepId);
        note(words(now));
        if (now.state === 'open') {
          await objects.create(markerKey.build({ sweepId, round: now.round }), new Uint8Array(0));
          say(`${sweepId}: round ${now.round} is open; ${onward(asked)}`);
          return done(EXIT.ok);
        }
        const rest = now.shards.missing !== '' || (why === 'retry' && now.shards.failed !== '');
        if (!rest)
          refuse('sweep', `have shards to ${why}`, `${now.shards.done} of ${now.shards.planned} done`);
        if (!asked.yes && !(await agreed(`Open round ${now.round + 1}?`))) return done(EXIT.interrupted);
        const round = await openRound({ objects, clock: localClock })(sweepId, now.round, why, who());
        say(`${sweepId}: round ${round} is open; ${onward(asked)}`);
        done(EXIT.ok);
      });

export const resume = again('resume', 'open another round for the shards that are missing');
export const retry = again('retry', 'open another round for the shards that are missing or failed');

/** The kill switch: workers take nothing new within ten seconds, and every open round is cancelled. */
export const stop = (done: Done): Command =>
  withStore(new Command('stop'))
    .description('the kill switch: nothing new is planned or taken, open rounds end as cancelled')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cascade stop --bucket my-stack-storage-1abc\n  $ cascade start --bucket my-stack-storage-1abc',
    )
    .action(async (asked: Asked) => {
      const objects = await objectsOf(asked);
      const open = await openSweeps(objects);
      note(`open: ${open.length === 0 ? 'none' : open.join(', ')}`);
      if (!asked.yes && !(await agreed('Stop everything?'))) return done(EXIT.interrupted);
      const answer = await objects.create(STOP_KEY, bytesOf({ by: who() }));
      say(answer === 'created' ? 'stopped' : 'was stopped already');
      done(EXIT.ok);
    });

/** Takes the kill switch back; what it cancelled is opened again with `resume`. */
export const start = (done: Done): Command =>
  withStore(new Command('start'))
    .description('take the kill switch back')
    .action(async (asked: Asked) => {
      await (await objectsOf(asked)).remove(STOP_KEY);
      say('started; open cancelled sweeps again with resume');
      done(EXIT.ok);
    });

function words({ sweepId, round, state, reason, generation, shards, tombstones, next }: RoundStatus): string {
  const lines = [
    `${sweepId}: round ${round} is ${state}${reason === null ? '' : `, ${reason}`}; generation ${generation}`,
    `  ${shards.done} of ${shards.planned} shards done`,
    ...(shards.failed === '' ? [] : [`  failed   ${shards.failed}`]),
    ...(shards.missing === '' ? [] : [`  missing  ${shards.missing}`]),
    ...tombstones.map(({ shard, kind, message }) => `  shard ${shard}: ${kind}, ${message}`),
    `  next     ${next}`,
  ];
  return lines.join('\n');
}
