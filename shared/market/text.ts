/**
 * The one rule for texts that people and files hand in: whatever a reader accepts, a report can print. Line ends become
 * `\n`; besides it only the tab is allowed of the characters that steer a terminal, and no half of a character.
 */
export const withLineFeeds = (text: string): string => text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

export const isPrintable = (text: string): boolean => !CONTROL.test(text) && text.isWellFormed();

/** What `isPrintable` asks for, as a refusal says it. */
export const PRINTABLE = 'have no control characters (NUL, escape, ...) and no halves of characters';

/** What a terminal would obey, or show as something else than it is: also marks that turn the direction of writing. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are escaped
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A text as it may stand in a line for a terminal: nothing in it acts, and what is cut says so. */
export function shownText(text: string, most: number): string {
  const head = text.length > most ? `${text.slice(0, most - 3)}...` : text;
  return head
    .toWellFormed()
    .replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
