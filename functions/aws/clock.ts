import type { Clock } from '../ports.ts';

/** What Lambda knows of an invocation. */
export interface Deadline {
  getRemainingTimeInMillis(): number;
}

/** The machine's clock, and the time left for the invocation that is running. */
export interface LambdaClock extends Clock {
  /** To be told at the beginning of each invocation; an environment runs one at a time. */
  during(invocation: Deadline): void;
}

export function lambdaClock(): LambdaClock {
  let current: Deadline | undefined;
  let origin = Date.now() - performance.now();
  return {
    // Fine enough to time a path; set anew at each invocation, because it stands still while Lambda freezes.
    now: () => origin + performance.now(),
    left: () => current?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
    spent: () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1_000;
    },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    during(invocation) {
      current = invocation;
      origin = Date.now() - performance.now();
    },
  };
}
