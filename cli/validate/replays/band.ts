import type { Check } from '../check.ts';
import { field, fields, number, type Place, refuseAt } from '../place.ts';

/** What came out of a replay, by the names that bands have. */
export type Obtained = Readonly<Record<string, number>>;

/**
 * Whether each value lies inside its band, `name: [least, most]`, ends included. The difference is how far outside it
 * is; NaN lies in no band.
 */
export const bandChecks = (bands: Place, obtained: Obtained): Check[] =>
  fields(bands).map(([name, band]) => {
    const [least, most] = endsOf(band);
    const value = obtained[name];
    if (value === undefined) refuseAt(band.at, `be one of ${Object.keys(obtained).join(', ')}`, name);
    return {
      case: name,
      expected: `${least} to ${most}`,
      obtained: Number(value.toPrecision(4)),
      difference: Math.max(0, least - value, value - most),
      tolerance: 0,
      ok: value >= least && value <= most,
    };
  });

/** A wrong model, which must lie where its band says that it would: so that the group can tell it from a right one. */
export const controlChecks = (group: Place, obtained: Obtained): Check[] =>
  bandChecks(field(group, 'control'), obtained).map((check) => ({
    ...check,
    case: `control: ${check.case}`,
  }));

function endsOf(band: Place): readonly [number, number] {
  const { value } = band;
  if (!Array.isArray(value) || value.length !== 2) refuseAt(band.at, 'be [least, most]', value);
  const [least, most] = value.map((end, i) => number({ at: `${band.at}.${i}`, value: end }));
  return [least!, most!];
}
