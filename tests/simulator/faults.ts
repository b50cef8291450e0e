import type { Random } from './random.ts';

/** How likely each fault is in one simulation; 0 where its class is switched off (pipeline.md 3.2). */
export interface Faults {
  /** Of one request: the process dies before it has an effect, or after and before the answer. */
  readonly crash: number;
  /** Of one write: 409, somebody else is writing. */
  readonly conflict: number;
  /** Of one request: 503. */
  readonly unavailable: number;
  /** Of one request: no answer in ten seconds; it was carried out, was not, or is carried out later. */
  readonly timeout: number;
  /** Of one GET, or one sending of messages: a part arrives. */
  readonly truncated: number;
  /** Of one later page of a LIST: it fails, with all attempts to read it again. */
  readonly page: number;
  /** Of one request: it takes seconds. */
  readonly slow: number;
  /** Of one request of a person's machine: it sleeps before, up to two hours. */
  readonly sleep: number;
  /** Of one message: it never arrives. */
  readonly lost: number;
  /** Of one message: it arrives twice. */
  readonly duplicate: number;
  /** Of one message: it arrives up to 15 minutes late. */
  readonly delay: number;
  /** Of one acknowledgement: it is not heard. */
  readonly deaf: number;
  /** Of one delivery: the message shows again while it is being worked on. */
  readonly shownEarly: number;
  /** Of one question for the depth: any number is answered. */
  readonly depthLies: number;
  /** Of one tick: it is not taken. */
  readonly skippedTick: number;
  /** Of one start of a function: it does not start, or starts twice. */
  readonly start: number;
  /** Of one request: the clock of whoever asks jumps to up to an hour before or after the true time. */
  readonly clock: number;
  /** Of one environment: it runs another model. */
  readonly staleModel: number;
  /** Of one result: a bit is wrong. */
  readonly wrongResult: number;
  /** Of one minute: a bit of something stored turns round. A record is restored by a person later. */
  readonly rot: number;
  /** Of one minute: a result, a fold, a tombstone or a marker is gone. */
  readonly loss: number;
  /** Of one read: the answer is up to two minutes old. */
  readonly stale: number;
  /** Of one delivery, or one start: there is no room for it. The delivery counts as one of five all the same. */
  readonly throttled: number;
  /** Of one request of a function: its environment stands still for up to three minutes before, and its clock with it. */
  readonly frozen: number;
  /** Of one minute: the bucket, or the queues, are away for minutes, for everybody. */
  readonly outage: number;
  /** Of one write that its process does not survive: of a result, a fold or a tombstone a part is there, as on a disk. */
  readonly torn: number;
}

export const NO_FAULTS: Faults = {
  crash: 0,
  conflict: 0,
  unavailable: 0,
  timeout: 0,
  truncated: 0,
  page: 0,
  slow: 0,
  sleep: 0,
  lost: 0,
  duplicate: 0,
  delay: 0,
  deaf: 0,
  shownEarly: 0,
  depthLies: 0,
  skippedTick: 0,
  start: 0,
  clock: 0,
  staleModel: 0,
  wrongResult: 0,
  rot: 0,
  loss: 0,
  stale: 0,
  throttled: 0,
  frozen: 0,
  outage: 0,
  torn: 0,
};

type Rates = Readonly<Record<string, readonly [least: number, most: number]>>;

/** How likely a fault of a class that is on may be, least to most; drawn evenly in the logarithm. */
const RATES: Rates = {
  crash: [0.001, 0.05],
  conflict: [0.01, 0.3],
  unavailable: [0.01, 0.3],
  timeout: [0.005, 0.1],
  truncated: [0.01, 0.2],
  page: [0.02, 0.3],
  slow: [0.01, 0.2],
  sleep: [0.05, 0.3],
  lost: [0.02, 0.6],
  duplicate: [0.02, 0.6],
  delay: [0.02, 0.6],
  deaf: [0.02, 0.3],
  shownEarly: [0.02, 0.3],
  depthLies: [0.1, 1],
  skippedTick: [0.05, 0.5],
  start: [0.05, 0.5],
  clock: [0.002, 0.05],
  staleModel: [0.05, 0.5],
  wrongResult: [0.01, 0.2],
  rot: [0.05, 0.8],
  loss: [0.05, 0.8],
  stale: [0.002, 0.1],
};
/** Those that came later, drawn from a source of their own: what was drawn before stays as it was. */
const LATER_RATES: Rates = {
  throttled: [0.05, 0.7],
  frozen: [0.002, 0.05],
  outage: [0.05, 0.3],
  torn: [0.1, 0.9],
};

/** Switches whole classes off, so that rare combinations are not drowned by common ones. One in twelve is quiet. */
export function drawFaults(random: Random, later: Random): Faults {
  if (random.chance(1 / 12)) return NO_FAULTS;
  const share = random.pick([0.1, 0.25, 0.5]);
  return { ...NO_FAULTS, ...drawRates(RATES, random, share), ...drawRates(LATER_RATES, later, 0.2) };
}

const drawRates = (rates: Rates, random: Random, share: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(rates).map(([name, [least, most]]) => [
      name,
      random.chance(share) ? least * (most / least) ** random.next() : 0,
    ]),
  );
