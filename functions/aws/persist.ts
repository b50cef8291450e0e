/** How a failed request is tried again. */
export interface Persistence {
  readonly attempts: number;
  readonly withinMs: number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

const PERSISTENCE: Persistence = {
  attempts: 5,
  withinMs: 10_000,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};

/**
 * Runs a request until it succeeds or fails for good: 409, 429, 5xx and broken connections are tried again, with
 * full jitter (up to 0.1, 0.2, 0.4, 0.8 s), at most five times in ten seconds. The only place that retries: the SDK's
 * clients are made with one attempt, for they would not try a 409 again, and could not say that they had.
 *
 * @param request is told whether an earlier attempt may have had its effect without our hearing of it
 */
export async function persist<T>(
  request: (unsure: boolean) => Promise<T>,
  { attempts, withinMs, pause, random }: Persistence = PERSISTENCE,
): Promise<T> {
  const start = performance.now();
  let unsure = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await request(unsure);
    } catch (error) {
      const isLast = attempt === attempts || performance.now() - start > withinMs;
      if (isLast || !isTransient(error)) throw error;
      unsure ||= statusOf(error) !== 409; // a conflict has had no effect; of all others one cannot be sure
      await pause(random() * 100 * 2 ** (attempt - 1));
    }
  }
}

/** HTTP status of an answer; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode;
}

/** What was sent whole arrived in part. */
export class TruncatedBody extends Error {}

const BROKEN = [
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'TimeoutError',
  'AbortError',
];

function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined && status !== 200)
    return status === 408 || status === 409 || status === 429 || status >= 500;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : error.name;
  return error instanceof TruncatedBody || BROKEN.includes(code) || BROKEN.includes(error.name);
}
