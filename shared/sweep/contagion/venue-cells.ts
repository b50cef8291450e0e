import type { CloseOut } from '../../cascade/holders/crossed/close-out.ts';
import type { Venue } from '../../market/contagion/venue.ts';
import type { Mechanism } from '../../market/mechanism.ts';
import { refuse } from '../../market/parse.ts';
import { type ResolvedShock, resolvedShock } from './shock-vectors.ts';
import { refuseStrangers, type VenueSweep } from './venue-sweep.ts';

/** One shock under one set of rules, to be run over paths. */
export interface VenueCell extends ResolvedShock {
  /**
   * `quiet`: nothing is shocked, so that noise alone is at work; `alone`: one market; `all`: the decision shock; `axis`: another
   * shock; `rule`: the decision shock under another mechanism or close-out.
   */
  readonly kind: 'quiet' | 'alone' | 'all' | 'axis' | 'rule';
  readonly id: string;
  readonly crossed: 'as-is' | 'cut';
  /** In place of the snapshot's; null: those of each market. */
  readonly mechanism: Mechanism | null;
  readonly closeOut: CloseOut;
  readonly paths: number;
}

/**
 * The cells of a sweep over several markets: nobody shocked, each market alone by its move in the decision shock, all at once,
 * each as it is and cut; then the axis of shocks likewise; then other rules at the decision shock.
 *
 * @throws RangeError where sweep and snapshot do not go together
 */
export function venueCells(sweep: VenueSweep, venue: Venue): VenueCell[] {
  const ids = venue.markets.map(({ id }) => id);
  refuseStrangers(sweep, ids);
  const { decision, other } = sweep.paths;
  const shock = resolvedShock(sweep, ids, sweep.decision);
  if (shock.moves.every((move) => move === 0)) refuse('sweep.decision', 'move a market', 'none');
  const own = { mechanism: null, closeOut: venue.closeOut };
  const crossed = venue.linked.wallets.count > 0 ? sweep.axes.crossed : (['as-is'] as const);
  const table: Omit<VenueCell, 'crossed'>[] = [
    {
      kind: 'quiet',
      id: 'quiet',
      label: 'none',
      source: null,
      moves: ids.map(() => 0),
      ...own,
      paths: decision,
    },
    ...ids.flatMap((id, k) =>
      shock.moves[k] === 0 || ids.length === 1
        ? []
        : [
            {
              kind: 'alone' as const,
              id: `alone-${id}`,
              label: id,
              source: shock.source,
              moves: shock.moves.map((move, j) => (j === k ? move : 0)),
              ...own,
              paths: decision,
            },
          ],
    ),
    { kind: 'all', id: 'all', ...shock, ...own, paths: decision },
    ...sweep.axes.shockBps.map((vector, i) => ({
      kind: 'axis' as const,
      id: `shock-${i}`,
      ...resolvedShock(sweep, ids, vector),
      ...own,
      paths: other,
    })),
  ];
  const rules: VenueCell[] = [
    ...Object.entries(sweep.mechanisms).map(([label, mechanism]) => ({
      id: `mechanism-${label}`,
      label,
      mechanism,
      closeOut: closeOutUnder(mechanism, venue.closeOut),
    })),
    ...Object.entries(sweep.closeOuts).map(([label, closeOut]) => ({
      id: `close-out-${label}`,
      label,
      mechanism: null,
      closeOut,
    })),
  ].map((rule) => ({ ...shock, ...rule, kind: 'rule', crossed: 'as-is', paths: other }));
  return [
    ...table.flatMap((cell) =>
      crossed.map((how) => ({ ...cell, id: how === 'cut' ? `${cell.id}-cut` : cell.id, crossed: how })),
    ),
    ...rules,
  ];
}

/** What a mechanism closes of a wallet (contagion.md 2.3); where it says nothing of wallets, the venue's own rule stands. */
export function closeOutUnder(mechanism: Mechanism, own: CloseOut): CloseOut {
  if (mechanism.name === 'full') return { order: own.order, amount: 'all' };
  if (mechanism.name === 'target-margin')
    return { order: own.order, amount: 'target', multiple: mechanism.multiple };
  if (mechanism.name === 'stepped' && mechanism.variant === 'share')
    return { order: 'pro-rata', amount: 'step', step: mechanism.firstShare, ratio: 1, penalty: 0 };
  return own;
}

/** Paths over all cells. */
export const walksOf = (cells: readonly VenueCell[]): number =>
  cells.reduce((sum, { paths }) => sum + paths, 0);
