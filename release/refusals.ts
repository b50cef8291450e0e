// Every refusal of the sources in one table, as Markdown: `npm run -s refusals`. What a name stands for is in angle marks.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shipped } from './root.ts';

/** A refusal as the sources write it. */
export interface Refusal {
  readonly file: string;
  readonly line: number;
  /** By which call, or as which part of a value. */
  readonly by: (typeof FORMS)[number]['by'];
  /** As somebody reads it: `subject must rule, got value`. */
  readonly text: string;
}

/** How refusals are written, and how they read. Schemas and broken laws state a rule, to which a parser adds place and value. */
const FORMS = [
  {
    by: 'refuse',
    begins: /(?<!\.)\brefuse\(/g,
    reads: ([subject, rule, got]: string[]) => `${subject} must ${rule}, got ${got}`,
  },
  {
    by: 'refuseRow',
    begins: /\brefuseRow\(/g,
    reads: ([subject, row, name, rule, got]: string[]) =>
      `${subject} row ${row} ${name} must ${rule}, got ${got}`,
  },
  {
    by: 'refuseAt',
    begins: /\brefuseAt\(/g,
    reads: ([at, rule, got]: string[]) => `${at} must ${rule}, got ${got}`,
  },
  { by: 'RangeError', begins: /\bnew RangeError\(/g, reads: ([text]: string[]) => text! },
  { by: 'option', begins: /\bnew InvalidArgumentError\(/g, reads: ([text]: string[]) => text! },
  {
    by: 'law',
    begins: /\brule: (?=['`]must )/g,
    reads: ([rule]: string[]) => `‹place› ${rule}, got ‹value›`,
  },
  {
    by: 'schema',
    begins: /(?<=[(,=?:]\s*)(?=['`]must )/g,
    reads: ([rule]: string[]) => `‹place› ${rule}, got ‹value›`,
  },
] as const;

/** Those of one file, in its order. */
export function refusalsIn(file: string, source: string): Refusal[] {
  return FORMS.flatMap(({ by, begins, reads }) =>
    [...source.matchAll(begins)].flatMap((found) => {
      const line = source.slice(0, found.index).split('\n').length;
      const before = source.slice(source.lastIndexOf('\n', found.index) + 1, found.index);
      const isDefined =
        /function\s*$|^\s*(\/\/|\*)/.test(before) || (by === 'schema' && /\brule: $/.test(before));
      return isDefined
        ? []
        : [{ file, line, by, text: reads(partsFrom(source, found.index + found[0].length)) }];
    }),
  ).sort((a, b) => a.line - b.line);
}

export const allRefusals = (): Refusal[] =>
  globSync('{shared,functions,cli}/**/*.ts', { cwd: shipped('.') })
    // The panel's own `refuse` shows a refusal that came from elsewhere.
    .filter((file) => !/page-code\.ts$|whatif\/panel\//.test(file))
    .sort()
    .flatMap((file) => refusalsIn(file, readFileSync(shipped(file), 'utf8')));

/** What stands between commas up to the end of a call or of a value, each as somebody reads it. */
function partsFrom(source: string, from: number): string[] {
  const parts = [''];
  for (let at = from, depth = 0; at < source.length; ) {
    const end = endOfPiece(source, at);
    const piece = source.slice(at, end);
    if (depth === 0 && /^[)\]};]$/.test(piece)) break;
    depth += /^[([{]$/.test(piece) ? 1 : /^[)\]}]$/.test(piece) ? -1 : 0;
    if (depth === 0 && piece === ',') parts.push('');
    else parts[parts.length - 1] += piece;
    at = end;
  }
  return parts.map(shown);
}

/** A text or a template as one piece, whatever stands in it; else one character. */
function endOfPiece(source: string, from: number): number {
  const quote = source[from]!;
  if (!/['"`]/.test(quote)) return from + 1;
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === quote) return at + 1;
    if (source[at] === '\\') at++;
    else if (quote === '`' && source.startsWith('${', at)) at = endOfHole(source, at + 2) - 1;
  }
  return source.length;
}

function endOfHole(source: string, from: number): number {
  let at = from;
  for (let depth = 1; depth > 0 && at < source.length; ) {
    depth += source[at] === '{' ? 1 : source[at] === '}' ? -1 : 0;
    at = endOfPiece(source, at);
  }
  return at;
}

/** A text as it is, its holes and whatever is no text in angle marks. */
function shown(part: string): string {
  const bare = part.trim().replace(/\s+/g, ' ');
  if (/^'[^']*'$|^"[^"]*"$/.test(bare)) return bare.slice(1, -1);
  if (!(bare.startsWith('`') && endOfPiece(bare, 0) === bare.length)) return `‹${bare}›`;
  let text = '';
  for (let at = 1; at < bare.length - 1; ) {
    const end = bare.startsWith('${', at) ? endOfHole(bare, at + 2) : at + 1;
    text += end > at + 1 ? `‹${bare.slice(at + 2, end - 1)}›` : bare[at];
    at = end;
  }
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  console.log('| where | refusal |\n|---|---|');
  for (const { file, line, text } of allRefusals()) console.log(`| ${file}:${line} | ${cell(text)} |`);
}
