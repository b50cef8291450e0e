import { refuse } from '../../market/parse.ts';
import { type ShockVector, shockParts, type VenueSweep } from './venue-sweep.ts';

const BPS = 10_000;

/** Moves of all fundamentals at once, fractions by market, and how a report says it. */
export interface ResolvedShock {
  readonly label: string;
  /** Where a named vector comes from; null: it is the sweep's own. */
  readonly source: string | null;
  readonly moves: readonly number[];
}

/**
 * `s_k = beta_k c + o_k`, or a named vector times a multiple (contagion.md 8).
 *
 * @param ids of the markets
 * @throws RangeError where a move is not above -1
 */
export function resolvedShock(sweep: VenueSweep, ids: readonly string[], vector: ShockVector): ResolvedShock {
  const { label, source, bps } = spelledOut(sweep, ids, vector);
  const moves = bps.map((own) => own / BPS);
  const broken = moves.findIndex((move) => !(move > -1));
  if (broken >= 0) refuse(`sweep shock ${label}`, `move ${ids[broken]} by more than -10000`, bps[broken]);
  return { label, source, moves };
}

function spelledOut({ markets, vectors }: VenueSweep, ids: readonly string[], vector: ShockVector) {
  const { commonBps, ownBps, name, multiple } = shockParts(vector);
  const named = name === null ? null : vectors[name]!;
  const betaOf = (id: string): number => markets[id]?.beta ?? 1;
  const words = [
    ...(commonBps === 0 ? [] : [percentOf(commonBps)]),
    ...(name === null ? [] : [multiple === 1 ? name : `${name} times ${multiple}`]),
    ...Object.entries(ownBps).map(([id, own]) => `${id} ${percentOf(own)}`),
  ];
  return {
    label: words.join(' and ') || 'none',
    source: named?.source ?? null,
    bps: ids.map((id) => betaOf(id) * commonBps + of(ownBps, id) + multiple * of(named?.bps ?? {}, id)),
  };
}

/** A market may be called as what every object has. */
const of = (bps: Readonly<Record<string, number>>, id: string): number =>
  Object.hasOwn(bps, id) ? bps[id]! : 0;

const percentOf = (bps: number): string => `${bps / 100} %`;
