import type { CloseOut } from '../../cascade/holders/crossed/close-out.ts';
import type { Venue } from '../../market/contagion/venue.ts';
import type { Mechanism } from '../../market/mechanism.ts';
import { refuse } from '../../market/parse.ts';
import { inStress, ofCalls, ofTakeover } from '../../market/stress-rules.ts';
import { type ResolvedShock, resolvedShock } from './shock-vectors.ts';
import { refuseAlternatives, type VenueAlternative } from './venue-alternatives.ts';
import { refuseStrangers, type VenueSweep } from './venue-sweep.ts';

/** What a venue does in stress, and what its absence is called. */
export const WITHOUT = {
  halt: 'no halts',
  band: 'no price bands',
  stressMaintenance: 'maintenance not raised',
  topUp: 'nobody answers a call',
} as const;
export type StressRule = keyof typeof WITHOUT;

export const VENUE_CELL_KINDS = ['quiet', 'alone', 'all', 'axis', 'rule'] as const;

/** One shock under one set of rules, to be run over paths. */
export interface VenueCell extends ResolvedShock {
  /**
   * `quiet`: nothing is shocked, so that noise alone is at work; `alone`: one market; `all`: the decision shock; `axis`: another
   * shock; `rule`: the decision shock under another mechanism or close-out, or without a rule of the venue's.
   */
  readonly kind: (typeof VENUE_CELL_KINDS)[number];
  readonly id: string;
  readonly crossed: 'as-is' | 'cut';
  /** In place of the snapshot's; null: those of each market. */
  readonly mechanism: Mechanism | null;
  readonly closeOut: CloseOut;
  /** A rule of the snapshot that does not hold here. */
  readonly without: StressRule | null;
  /** The alternative under which it is run; null: as the snapshot says. */
  readonly under: VenueAlternative | null;
  readonly paths: number;
}

/**
 * The cells of a sweep over several markets: nobody shocked, each market alone by its move in the decision shock, all at once,
 * each as it is and cut; then the axis of shocks likewise; then other rules at the decision shock; then the table as it is under each
 * alternative.
 *
 * @throws RangeError where sweep and snapshot do not go together
 */
export function venueCells(sweep: VenueSweep, venue: Venue): VenueCell[] {
  const ids = venue.markets.map(({ id }) => id);
  refuseStrangers(sweep, ids);
  const { decision, other } = sweep.paths;
  const shock = resolvedShock(sweep, ids, sweep.decision);
  if (shock.moves.every((move) => move === 0)) refuse('sweep.decision', 'move a market', 'none');
  const own = todayOf(venue);
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
  const rules = ruleCells(sweep, venue, shock);
  for (const cell of rules) refuseMisfit(venue, cell);
  const { alternatives = [] } = sweep;
  refuseAlternatives(alternatives, venue);
  return [
    ...table.flatMap((cell) =>
      crossed.map((how) => ({ ...cell, id: how === 'cut' ? `${cell.id}-cut` : cell.id, crossed: how })),
    ),
    ...rules,
    ...alternatives.flatMap((under) => cellsUnder(table, under)),
  ];
}

/** The rows of the table under an alternative, wallets as they are. */
const cellsUnder = (table: readonly Omit<VenueCell, 'crossed'>[], under: VenueAlternative): VenueCell[] =>
  table
    .filter(({ kind }) => kind !== 'axis')
    .map((cell) => ({
      ...cell,
      id: `${cell.id}-under-${under.id}`,
      crossed: 'as-is',
      under,
      paths: under.paths,
    }));

/** Other rules at the decision shock, and each of the venue's own rules in stress left out. */
function ruleCells(sweep: VenueSweep, venue: Venue, shock: ResolvedShock): VenueCell[] {
  const own = todayOf(venue);
  return [
    ...Object.entries(sweep.mechanisms).map(([label, mechanism]) => ({
      id: `mechanism-${label}`,
      label,
      ...own,
      mechanism,
      closeOut: closeOutUnder(mechanism, venue.closeOut),
    })),
    ...Object.entries(sweep.closeOuts).map(([label, closeOut]) => ({
      id: `close-out-${label}`,
      label,
      ...own,
      closeOut,
    })),
    ...rulesOf(venue).map((without) => ({
      id: `without-${without}`,
      label: WITHOUT[without],
      ...own,
      without,
    })),
  ].map((rule) => ({ ...shock, ...rule, kind: 'rule', crossed: 'as-is', paths: sweep.paths.other }));
}

const todayOf = ({ closeOut }: Venue) => ({ mechanism: null, closeOut, without: null, under: null });

/** Rules in stress that a venue has. */
const rulesOf = ({ markets, topUp }: Venue): StressRule[] =>
  (Object.keys(WITHOUT) as StressRule[]).filter((rule) =>
    rule === 'topUp' ? topUp !== null : markets.some(({ stress }) => stress[rule] !== undefined),
  );

/** A mechanism or close-out that is tried must go with the rules that stay. */
function refuseMisfit({ markets, adl, topUp }: Venue, { id, mechanism, closeOut }: VenueCell): void {
  const terms = markets.map(({ stress, tiers, mechanism: own }) => ({
    ...stress,
    mechanism: mechanism ?? own,
    tiers: Array.from(tiers.rate, (rate) => ({ rate })),
  }));
  const broken = [
    ...ofTakeover({ markets: terms, closeOut, adl }),
    ...ofCalls(terms, topUp ?? undefined),
    ...terms.flatMap((own, k) =>
      [...inStress(own)].map((one) => ({ ...one, path: ['markets', k, ...one.path] })),
    ),
  ];
  for (const { path, rule, got } of broken)
    refuse(`${path.join('.')} under ${id} of the sweep`, rule.replace(/^must /, ''), got);
}

/** What a mechanism closes of a wallet (contagion.md 2.3); where it says nothing of wallets, the venue's own rule stands. */
export function closeOutUnder(mechanism: Mechanism, own: CloseOut): CloseOut {
  if (mechanism.name === 'full' || mechanism.name === 'takeover') return { order: own.order, amount: 'all' };
  if (mechanism.name === 'target-margin')
    return { order: own.order, amount: 'target', multiple: mechanism.multiple };
  if (mechanism.name === 'stepped' && mechanism.variant === 'share')
    return { order: 'pro-rata', amount: 'step', step: mechanism.firstShare, ratio: 1, penalty: 0 };
  return own;
}

/** Of the venue at the start of a cell's paths, settlement currency. */
export const fundUnder = ({ fund }: Venue, { under }: Pick<VenueCell, 'under'>): number =>
  fund * (under?.change.fundScale ?? 1);

/** Paths over all cells. */
export const walksOf = (cells: readonly VenueCell[]): number =>
  cells.reduce((sum, { paths }) => sum + paths, 0);
