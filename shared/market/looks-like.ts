/** What a text is that is not what was expected, for the end of a refusal: `: it looks like ...`; nothing if nobody knows. */
export function looksLike(text: string): string {
  const start = text.slice(0, 1_000).trimStart();
  const known = KINDS.find(([pattern]) => pattern.test(start));
  return known ? `: it looks like ${known[1]}` : '';
}

const KINDS: readonly [pattern: RegExp, kind: string][] = [
  [/^PAR1/, 'Parquet'],
  [/^PK/, 'a ZIP archive or a spreadsheet; save it as CSV'],
  [/^<(!doctype|html)/i, 'a web page; the venue may want another address, or refuse yours'],
  [/^<\?xml/i, 'XML'],
  [/^[[{]/, 'JSON'],
];
