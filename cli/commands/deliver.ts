import { Command } from 'commander';
import { deliverNight } from '../../functions/nightly/deliver-night.ts';
import { inboxKey } from '../../shared/sweep/keys.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { deliver, readDelivery } from '../local/deliver.ts';
import { fileObjects } from '../local/file-objects.ts';
import { realDate } from '../options.ts';
import { isDeployed, type Site, siteFolder, stackOf, withSite } from '../store.ts';
import { note, say, sayJson } from '../terminal.ts';

interface Choices extends Site {
  readonly date: string;
  readonly json?: boolean;
}

/** Hands over what a night is to run on: the step before every schedule. */
export const delivery = (done: (code: ExitCode) => void): Command =>
  withSite(new Command('deliver'), 'folder with snapshots and inbox (default: out)')
    .description('deliver the snapshot and the sweep file that a market’s night runs on')
    .argument('<SWEEP.json>', 'sweep file of that night; it names its snapshot, and that its market')
    .requiredOption('--date <YYYY-MM-DD>', 'business date that the night reports on', realDate('date'))
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade deliver sweep.json --date 2026-01-31 --engine aws
  $ cascade deliver sweep.json --date 2026-01-31 --out /var/margin

The snapshot goes under its digest, and inbox/MARKET/DATE.json says that the night uses it. The same twice is fine; another
one for the same night is refused, with both digests. A night whose time has come is planned within a minute.`,
    )
    .action(async (file: string, choices: Choices) => {
      const delivered = await readDelivery(file);
      const objects = isDeployed(choices)
        ? (await stackOf(choices)).objects
        : fileObjects(siteFolder(choices));
      await deliver(objects, delivered);
      const { market, snapshotDigest } = delivered;
      const outcome = await deliverNight(objects, delivered, choices.date);
      const key = inboxKey.build({ market, businessDate: choices.date });
      if (choices.json) sayJson({ market, date: choices.date, snapshotDigest, key, outcome });
      else {
        say(`${key}: ${outcome === 'known' ? 'was delivered already' : 'delivered'}`);
        note(`snapshot ${snapshotDigest}`);
      }
      done(EXIT.ok);
    });
