import type { Meter } from './ports.ts';

type ProcessorTime = () => { readonly user: number; readonly system: number };

/**
 * How to ask for the processor time of the calling thread, milliseconds: what other threads do, and what else the machine does, does
 * not lengthen it. Undefined where the platform does not tell: Node before 23.9, and systems that do not count it.
 */
export function processorMs(ask: ProcessorTime | undefined): (() => number) | undefined {
  try {
    ask?.();
  } catch {
    return undefined;
  }
  return (
    ask &&
    (() => {
      const { user, system } = ask();
      return (user + system) / 1_000;
    })
  );
}

const ownMs = processorMs(process.threadCpuUsage?.bind(process));

/** Of a thread on a machine of one's own: nobody is charged for waiting. */
export const ownMeter: Meter | undefined = ownMs && { worked: ownMs, charged: ownMs };

/** Of a machine that is hired by the second. */
export const hiredMeter: Meter | undefined = ownMs && { worked: ownMs, charged: () => performance.now() };
