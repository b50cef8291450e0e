import { checked, refuse } from '../parse.ts';
import { Snapshot } from '../snapshot.ts';
import type { Calibrated } from './calibrate.ts';
import type { Calibration, FittedSetting } from './calibration.ts';

type Assumption = Snapshot['assumptions'][number];

/** Ids of the assumptions that a fit takes the place of. */
const REPLACED = ['leverage-tilt', 'age-half-life', 'standing-share'];

/**
 * The snapshot with what was fitted in its place, what was observed beside its ordinary moves, each setting as an assumption that says its interval or that it was kept,
 * and the calibration among the sources.
 *
 * @param digest of the calibration
 */
export function calibratedSnapshot(
  snapshot: Snapshot,
  { calibration, positions, rules, history }: Calibrated,
  digest: string,
): Snapshot {
  if (snapshot.positions.kind !== 'estimated')
    refuse('snapshot.positions.kind', 'be estimated', snapshot.positions.kind);
  const { source } = calibration.record;
  return checked('snapshot', Snapshot, {
    ...snapshot,
    positions: { ...snapshot.positions, ...positions },
    rules,
    history,
    assumptions: [
      ...snapshot.assumptions.filter(({ id }) => !isReplaced(id, calibration)),
      ...calibration.settings.map(assumptionOf),
    ],
    sources: [
      ...snapshot.sources.filter(({ name }) => name !== 'calibration'),
      { name: 'calibration', source: `calibration/1 ${digest}, of a record: ${source}`.slice(0, 1_000) },
    ],
  });
}

const isReplaced = (id: string, { settings }: Calibration): boolean =>
  REPLACED.includes(id) || settings.some((setting) => idOf(setting) === id);

const idOf = ({ name }: FittedSetting): string =>
  `fit-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('.', '-')}`;

function assumptionOf(setting: FittedSetting): Assumption {
  const { name, value, state, low, high, note } = setting;
  const own = JSON.stringify(value);
  const interval = low === undefined ? '' : `, 5 to 95 % from ${low} to ${high}`;
  const text =
    state === 'fitted'
      ? `${name} ${own} is fitted to a record${interval}${note ? `; ${note}` : ''}.`
      : `${name} ${own} is kept, not fitted: ${note ?? 'the record says nothing of it'}.`;
  const ofRules = !/^(leverageTilt|ageHalfLifeDays|standingShare)/.test(name);
  return { id: idOf(setting), of: ofRules ? 'rules' : 'positions', text: text.slice(0, 1_000) };
}
