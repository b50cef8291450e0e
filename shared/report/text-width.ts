/**
 * Advance widths of Helvetica, in thousandths of the font size, from space (32) to tilde (126), as Adobe's
 * font metrics give them. Arial and Liberation Sans have the same ones, so the page names all three.
 */
const ASCII = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** no-break space, multiplication sign, middle dot, en dash, ellipsis, minus, at most, at least. */
const OTHERS = new Map([
  [0xa0, 278],
  [0xd7, 584],
  [0xb7, 278],
  [0x2013, 556],
  [0x2026, 1000],
  [0x2212, 584],
  [0x2264, 549],
  [0x2265, 549],
]);
/** For every other character: as wide as an ideograph. */
const WIDEST = 1000;

/** Width of one character, as a multiple of the font size. */
export function advance(character: string): number {
  const code = character.codePointAt(0)!;
  return (ASCII[code - 32] ?? OTHERS.get(code) ?? WIDEST) / 1000;
}

/** Width of a line in units of the font size's, with 15% slack for the reader's font. */
export function textWidth(line: string, fontSize: number): number {
  let width = 0;
  for (const character of line) width += advance(character);
  return width * fontSize * 1.15;
}

/** Breaks words into lines of at most `width`; a single word that is wider is cut and ends in an ellipsis. */
export function wrap(words: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, fontSize) <= width) {
      line = longer;
    } else {
      if (line !== '') lines.push(line);
      line = clip(word, fontSize, width);
    }
  }
  return [...lines, line];
}

/** As much of a text as fits, an ellipsis standing for the rest. */
export function clip(line: string, fontSize: number, width: number): string {
  if (textWidth(line, fontSize) <= width) return line;
  const characters = [...line];
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, fontSize) > width) characters.pop();
  return `${characters.join('')}…`;
}
