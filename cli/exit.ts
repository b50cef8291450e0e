import { CommanderError } from 'commander';
import { shownText } from '../shared/market/text.ts';
import { isOutOfMemory } from '../shared/sweep/permanent.ts';
import { FileError, inWords } from './local/file-errors.ts';
import { withTaker } from './takers.ts';

/** What a script can tell from the exit code. */
export const EXIT = {
  ok: 0,
  /** A check missed its target, or a run failed. */
  failed: 1,
  /** Refused before any work; nothing was written. */
  badInput: 2,
  /** There is a report, and it is of less than was planned. */
  partial: 3,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure of a run that had begun; its cause says what went wrong, and it is not the input. */
export const runError = (cause: unknown): Error =>
  new Error(cause instanceof Error ? cause.message : String(cause), { cause });

/** The exit code of a thrown thing, and the lines to print: one, unless it is a bug of ours. */
export function exitOf(thrown: unknown): { readonly code: ExitCode; readonly lines: string } {
  const { code, lines } = endOf(inWords(thrown));
  return { code, lines: shownLines(lines) };
}

const MOST_OF_LINE = 2_000;

/** Lines for a terminal: whatever input they quote, nothing in them acts. */
export const shownLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => shownText(line, MOST_OF_LINE))
    .join('\n');

function endOf(error: unknown): { readonly code: ExitCode; readonly lines: string } {
  if (error instanceof CommanderError)
    return { code: error.exitCode === 0 ? EXIT.ok : EXIT.badInput, lines: '' };
  if (!(error instanceof Error)) return { code: EXIT.failed, lines: String(error) };
  const { name, message, cause, stack } = error;
  if (name === 'AbortError') return { code: EXIT.interrupted, lines: message };
  if (error instanceof FileError)
    return { code: error.isOfMachine ? EXIT.failed : EXIT.badInput, lines: message };
  if (isOfAws(error)) return { code: EXIT.failed, lines: `AWS must answer, got ${name}: ${message}` };
  if (isOutOfMemory(error))
    return {
      code: EXIT.failed,
      lines: `this machine must have more memory, or fewer --workers, got ${message}`,
    };
  if (error instanceof RangeError) return { code: EXIT.badInput, lines: withTaker(message) };
  if (cause !== undefined) return { code: EXIT.failed, lines: message };
  return { code: EXIT.failed, lines: stack ?? message };
}

/** An answer of AWS that is an error, no answer, or no credentials to ask with; nothing else here asks a network. */
const isOfAws = (error: Error): boolean =>
  '$metadata' in error || error.name === 'CredentialsProviderError' || 'syscall' in error;
