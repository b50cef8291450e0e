import { userInfo } from 'node:os';
import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';

/** What was asked for: it can be piped. */
export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** What happens meanwhile: it never mixes with what was asked for. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** Can a person see this and answer? */
const isAttended = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY);

/** Asks a question; anything but yes is no. */
async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

/** Refuses to go on to a question that nobody can answer. */
export function needSomebody(subject: string): void {
  if (isAttended()) return;
  throw new RangeError(`${subject} must be confirmed with --yes where nobody can answer, got no terminal`);
}

/** Asks where somebody can answer; elsewhere the answer must have been given with --yes. */
export async function agreed(subject: string, question: string): Promise<boolean> {
  needSomebody(subject);
  return confirm(question);
}

/** Who asks; some containers run as a number that has no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Lines of cells with columns in line; the last column is left as it is. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, i) => {
        if (right.includes(i)) return cell.padStart(widths[i]!);
        return i === row.length - 1 ? cell : cell.padEnd(widths[i]!);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A path as one would type it here: relative where that is shorter than climbing out. */
export function shownPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here === '' || here.startsWith('..') ? path : here;
}
