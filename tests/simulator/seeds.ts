/** A seed that once failed, and stays for ever. */
export interface OldSeed {
  readonly seed: number;
  /** What was wrong with the protocol. */
  readonly about: string;
}

/**
 * A change of what is drawn, or in which order, makes other simulations of these numbers. Then the bug is planted again
 * (mutants/list.ts holds those of the protocol), and the seed that finds it takes the place of the old one.
 */
export const OLD_SEEDS: readonly OldSeed[] = [
  {
    seed: 353,
    about:
      'a machine slept for more than an hour between the marker of a resume and its record; sweepUp dropped the marker, and nobody looked at the round again',
  },
  {
    seed: 65,
    about: 'a sweep whose plan died after an hour was submitted again, and its marker was not put back',
  },
  {
    seed: 1_596,
    about:
      'two sweepUps issued the same shards; the one whose answer was lost took the issue of the other for its own, and both sent',
  },
  {
    seed: 4_688,
    about: 'two sweepUps wrote the same close, and both asked for audits: a shard of work, and nothing else',
  },
  {
    seed: 7_566,
    about: 'a retry that met the kill switch was taken for one that says nothing about its failed shard',
  },
  {
    seed: 6_750,
    about:
      'a disk that was full while a fold was made: nobody waited for the fold yet, and the command ended with a stack trace instead of words',
  },
  {
    seed: 3_001_250,
    about:
      'results of a folder that rotted again and again, until nobody mended them: the command given once more refused for ever',
  },
];
