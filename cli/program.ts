import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { shipped } from '../release/root.ts';
import { archive } from './commands/archive.ts';
import { banking } from './commands/banks.ts';
import { calibration } from './commands/calibrate.ts';
import { checking } from './commands/check.ts';
import { contagion } from './commands/contagion.ts';
import { delivery } from './commands/deliver.ts';
import { difference } from './commands/diff.ts';
import { hindcast } from './commands/hindcast.ts';
import { importing } from './commands/import.ts';
import { beginning } from './commands/init.ts';
import { lending } from './commands/lending.ts';
import { cancel, resume, retry, start, stop } from './commands/operate.ts';
import { pooling } from './commands/pools.ts';
import { report } from './commands/report.ts';
import { simulation } from './commands/simulate.ts';
import { snapshot } from './commands/snapshot.ts';
import { status } from './commands/status.ts';
import { nightly, sweep } from './commands/sweep.ts';
import { validation } from './commands/validate.ts';
import { venue } from './commands/venue.ts';
import { walleting } from './commands/wallet.ts';
import { EXIT, type ExitCode, exitOf, shownLines } from './exit.ts';
import { note } from './terminal.ts';

const { version, description } = JSON.parse(readFileSync(shipped('package.json'), 'utf8')) as {
  version: string;
  description: string;
};

const COMMANDS = [
  beginning,
  checking,
  nightly,
  sweep,
  venue,
  simulation,
  contagion,
  banking,
  lending,
  pooling,
  walleting,
  report,
  difference,
  archive,
  hindcast,
  importing,
  snapshot,
  calibration,
  delivery,
  validation,
  status,
  cancel,
  resume,
  retry,
  stop,
  start,
];

/** Does what a person's arguments say, and writes to the process's output; whatever is thrown becomes an exit code. */
export async function runCommand(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = programOf((own) => {
    code = own;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const { code: own, lines } = exitOf(error);
    if (lines) note(lines);
    code = own;
  }
  return code;
}

function programOf(done: (code: ExitCode) => void): Command {
  const program = new Command('cascade')
    .description(`${description}.`)
    .version(version)
    .configureHelp({ showGlobalOptions: false })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  $ cascade init my-market
  $ cascade nightly examples/xbtusd-2021-07-22/sweep.json
  $ cascade simulate scenario.json --trace
  $ cascade validate --quiet

Exit codes: 0 done, 1 a check missed or a run failed, 2 bad input (nothing was written), 3 partial report,
130 interrupted.`,
    );
  for (const command of COMMANDS) program.addCommand(command(done));
  for (const command of [program, ...program.commands]) {
    command.exitOverride(); // a thrown exit is one that tests can see and that lets output drain
    command.configureOutput({ outputError: (text, write) => write(shownLines(text)) });
  }
  return program;
}
