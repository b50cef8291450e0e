// The small market with everything that a world can change: levels with a rule beyond them and other venues, a lagged
// mark, makers who leave; quantiles of ordinary moves; and a sweep with an alternative for each input.
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { SNAPSHOT, SWEEP, sweepText } from './small.ts';

const REACHES = [0.01, 0.05, 0.2, 0.5];

export const RICH = {
  ...SNAPSHOT,
  positions: { ...SNAPSHOT.positions, leverageTilt: -0.4, standingShare: { long: 1, short: 0.5 } },
  depth: {
    kind: 'profile',
    distance: REACHES,
    bid: [60, 150, 155, 160],
    ask: [60, 130, 135, 140],
    beyond: 'flat',
    outside: { cost: 0.005, multiple: 1 },
  },
  rules: {
    ...SNAPSHOT.rules,
    triggerRule: { rule: 'lagged', latencySeconds: 60 },
    ownShare: 0.2,
    withdrawal: [
      [0, 1],
      [0.05, 0.6],
      [0.2, 0.2],
    ],
  },
  history: {
    windows: [
      {
        seconds: 1_800,
        count: 2_000,
        down: [0.08, 0.07, 0.05, 0.04],
        up: [0.09, 0.05, 0.03],
        quantiles: { down: [0.004, 0.01, 0.015, 0.03], up: [0.005, 0.012, 0.0151, 0.02] },
      },
    ],
  },
};
export const richSnapshot = parseSnapshot(JSON.stringify(RICH));

/** Each input of report.md 2.6, and a value of it that is not today's. */
export const CHANGES = {
  depthScale: 0.5,
  beyond: 'stop',
  outside: null,
  halfLifeSeconds: 600,
  permanentShare: 0.05,
  ownShare: 1,
  mechanism: 'gentle',
  leverageTilt: 0.3,
  standingShare: { long: 0.7, short: 0.25 },
  sizeDispersion: 2,
  leverageScale: 1.25,
  openInterestScale: 1.5,
  fundScale: 0.5,
  withdrawal: null,
} as const;
export type Input = keyof typeof CHANGES;
export const INPUTS = Object.keys(CHANGES) as readonly Input[];

export const alternativeOf = (input: Input, paths = 12) => ({
  id: input.toLowerCase(),
  text: `${input} is otherwise`,
  owner: null,
  change: { [input]: CHANGES[input] },
  paths,
});

export const richSweep = (changes: Parameters<typeof sweepText>[0] = {}) =>
  parseSweep(
    sweepText({
      compare: [],
      axes: { ...SWEEP.axes, leverageBps: [10_000], maintenanceBps: [10_000] },
      alternatives: INPUTS.map((input) => alternativeOf(input)),
      ordinary: { paths: 7 },
      sensitivity: { paths: 5 },
      stress: { latencySeconds: [120], largestBps: [15_000, 30_000], paths: 6 },
      ...changes,
    }),
  );
