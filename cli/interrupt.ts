import { EXIT } from './exit.ts';

/** Ctrl-C reaches us from the terminal and from the Node that started us: within this time it is the same one. */
const SAME_MS = 500;

/**
 * Runs something that Ctrl-C ends in good order: the signal is aborted once, and whoever asks twice does not wait.
 *
 * @param asked called when it is asked for the first time
 */
export async function untilInterrupted<T>(
  asked: () => void,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let askedMs = 0;
  const onSignal = () => {
    const again = stop.signal.aborted;
    if (again && performance.now() - askedMs < SAME_MS) return;
    if (again) process.exit(EXIT.interrupted);
    askedMs = performance.now();
    asked();
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await run(stop.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
