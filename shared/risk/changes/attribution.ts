import { type BySide, SIDES } from '../cells/decision-cells.ts';
import {
  ATTRIBUTED_IDS,
  type Attribution,
  type Erratum,
  type FactorId,
  type Shares,
} from '../findings/change.ts';
import type { Metric } from '../findings/metric.ts';
import type { Reason } from '../shapes/reasons.ts';
import { shapley } from '../statistics/shapley.ts';
import { changedFactors, mixed } from './factors.ts';
import { type Inputs, type Probed, type ProbedPaths, probe, probeCells, probed } from './probe.ts';

/** One of two nights. */
export interface AttributedNight extends Inputs {
  /** As reported. */
  readonly metrics: readonly Metric[];
  /** Of the sources that compute. */
  readonly modelDigest: string;
}

/** The earlier night, with the paths that its numbers were made of. */
export interface EarlierNight extends AttributedNight {
  readonly paths: (shockBps: number) => ProbedPaths | undefined;
}

/** Walks over all mixes of both nights together. */
const MOST_WALKS = 3_200;
const MOST_PATHS = 300;
const FEWEST_PATHS = 20;

/**
 * What made the difference between two nights (report.md 8.9): each factor that changed swapped alone and with all others,
 * over the first paths of the decision cells, which draw the same numbers in every mix. The earlier night itself is run once
 * more: what differs from what it reported over the same paths is the code. What the few paths do not tell of the reported
 * change is the rest, so that all parts add up to it.
 */
export function attributionOf(
  before: EarlierNight,
  now: AttributedNight,
): { readonly value: Attribution | null; readonly reason: Reason | null } {
  if (before.market.contract !== now.market.contract) return { value: null, reason: 'NOT_COMPARABLE' };
  const changed = changedFactors(before, now);
  const cells = Math.max(probeCells(before.sweep), probeCells(now.sweep));
  const fitting = Math.floor(MOST_WALKS / ((1 << changed.length) * cells));
  const planned = Math.min(before.sweep.paths.decision, now.sweep.paths.decision);
  const paths = Math.min(planned, MOST_PATHS, Math.max(FEWEST_PATHS, fitting));
  const mixes = allMixes(before, now, changed);
  if (mixes === null) return { value: null, reason: 'NO_SUCH_MIX' };
  const values = mixes.map((inputs) => probe(inputs, paths));
  const reported = probed(before, paths, before.paths);
  return {
    value: {
      paths,
      changed,
      sameModel: before.modelDigest === now.modelDigest,
      shares: sharesOf(before, now, { changed, values, reported }),
      errata: errataOf(reported, values[0]!),
    },
    reason: null,
  };
}

/** By the set of swapped factors, bit `i` for the `i`-th that changed; null where parts of both are no market together. */
function allMixes(before: Inputs, now: Inputs, changed: readonly FactorId[]): Inputs[] | null {
  try {
    return Array.from({ length: 1 << changed.length }, (_, set) =>
      mixed(before, now, new Set(changed.filter((_factor, bit) => set & (1 << bit)))),
    );
  } catch (error) {
    if (error instanceof RangeError) return null; // say: accounts above the cap of the other night's last tier
    throw error;
  }
}

interface Runs {
  readonly changed: readonly FactorId[];
  /** By the set of swapped factors. */
  readonly values: readonly BySide<Probed>[];
  /** Of the earlier night, from its own paths. */
  readonly reported: BySide<Probed>;
}

function sharesOf(
  before: AttributedNight,
  now: AttributedNight,
  { changed, values, reported }: Runs,
): Shares[] {
  return ATTRIBUTED_IDS.flatMap((id) =>
    SIDES.flatMap((side): Shares[] => {
      const of = ({ metrics }: AttributedNight) => metrics.find((own) => own.id === id && own.side === side);
      const [first, last] = [of(before), of(now)];
      const seen = [first?.value, last?.value, reported[side][id], ...values.map((own) => own[side][id])];
      if (first?.version !== last?.version || seen.some((own) => own === null || own === undefined))
        return [];
      const parts = shapley(changed.length, (set) => values[set]![side][id]!);
      const part = (factor: FactorId) => parts[changed.indexOf(factor)] ?? 0;
      const shares = {
        positions: part('positions'),
        prices: part('prices'),
        depth: part('depth'),
        fund: part('fund'),
        parameters: part('parameters'),
        code: values[0]![side][id]! - reported[side][id]!,
      };
      const told = Object.values(shares).reduce((sum, own) => sum + own, 0);
      const change = last!.value! - first!.value!;
      return [{ id, side, before: first!.value!, now: last!.value!, ...shares, rest: change - told }];
    }),
  );
}

function errataOf(reported: BySide<Probed>, recomputed: BySide<Probed>): Erratum[] {
  return ATTRIBUTED_IDS.flatMap((id) =>
    SIDES.flatMap((side): Erratum[] => {
      const [then, now] = [reported[side][id], recomputed[side][id]];
      return then === null || now === null || then === now
        ? []
        : [{ id, side, reported: then, recomputed: now }];
    }),
  );
}
