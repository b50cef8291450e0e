import { EXIT, exitOf } from './exit.ts';
import { inWords } from './local/file-errors.ts';
import { runCommand } from './program.ts';
import { note } from './terminal.ts';

// Whoever reads us may have seen enough, or its disk is full.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  note(exitOf(inWords(error, 'standard output')).lines);
  process.exit(EXIT.failed);
});
process.stderr.on('error', () => {}); // nobody hears us, and the exit code is said all the same

process.exitCode = await runCommand(process.argv.slice(2));
