/** Price of ARM compute in us-east-1 without free tier, US dollars per GB and second (2026; Lambda's pricing page). */
const USD_PER_GB_SECOND = 0.0000133334;

/** One vCPU is 1,769 MiB: what a second of a worker costs. */
export const USD_PER_SECOND = (1_769 / 1_024) * USD_PER_GB_SECOND;
