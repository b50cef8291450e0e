import { Command } from 'commander';
import { refuse } from '../../shared/market/parse.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { writeArchive } from '../local/archive.ts';
import { plural } from '../numbers.ts';
import { say, sayJson, shownPath } from '../terminal.ts';

/** Makes the page of all nights again, which every night makes anyway. */
export const archive = (done: (code: ExitCode) => void): Command =>
  new Command('archive')
    .description('make the page of all nights of a folder: calendar, key numbers night by night, links')
    .argument('[FOLDER]', 'what was given to --out of nightly', 'out')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade archive
  $ cascade archive /var/margin --json

Writes index.html, one file that needs no server and no network, and nights.json, what it is made of. Every night does the
same when it ends.`,
    )
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const made = (await writeArchive(folder)) ?? refuse(folder, 'hold a night with a report', 'none');
      const { page, nights } = made;
      if (json) sayJson({ page: shownPath(page), reports: nights.length });
      else say(`archive  ${shownPath(page)}: ${plural(nights.length, 'report')}`);
      done(EXIT.ok);
    });
