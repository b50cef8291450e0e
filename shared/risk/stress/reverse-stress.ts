import { LN2, log } from '../../cascade/numbers/math.ts';
import type { Side } from '../../sweep/cells.ts';
import { type StressPoint, stressPoints } from '../../sweep/stress.ts';
import {
  ascending,
  basePlace,
  type CellView,
  cellView,
  type Place,
  ruinOf,
  type Scene,
  shocksOutward,
} from '../cells/cell-view.ts';
import { largestBps, mixtureCells } from '../cells/decision-cells.ts';
import type { Fund } from '../findings/fund.ts';
import type { Driver, DriverId, Joint, ReverseStress } from '../findings/reverse-stress.ts';
import { frontier } from '../frontier/frontier.ts';
import { upperOf } from '../proof/evidence.ts';
import { flipOf } from '../statistics/flip.ts';
import { ALPHA } from '../statistics/level.ts';
import { worstQuantile } from '../statistics/quantile-estimate.ts';
import { rememberedBounds } from '../statistics/remembered-bounds.ts';

/** A cell, and how far its driver is from today there. */
interface Stressed {
  readonly multiple: number;
  readonly view: CellView;
}

/**
 * How far one driver after the other may go until P(need > fund) is no longer held (report.md 3.7): along the axes of the grid and the
 * points of the sweep's own against the map tolerance, and the fund against that of its metric; and the nearest cell of all that is not proven.
 */
export function reverseStress(scene: Scene, fund: Fund): ReverseStress {
  const { market, side } = fund;
  const tolerance = scene.manifest.sweep.mapTolerance;
  const lines = linesOf(scene, side);
  const drivers = lines.flatMap(({ id, points }) =>
    points.length < 2 ? [] : [along(id, points, tolerance)],
  );
  return { market, side, drivers: [...drivers, ofFund(scene, fund)], joint: jointOf(scene, side, tolerance) };
}

/** Cells of each driver from the mildest on, everything else at its base value and the largest shock of the design. */
function linesOf(scene: Scene, side: Side): { readonly id: DriverId; readonly points: Stressed[] }[] {
  const { axes, base } = scene.manifest.sweep;
  const today = basePlace(scene, 'current');
  const design = largestBps(scene, side);
  const shock = side === 'down' ? -design : design;
  const at = (multiple: number, place: Place, shockBps: number): Stressed[] => {
    const view = cellView(scene, place, shockBps);
    return view ? [{ multiple, view }] : [];
  };
  const axis = (name: 'leverageBps' | 'maintenanceBps' | 'depthBps', values: readonly number[]) =>
    values.flatMap((value) => at(value / base[name], { ...today, [name]: value }, shock));
  const isListed = scene.results.unlisted === undefined; // else base maintenance and depth are all that is
  return [
    {
      id: 'price',
      points: shocksOutward(scene, side).flatMap((own) => at(Math.abs(own) / design, today, own)),
    },
    { id: 'leverage', points: axis('leverageBps', axes.leverageBps) },
    { id: 'maintenance', points: isListed ? axis('maintenanceBps', axes.maintenanceBps.toReversed()) : [] },
    { id: 'depth', points: isListed ? axis('depthBps', axes.depthBps.toReversed()) : [] },
    ...(['latency', 'largest'] as const).map((id) => ({
      id,
      points: [
        ...at(1, today, shock),
        ...pointsOf(scene, id).flatMap(({ multiple, world }) => at(multiple, { ...today, world }, shock)),
      ],
    })),
  ];
}

const pointsOf = ({ manifest: { sweep }, market }: Scene, id: StressPoint['driver']): StressPoint[] =>
  stressPoints(sweep, market.snapshot).filter(({ driver }) => driver === id);

function along(id: DriverId, points: readonly Stressed[], tolerance: number): Driver {
  const evidence = points.map(({ multiple, view }) => ({ leverage: multiple, evidence: ruinOf(view) }));
  const { pooled, lower, provenSafe } = frontier(evidence, tolerance);
  const at = points.map(({ multiple }) => multiple);
  const refuted = lower.findIndex((bound) => bound > tolerance);
  const shares = pooled.map((amount, i) => amount / points[i]!.view.planned);
  const { value, reason } = flipOf(at, shares, tolerance);
  return { id, multiple: value, reason, provenTo: provenSafe, refutedFrom: at[refuted] ?? null, tolerance };
}

/** Need is known path by path, so that the fund has no grid: what it must hold is a quantile of need. */
function ofFund(scene: Scene, { side, resources, provenFund, tolerance }: Fund): Driver {
  const samples = mixtureCells(scene, 'current', side).map(({ view }) => ({
    ascending: ascending(view, 'need'),
    planned: view.planned,
  }));
  const enough = worstQuantile(samples, Math.round((1 - tolerance) * 1_000_000));
  const share = (money: number | null) => (money === null || resources <= 0 ? null : money / resources);
  const multiple = share(enough.value.value);
  return {
    id: 'fund',
    multiple,
    reason: multiple === null ? (enough.value.reason ?? 'NO_FUND') : null,
    provenTo: share(provenFund.value),
    refutedFrom: share(enough.lower.value),
    tolerance,
  };
}

/** A place that is in no driver milder than today, and how far it is. */
interface Worse {
  readonly shockBps: number;
  readonly place: Place;
  readonly multiples: Multiples;
  readonly distance: number;
}
type Multiples = Pick<Joint, 'price' | 'leverage' | 'maintenance' | 'depth' | 'latency' | 'largest'>;

/** Nearest first; of equals the first in the order of shock, leverage, maintenance, depth, then the sweep's own points. */
function jointOf(scene: Scene, side: Side, tolerance: number): Joint {
  const places = [...worseOnGrid(scene, side), ...worseOffGrid(scene, side)];
  const bounds = rememberedBounds(ALPHA);
  for (const { shockBps, place, multiples, distance } of places.sort((a, b) => a.distance - b.distance)) {
    const view = cellView(scene, place, shockBps);
    if (!view || upperOf(ruinOf(view), ALPHA, bounds) <= tolerance) continue;
    const reason = distance === 0 ? 'AT_GRID_START' : null;
    return { distance, reason, cell: view.cell.id, ...multiples };
  }
  const nowhere = {
    price: null,
    leverage: null,
    maintenance: null,
    depth: null,
    latency: null,
    largest: null,
  };
  return { distance: null, reason: 'BEYOND_GRID', cell: null, ...nowhere };
}

const TODAY = { price: 1, leverage: 1, maintenance: 1, depth: 1, latency: 1, largest: 1 };

function worseOnGrid(scene: Scene, side: Side): Worse[] {
  const { axes, base } = scene.manifest.sweep;
  const design = largestBps(scene, side);
  const isListed = scene.results.unlisted === undefined;
  const only = (points: readonly number[], own: number) =>
    isListed ? points.filter((one) => one <= own) : [own];
  const shocks = shocksOutward(scene, side).filter((shock) => Math.abs(shock) >= design);
  const leverages = axes.leverageBps.filter((one) => one >= base.leverageBps);
  return shocks.flatMap((shockBps) =>
    leverages.flatMap((leverageBps) =>
      only(axes.maintenanceBps, base.maintenanceBps).flatMap((maintenanceBps) =>
        only(axes.depthBps, base.depthBps).map((depthBps): Worse => {
          const multiples = {
            ...TODAY,
            price: Math.abs(shockBps) / design,
            leverage: leverageBps / base.leverageBps,
            maintenance: maintenanceBps / base.maintenanceBps,
            depth: depthBps / base.depthBps,
          };
          const place = { ...basePlace(scene, 'current'), leverageBps, maintenanceBps, depthBps };
          return { shockBps, place, multiples, distance: doublings(Object.values(multiples)) };
        }),
      ),
    ),
  );
}

/** The points of drivers that are no axes, at the largest shock of the design. */
function worseOffGrid(scene: Scene, side: Side): Worse[] {
  const design = largestBps(scene, side);
  const shockBps = side === 'down' ? -design : design;
  return stressPoints(scene.manifest.sweep, scene.market.snapshot).map(({ driver, multiple, world }) => ({
    shockBps,
    place: { ...basePlace(scene, 'current'), world },
    multiples: { ...TODAY, [driver]: multiple },
    distance: doublings([multiple]),
  }));
}

/** Length of a move in several drivers, each in doublings or halvings. */
const doublings = (multiples: readonly number[]): number =>
  Math.sqrt(
    multiples.reduce((sum, own) => {
      const doubled = log(own) / LN2;
      return sum + doubled * doubled;
    }, 0),
  );
