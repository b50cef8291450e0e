import { basePlace, cellView, ruinOf, type Scene, shocksOutward, uncoveredOf } from '../cells/cell-view.ts';
import { SIDES } from '../cells/decision-cells.ts';
import type { FrontierLine, FrontierPoint } from '../findings/frontier.ts';
import { ALPHA } from '../statistics/level.ts';
import { rememberedBounds } from '../statistics/remembered-bounds.ts';
import { frontier } from './frontier.ts';

/**
 * The frontier of every side, mechanism of the axis and shock (report.md 3.4): *margin* by the mean loss beyond
 * margins, *fund* by P(need > fund), and the lower of the two, because a large fund must not make thin margins look safe.
 */
export function frontierPoints(scene: Scene): FrontierPoint[] {
  const { market, sweep } = scene.manifest;
  const bounds = rememberedBounds(ALPHA);
  return SIDES.flatMap((side) =>
    sweep.axes.mechanism.flatMap((mechanism) =>
      shocksOutward(scene, side).map((shockBps) => {
        const place = basePlace(scene, 'current', mechanism);
        const views = sweep.axes.leverageBps.map((leverageBps) => ({
          leverage: leverageBps / 10_000,
          view: cellView(scene, { ...place, leverageBps }, shockBps)!,
        }));
        const tolerance = sweep.mapTolerance;
        const line = (evidenceOf: typeof ruinOf) =>
          frontier(
            views.map(({ leverage, view }) => ({ leverage, evidence: evidenceOf(view) })),
            tolerance,
            bounds,
          );
        const [margin, fund] = [line(uncoveredOf), line(ruinOf)];
        const provenSafe = lower(margin.provenSafe, fund.provenSafe);
        return {
          market,
          side,
          mechanism,
          shockBps,
          shock: shockBps / 10_000,
          tolerance,
          provenSafe,
          notRefuted: lower(margin.notRefuted, fund.notRefuted),
          reason: provenSafe === null ? 'NOT_PROVEN' : null,
          margin: only(margin),
          fund: only(fund),
          flags: margin.nonmonotone || fund.nonmonotone ? ['NONMONOTONE'] : [],
        };
      }),
    ),
  );
}

const only = ({ provenSafe, notRefuted }: FrontierLine): FrontierLine => ({ provenSafe, notRefuted });

/** The lower of two leverages; none at all is lower than any. */
const lower = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b);
