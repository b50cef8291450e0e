import type { Metric } from '../../risk/findings/metric.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { multipleText, percent, shockText } from '../display.ts';
import { boundText, limitText, valueText } from '../metric-words.ts';
import { SECTIONS } from '../sections/section.ts';
import type { AlertedNight, SeenAlert } from './seen.ts';

const NOBODY = { metric: null, owner: null, bound: null, cells: [] } as const;
/** From here on a bound is near its limit. */
const NEAR = 0.8;

/** A bound beyond its limit, or near it. */
export function ofLimit(metric: Metric): SeenAlert[] {
  const { id, side, state, proof, bound, limit, value, cells } = metric;
  if (state === null || limit === null) return [];
  const of = {
    metric: id,
    side,
    owner: limit.owner,
    value,
    bound: proof ? (state === 'refuted' ? proof.lower : proof.upper) : (bound?.value ?? null),
    limit: proof ? proof.tolerance : limit.value,
    section: SECTIONS['key-numbers'].number,
    cells,
  };
  const words = `${METRICS[id].name} (${side}) is ${valueText(metric)}, limit ${limitText(metric)}`;
  if (state === 'refuted' || state === 'outside') {
    const at = proof === null && bound?.value != null ? `; it may be ${boundText(metric, bound.value)}` : '';
    return [
      {
        ...of,
        type: 'limit.breached',
        severity: state === 'refuted' ? 'page' : 'work',
        action:
          state === 'refuted'
            ? 'Decide on margins or fund: sections 1, 5 and 6.'
            : 'Look at the watch limit: section 2.',
        text: `${words}${at}; ${state}.`,
      },
    ];
  }
  const isNear = proof !== null && state === 'proven' && proof.upper > NEAR * proof.tolerance;
  if (!isNear) return [];
  return [
    {
      ...of,
      type: 'limit.approaching',
      severity: 'note',
      action: 'Watch it; more paths would narrow the bound.',
      text: `${words}; proven, but its bound is at ${percent(proof.upper / proof.tolerance)} of the tolerance.`,
    },
  ];
}

/** Today's leverage above what is proven at the design's shocks, and failures that do not rise with leverage. */
export function ofFrontier({ frontier, design, base }: AlertedNight, market: string): SeenAlert[] {
  const today = base.find((own) => own.market === market)!;
  const points = frontier.filter((own) => own.market === market && own.mechanism === today.mechanism);
  const shocks = design.filter((own) => own.market === market).flatMap(({ mixture }) => mixture);
  return (['down', 'up'] as const).flatMap((side) => {
    const own = points.filter((point) => point.side === side);
    const below = own.find(
      ({ shockBps, provenSafe }) =>
        shocks.some((shock) => shock.shockBps === shockBps) && (provenSafe ?? 0) < today.leverage,
    );
    const bent = own.find(({ flags }) => flags.includes('NONMONOTONE'));
    const section = SECTIONS.frontier.number;
    return [
      ...(below
        ? [
            {
              ...NOBODY,
              type: 'frontier.below_tiers' as const,
              side,
              severity: 'work' as const,
              action: 'Lower leverage or raise margins: sections 4 and 5.',
              text: `At shock ${shockText(below.shockBps)} ${below.provenSafe === null ? 'no leverage is' : `${multipleText(below.provenSafe)} of today’s leverage is`} proven safe.`,
              value: below.provenSafe,
              limit: today.leverage,
              section,
            },
          ]
        : []),
      ...(bent
        ? [
            {
              ...NOBODY,
              value: null,
              limit: null,
              type: 'nonmonotone' as const,
              side,
              severity: 'note' as const,
              action: 'Read the frontier as the smaller of raw and pooled: section 4.',
              text: SENTENCES.NONMONOTONE,
              section,
            },
          ]
        : []),
    ];
  });
}
