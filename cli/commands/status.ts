import { setTimeout } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../exit.ts';
import { untilInterrupted } from '../interrupt.ts';
import { localClock } from '../local/clock.ts';
import { lastNights, openSweeps, type RoundStatus, statusOf, statusWords } from '../round-words.ts';
import { type Site, type Store, storeOf, withSite } from '../store.ts';
import { say, sayJson } from '../terminal.ts';

interface Asked extends Site {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Reads only. */
export const status = (done: (code: ExitCode) => void): Command =>
  withSite(new Command('status'), 'folder that the sweeps were run to (default: out)')
    .description('say how far sweeps are: what is done, failed, missing, and what comes next')
    .argument('[SWEEP_ID]', 'a sweep; without it, all with an open round, and each market’s last night')
    .option('--watch', 'look every 5 s, until there is a report')
    .addOption(new Option('--json', 'print the answer as JSON').conflicts('watch'))
    .addHelpText(
      'after',
      `
Examples:
  $ cascade status
  $ cascade status xbtusd-nightly-0f3a12bc9d4e --json
  $ cascade status --engine aws
  $ cascade status xbtusd-nightly-0f3a12bc9d4e --engine aws --watch`,
    )
    .action(async (sweepId: string | undefined, asked: Asked) => {
      const store = await storeOf(asked);
      if (asked.watch) return done(await watch(store, sweepId));
      const all = await statuses(store, sweepId);
      if (asked.json) sayJson(all);
      else {
        for (const one of all) say(statusWords(one, localClock.now()));
        if (sweepId === undefined) {
          if (all.length === 0) say('no sweep is open');
          for (const { market, ...night } of await lastNights(store))
            say(`${market}: last night is ${night.sweepId}, report ${night.round}`);
        }
      }
      done(EXIT.ok);
    });

async function statuses(store: Store, sweepId: string | undefined): Promise<RoundStatus[]> {
  const all: RoundStatus[] = [];
  for (const id of sweepId === undefined ? await openSweeps(store) : [sweepId]) {
    all.push(await statusOf(store, id));
  }
  return all;
}

const LOOK_MS = 5_000;

/** Says what has changed until every round has its report; an old one of a partial report is no success. */
async function watch(store: Store, sweepId: string | undefined): Promise<ExitCode> {
  const said = new Map<string, string>();
  let left = false;
  try {
    return await untilInterrupted(
      () => {
        left = true;
      },
      async (signal) => {
        for (;;) {
          const all = await statuses(store, sweepId);
          for (const one of all) {
            const { deadline: _, secondsLeft: __, ...news } = one;
            if (said.get(one.sweepId) === JSON.stringify(news)) continue;
            said.set(one.sweepId, JSON.stringify(news));
            say(statusWords(one, localClock.now()));
          }
          if (all.every(({ state }) => state === 'reported')) {
            return all.some(({ reason }) => reason !== null) ? EXIT.partial : EXIT.ok;
          }
          await setTimeout(LOOK_MS, undefined, { signal });
        }
      },
    );
  } catch (error) {
    if (left) return EXIT.interrupted;
    throw error;
  }
}
