import { Damaged } from './seal.ts';

/**
 * Our refusals are range errors, and a bug is a type error: neither gets better by trying again. A want of memory may, and
 * what is damaged may be restored by then.
 */
export const isPermanent = (error: unknown): error is RangeError | TypeError =>
  !(error instanceof Damaged) &&
  (error instanceof RangeError || error instanceof TypeError) &&
  !isOutOfMemory(error);

/** The engine has no class for it, only these words; a thread that reached its limit has a code. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error &&
  (/allocation failed|allocate memory|out of memory/i.test(error.message) ||
    ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'));
