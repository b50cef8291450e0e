import { Command } from 'commander';
import { deliverNight } from '../../functions/nightly/deliver-night.ts';
import { askedSweep } from '../../functions/plan/asked-sweep.ts';
import { workOf } from '../../functions/plan/work.ts';
import { inboxKey } from '../../shared/sweep/keys.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { readAftermath } from '../local/aftermath-file.ts';
import { deliver, readDelivery, withDelivery } from '../local/deliver.ts';
import { fileObjects } from '../local/file-objects.ts';
import { withAftermath } from '../local/night.ts';
import { realDate } from '../options.ts';
import { isDeployed, optionsOf, type Site, siteFolder, stackOf, withSite } from '../store.ts';
import { note, say, sayJson } from '../terminal.ts';

interface Choices extends Site {
  readonly date: string;
  readonly record?: string;
  readonly json?: boolean;
}

/** Hands over what a night is to run on: the step before every schedule. */
export const delivery = (done: (code: ExitCode) => void): Command =>
  withSite(new Command('deliver'), 'folder with snapshots and inbox (default: out)')
    .description('deliver the snapshot and the sweep file that a market’s night runs on')
    .argument('<SWEEP.json>', 'sweep file of that night; it names its snapshot, and that its market')
    .requiredOption('--date <YYYY-MM-DD>', 'business date that the night reports on', realDate('date'))
    .option('--record <file>', 'what came after past reports: as nightly takes it')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade deliver sweep.json --date 2026-01-31 --engine aws
  $ cascade deliver sweep.json --date 2026-01-31 --record record.json --out /var/margin

All that plan would refuse is refused here. The snapshot goes under its digest, and inbox/MARKET/DATE.json says that the
night uses it. The same twice is fine; another one for the same night is refused, with both digests. On a stack a night whose
time has come is planned within a minute; in a folder cascade nightly --inbox runs what lies there.`,
    )
    .action(async (file: string, choices: Choices) => {
      const { record } = choices;
      const aftermath = record === undefined ? undefined : await readAftermath(record, readText);
      const delivered = withAftermath(await readDelivery(file), aftermath);
      const stack = isDeployed(choices) ? await stackOf(choices) : undefined;
      const objects = stack?.objects ?? fileObjects(siteFolder(choices));
      const { sweep, market, snapshotDigest } = delivered;
      const all = withDelivery(objects, delivered);
      await workOf(all, await askedSweep(all, sweep, snapshotDigest), snapshotDigest);
      await deliver(objects, delivered);
      const outcome = await deliverNight(objects, delivered, choices.date);
      const key = inboxKey.build({ market, businessDate: choices.date });
      const scheduled = stack ? (stack.markets?.includes(market) ?? null) : false;
      if (choices.json) sayJson({ market, date: choices.date, snapshotDigest, key, outcome, scheduled });
      else {
        say(`${key}: ${outcome === 'known' ? 'was delivered already' : 'delivered'}`);
        note(`snapshot ${snapshotDigest}`);
        if (scheduled === false) note(`no schedule plans ${market}: ${whoPlans(choices)}`);
      }
      done(EXIT.ok);
    });

/** What a person does where no clock does it. */
const whoPlans = (site: Site): string =>
  isDeployed(site)
    ? 'add it to the markets of cdk.json and deploy, or run it with cascade sweep'
    : `run it with cascade nightly --inbox${optionsOf(site)}`;
