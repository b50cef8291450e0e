import { type Mechanism, MOST_EASE } from '../market/mechanism.ts';
import type { Snapshot } from '../market/snapshot.ts';
import type { Sweep } from './sweep-file.ts';
import type { World } from './world.ts';

type Input = keyof World['change'];
type Step = 'halved' | 'doubled' | 'neighbour';

/** One input with another value than today's, all others as they are (report.md 3.14). */
export interface SensitivityLine {
  readonly input: Input;
  readonly step: Step;
  readonly world: World;
}

/** Lines of the sensitivity table: what the snapshot has of these inputs, halved and doubled, or the rule beside its own. */
export const sensitivityLines = (
  { mechanisms, base }: Pick<Sweep, 'mechanisms' | 'base'>,
  snapshot: Snapshot,
): SensitivityLine[] => [
  ...scaled('depthScale', 1),
  ...beyondLines(snapshot),
  ...outsideLines(snapshot),
  ...scaled('halfLifeSeconds', snapshot.rules.halfLifeSeconds ?? 0),
  ...permanentLines(snapshot),
  ...(snapshot.rules.triggerRule.rule === 'last' ? [] : scaled('ownShare', snapshot.rules.ownShare, 1)),
  ...positionLines(snapshot),
  ...scaled('leverageScale', 1),
  ...scaled('openInterestScale', 1),
  ...scaled('fundScale', 1),
  ...withdrawalLines(snapshot),
  ...latencyLines(snapshot),
  ...takeoverLines(mechanisms[base.mechanism]!),
];

export const sensitivityWorlds = (sweep: Sweep, snapshot: Snapshot): World[] =>
  sensitivityLines(sweep, snapshot).map(({ world }) => world);

const STEPS = [
  ['halved', 0.5],
  ['doubled', 2],
] as const;

/** Half and twice the value, as far as it may go; a value of 0 has neither. */
function scaled(input: Input, value: number, most = Infinity): SensitivityLine[] {
  return STEPS.flatMap(([step, times]) => {
    const other = Math.min(times * value, most);
    return other === value ? [] : [lineOf(input, step, other)];
  });
}

function lineOf(input: Input, step: Step, value: unknown, name: string = step): SensitivityLine {
  const id = `v-${input.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-${name}`;
  return { input, step, world: { id, change: { [input]: value } as World['change'] } };
}

/** From nobody to everybody: the neighbours of a rule are those beside it. */
const BEYOND = ['stop', 'extend', 'flat'] as const;

function beyondLines({ depth }: Snapshot): SensitivityLine[] {
  if (depth.kind === 'law') return [];
  const own = BEYOND.indexOf(depth.beyond);
  return BEYOND.filter((_, place) => Math.abs(place - own) === 1).map((rule) =>
    lineOf('beyond', 'neighbour', rule, rule),
  );
}

function outsideLines({ depth }: Snapshot): SensitivityLine[] {
  if (depth.kind === 'law' || !depth.outside?.multiple) return [];
  const { cost, multiple } = depth.outside;
  return STEPS.map(([step, times]) => lineOf('outside', step, { cost, multiple: times * multiple }));
}

/** Of a share that cannot be fitted; where it is 0, what a little of it would do (it runs away). */
const SOME_PERMANENT = 0.05;

function permanentLines({ rules }: Snapshot): SensitivityLine[] {
  return rules.permanentShare === 0
    ? [lineOf('permanentShare', 'neighbour', SOME_PERMANENT, 'some')]
    : scaled('permanentShare', rules.permanentShare, 1);
}

function positionLines({ positions }: Snapshot): SensitivityLine[] {
  if (positions.kind !== 'estimated') return [];
  const { leverageTilt = 0, standingShare = { long: 1, short: 1 }, sizeDispersion } = positions;
  const standing = STEPS.flatMap(([step, times]) => {
    const share = (side: 'long' | 'short') => Math.min(times * standingShare[side], 1);
    const other = { long: share('long'), short: share('short') };
    const same = other.long === standingShare.long && other.short === standingShare.short;
    return same ? [] : [lineOf('standingShare', step, other)];
  });
  return [
    ...scaled('leverageTilt', leverageTilt),
    ...standing,
    ...scaled('sizeDispersion', sizeDispersion, 5),
  ];
}

/** Makers who leave at half the move are twice as eager. Moves beyond the whole price are never met. */
function withdrawalLines({ rules: { withdrawal } }: Snapshot): SensitivityLine[] {
  if (!withdrawal) return [];
  return STEPS.map(([step, times]) =>
    lineOf(
      'withdrawal',
      step,
      withdrawal.map(([move, share]) => [move / times, share]).filter(([move]) => move! <= 1),
    ),
  );
}

function latencyLines({ rules: { triggerRule } }: Snapshot): SensitivityLine[] {
  return triggerRule.rule === 'lagged' ? scaled('latencySeconds', triggerRule.latencySeconds) : [];
}

function takeoverLines(mechanism: Mechanism): SensitivityLine[] {
  if (mechanism.name !== 'takeover') return [];
  const { patienceSeconds, easePerMinute } = mechanism;
  return [
    ...scaled('patienceSeconds', patienceSeconds),
    ...scaled('easePerMinute', easePerMinute, MOST_EASE),
  ];
}
