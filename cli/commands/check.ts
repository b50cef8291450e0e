import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { loadMarket } from '../../functions/stored/load-market.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { inspect, refuseUnaccepted } from '../../shared/market/inspect/inspect.ts';
import type { Market } from '../../shared/market/market.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { sweepKind } from '../../shared/sweep/contagion/venue-sweep.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { explainSnapshot } from '../explain/snapshot.ts';
import { explainSweep } from '../explain/sweep.ts';
import { explainVenue } from '../explain/venue.ts';
import { explainVenueSnapshot, foundIn } from '../explain/venue-snapshot.ts';
import { readText } from '../input.ts';
import { withDelivery } from '../local/deliver.ts';
import { fileObjects } from '../local/file-objects.ts';
import { proposeLocal } from '../local/run-local.ts';
import { readVenueSnapshot, readVenueSweepFrom } from '../local/venue-files.ts';
import { say } from '../terminal.ts';

interface Choices {
  readonly out: string;
}

/** Explains a snapshot or a sweep without running it. */
export const checking = (done: (code: ExitCode) => void): Command =>
  new Command('check')
    .description(
      'explain a snapshot or a sweep file without running it: what it holds, assumes, costs and can prove',
    )
    .argument('<FILE>', 'snapshot.json or a sweep file')
    .option('--out <folder>', 'where sweeps are run to: what is planned there already is said', 'out')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade check examples/xbtusd-2021-07-22/snapshot.json
  $ cascade check examples/xbtusd-2021-07-22/sweep.json
  $ cascade check examples/two-markets/sweep.json
  $ cascade check examples/two-markets/snapshot.json

Exit code 2: a sweep would refuse it.`,
    )
    .action(async (file: string, choices: Choices) => {
      await check(file, choices);
      done(EXIT.ok);
    });

async function check(file: string, { out }: Choices): Promise<void> {
  const { text } = await readText(file);
  if (sweepKind(text) === 'several-markets') {
    const { read, from } = await readVenueSweepFrom(file);
    say([...explainVenue(read), ...(from ? foundIn(from) : [])].join('\n'));
    return;
  }
  const now = Date.now() / 1_000;
  if (isVenueSnapshot(text)) {
    const read = await readVenueSnapshot(file);
    say([...explainVenueSnapshot(read), ...foundIn(read)].join('\n'));
    return;
  }
  if (sweepKind(text) === null) {
    const market = await marketAt(file);
    say(explainSnapshot(market, now).join('\n'));
    refuseUnaccepted(inspect(market), market.snapshot, 'sweep');
    return;
  }
  const { snapshot } = parseSweep(text);
  const market = await marketAt(resolve(dirname(file), snapshot));
  say(explainSnapshot(market, now).join('\n'));
  const proposal = await proposeLocal({ sweepFile: file, outFolder: out });
  say(explainSweep(proposal, market.snapshot.asOf).join('\n'));
}

const isVenueSnapshot = (text: string): boolean => /"schema"\s*:\s*"market-snapshot\/2"/.test(text);

/** The market of a snapshot file and the files beside it. */
async function marketAt(file: string): Promise<Market> {
  const snapshot = parseSnapshot((await readText(file)).text);
  const digest = snapshotDigest(snapshot);
  const { positions, depth } = snapshot;
  const body = new TextEncoder().encode(canonicalJson(snapshot));
  const objects = new Map([[snapshotKey.build({ digest, file: 'snapshot.json' }), body]]);
  for (const part of [positions, depth]) {
    const named = 'file' in part ? part.file : undefined;
    if (named === undefined) continue;
    objects.set(
      snapshotKey.build({ digest, file: basename(named) }),
      await readFile(resolve(dirname(file), named)),
    );
  }
  return loadMarket(withDelivery(fileObjects(dirname(file)), { objects }), digest);
}
