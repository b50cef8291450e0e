// A bug planted in a copy of the sources, for runs that see whether tests notice (tests/*/mutants).

export interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The mistake somebody could make. */
  readonly why: string;
}

/** The text of a file with a bug in it; refuses a text that is not there exactly once, so that no list can rot. */
export function planted(text: string, { file, from, to }: Mutant): string {
  const found = text.split(from).length - 1;
  if (found !== 1) throw new RangeError(`${file} must hold this text once, got ${found} times: ${from}`);
  return text.replace(from, () => to);
}
