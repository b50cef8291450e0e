/** Prices of us-east-1 without free tier, US dollars (2026; the services' pricing pages). */
const USD_PER_GB_SECOND = 0.0000133334;
const USD_PER_MILLION = { invoke: 0.2, queue: 0.4, write: 5, read: 0.4 };

/** One vCPU is 1,769 MiB: what a second of a worker on ARM costs. */
export const USD_PER_SECOND = (1_769 / 1_024) * USD_PER_GB_SECOND;

/**
 * How AWS brings workers up and what it charges for requests. A mapping begins with 5 and adds 300 a minute
 * (pipeline.md F1); a shard is one invocation, its message is sent in a tenth of a request, received and deleted, and
 * its worker writes one object and reads four. How long a start takes the plan function knows from its own.
 */
export const HIRE = {
  firstWorkers: 5,
  workersPerSecond: 5,
  tickSeconds: 60,
  reportSeconds: 20,
  usdPerShard:
    (USD_PER_MILLION.invoke +
      2.1 * USD_PER_MILLION.queue +
      USD_PER_MILLION.write +
      4 * USD_PER_MILLION.read) /
    1e6,
  usdPerPage: USD_PER_MILLION.write / 1e6,
};

/** Seconds that a shard takes besides computing: its message, manifest and result. */
export const OVERHEAD_SECONDS = 0.5;
