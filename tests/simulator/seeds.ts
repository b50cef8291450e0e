/** A seed that once failed, and stays for ever. */
export interface OldSeed {
  readonly seed: number;
  /** What was wrong with the protocol. */
  readonly about: string;
}

export const OLD_SEEDS: readonly OldSeed[] = [];
