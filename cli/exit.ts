import { CommanderError } from 'commander';

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
export function exitOf(error: unknown): { readonly code: ExitCode; readonly lines: string } {
  if (error instanceof CommanderError)
    return { code: error.exitCode === 0 ? EXIT.ok : EXIT.badInput, lines: '' };
  if (!(error instanceof Error)) return { code: EXIT.failed, lines: String(error) };
  if (error.name === 'AbortError') return { code: EXIT.interrupted, lines: error.message };
  if (error instanceof RangeError) return { code: EXIT.badInput, lines: error.message };
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) {
    return { code: EXIT.badInput, lines: `${path} must be ${NEEDED[code] ?? 'usable'}, got ${code}` };
  }
  if (isOfAws(error))
    return { code: EXIT.failed, lines: `AWS must answer, got ${error.name}: ${error.message}` };
  if (error.cause !== undefined) return { code: EXIT.failed, lines: error.message };
  return { code: EXIT.failed, lines: error.stack ?? error.message };
}

/** An answer of AWS that is an error, no answer, or no credentials to ask with: nothing that a stack of ours explains. */
const isOfAws = (error: Error): boolean =>
  '$metadata' in error || error.name === 'CredentialsProviderError' || 'syscall' in error;

const NEEDED: Readonly<Record<string, string>> = {
  ENOENT: 'there',
  EACCES: 'accessible to this user',
  EISDIR: 'a file',
  ENOTDIR: 'a folder',
  EEXIST: 'absent',
};
