/** How many of each function may run at the same time. */
export interface Concurrency {
  /** Of the workers of each class, and of the mapping that feeds them, which ignores reserved concurrency (pipeline.md F2). */
  readonly nightly: number;
  readonly sweeps: number;
  readonly plan: number;
  readonly sweepUp: number;
  readonly reduce: number;
  readonly deadLetter: number;
  /** False where the account is too small to reserve anything; then the mappings alone hold the workers back. */
  readonly reserved: boolean;
}

/** Invocations at a time of an account that nobody says anything of: AWS's own default. */
export const ACCOUNT = 1_000;
/** Lambda keeps this many for the functions that reserve none. */
const UNRESERVED = 100;
const OTHERS = { plan: 2, sweepUp: 1, reduce: 20, deadLetter: 4 };
const OTHERS_SUM = 27;
const WANTED = { nightly: 100, sweeps: 200 };
/** Lambda's least `MaximumConcurrency`. */
const LEAST = 2;

/** Shares out what an account has: the full figures need 427, and one with less gets fewer workers. */
export function concurrencyOf(account: number): Concurrency {
  const workers = Math.floor(account) - UNRESERVED - OTHERS_SUM;
  const reserved = workers >= 2 * LEAST;
  const nightly = Math.min(WANTED.nightly, Math.max(LEAST, Math.floor(workers / 3)));
  const sweeps = Math.min(WANTED.sweeps, Math.max(LEAST, Math.floor((2 * workers) / 3)));
  return { nightly, sweeps, ...OTHERS, reserved };
}

/** What an account must allow for these figures: what they reserve, and what Lambda keeps for others. */
export const neededOf = ({ nightly, sweeps, reserved }: Concurrency): number =>
  reserved ? nightly + sweeps + OTHERS_SUM + UNRESERVED : 0;
/** The same, of the full figures. */
export const WANTED_OF_ACCOUNT = WANTED.nightly + WANTED.sweeps + OTHERS_SUM + UNRESERVED;

/** Said at synth when it is not what pipeline.md 4.2 asks for; undefined if it is. */
export function shortageOf({ nightly, sweeps, reserved }: Concurrency): string | undefined {
  const workers = nightly + sweeps;
  if (!reserved) {
    return `no concurrency is reserved and at most ${workers} workers run, because the account is too small; ask AWS for ${WANTED_OF_ACCOUNT} or more`;
  }
  const wanted = WANTED.nightly + WANTED.sweeps;
  return workers < wanted
    ? `at most ${workers} of ${wanted} workers run at the same time, because the account has no more`
    : undefined;
}
