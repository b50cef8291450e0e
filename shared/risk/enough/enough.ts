import type { Tiers } from '../../cascade/margin/tiers.ts';
import { type Rung, rungsOf } from '../../sweep/ladder.ts';
import type { Enough, Remedy, Tried } from '../findings/enough.ts';
import type { Metric } from '../findings/metric.ts';
import type { Quality } from '../findings/quality.ts';
import type { Word } from '../findings/verdict.ts';
import { inOrder, type KeyNumbers } from '../metrics/key-numbers.ts';
import type { Subject } from '../metrics/subject.ts';
import { closingTiers } from '../tiers/closing-tiers.ts';
import { type CandidateTiers, unclampedTiers } from '../tiers/tier-table.ts';
import { nightsTo } from './nights.ts';
import { pricesOf } from './prices.ts';
import { type RungTable, rungTable } from './rung-table.ts';
import { numbersOf, triedOf } from './try-rung.ts';

/** What the ladder is climbed from. */
interface Today {
  readonly quality: Quality;
  readonly metrics: KeyNumbers;
  readonly candidate: CandidateTiers;
  /** Under the proposed table; null: not simulated. */
  readonly proposed: KeyNumbers | null;
  readonly lastPublished: Word | null;
}

/**
 * What would be enough (report.md 3.5b): each margin table and mechanism of a ladder that the sweep fixed before the first path is
 * tested as the verdict is, on paths of its own; the smallest that is adequate is the one that calls the least margin. Each rung is
 * tested at the level of the verdict: nothing is corrected for having looked at several. Null: the sweep does not ask.
 */
export function enoughOf(subject: Subject, today: Today): Climb | null {
  const { market, manifest } = subject.scene;
  const { sweep } = manifest;
  const rungs = rungsOf(sweep, market.snapshot);
  if (rungs.length === 0) return null;
  const proposed = {
    candidate: today.candidate,
    unclamped: unclampedTiers(market, sweep, today.lastPublished),
    closing: closingTiers(market, sweep),
  };
  const tables = rungs.map((rung) => rungTable(market, rung, proposed));
  const prices = pricesOf(
    market,
    sweep,
    tables.map(({ tiers }) => tiers),
  );
  const climbed = rungs.map((rung, i) => {
    const numbers = isToday(rung)
      ? today.metrics
      : rung.tiers === 'candidate'
        ? today.proposed
        : numbersOf(subject, rung, proposed);
    const tried = { ...triedOf(subject, rung, { numbers, quality: today.quality }), price: prices[i]! };
    return { tried, numbers, table: tables[i]! };
  });
  const tried = climbed.map((own) => own.tried);
  if (today.quality.gate === 'fail') {
    return {
      enough: { market: manifest.market, remedy: null, reason: 'NO_TEST_DECIDED', tried },
      table: null,
    };
  }
  const { what, rung } = chosenOf(climbed.filter(isDone));
  const { tiers, maintenance, mechanism, price } = rung.tried;
  const { rates } = rung.table;
  const remedy: Remedy = {
    ...{ tiers, maintenance, mechanism, what, price, rates },
    nights: nightsTo(rates, sweep),
    effects: effectsOf(today.metrics, rung.numbers),
  };
  const reason = what === 'adequate' ? null : 'NOT_BY_MARGINS';
  return {
    enough: { market: manifest.market, remedy, reason, tried },
    table: what === 'nearest' ? null : rung.table.tiers,
  };
}

/** What was found on the ladder, and the margin table of what is enough; null: nothing is. */
interface Climb {
  readonly enough: Enough;
  readonly table: Tiers | null;
}

/** A rung all of whose cells are there, with what was found of it. */
interface Climbed {
  readonly tried: Tried;
  readonly numbers: KeyNumbers;
  readonly table: RungTable;
}

const isDone = (own: Omit<Climbed, 'numbers'> & { readonly numbers: KeyNumbers | null }): own is Climbed =>
  own.numbers !== null;

const isToday = ({ tiers, world }: Rung): boolean => tiers === 'current' && world === null;

/**
 * The cheapest rung that is adequate; else, where today does not prove every test, the cheapest that does; else the one that comes
 * nearest. The first is today's, of which no cell is missing where the gates pass.
 */
function chosenOf(done: readonly Climbed[]): { what: Remedy['what']; rung: Climbed } {
  const today = done[0]!;
  const adequate = cheapest(done.filter(({ tried }) => tried.word === 'adequate'));
  if (adequate) return { what: 'adequate', rung: adequate };
  const proven = provesAll(today) ? null : cheapest(done.filter(provesAll));
  if (proven) return { what: 'proven', rung: proven };
  return { what: 'nearest', rung: cheapest(leastBy(done, short, strainOn(today.tried.decidedBy)))! };
}

const provesAll = ({ numbers }: Climbed): boolean => numbers.proof.every(({ state }) => state === 'proven');

/** Numbers that are not inside. */
const short = ({ tried }: Climbed): number =>
  tried.judged.filter(({ state }) => state === 'open' || state === 'refuted' || state === 'outside').length;

/** The bound of the number that decides today; more is worse, whatever the number. */
const strainOn =
  (decidedBy: string | null) =>
  ({ tried }: Climbed): number =>
    tried.judged.find(({ metric, side }) => `${metric}/${side}` === decidedBy)?.bound.value ?? Infinity;

/** Those with the least of the first measure, and of them with the least of the next. */
function leastBy(all: readonly Climbed[], ...measures: ((own: Climbed) => number)[]): readonly Climbed[] {
  return measures.reduce((left, measure) => {
    const least = left.reduce((so, own) => Math.min(so, measure(own)), Infinity);
    return left.filter((own) => measure(own) === least);
  }, all);
}

/** Least margin called; then fewest liquidated by the change, then the order of the ladder. */
const cheapest = (all: readonly Climbed[]): Climbed | null =>
  leastBy(
    all,
    ({ tried }) => tried.price.extraMargin,
    ({ tried }) => tried.price.liquidatedByChange,
  )[0] ?? null;

function effectsOf(before: KeyNumbers, after: KeyNumbers): Remedy['effects'] {
  const then = inOrder(after);
  return inOrder(before).map((metric) => {
    const other = then.find(({ id, side }) => id === metric.id && side === metric.side)!;
    return {
      metric: metric.id,
      side: metric.side,
      before: known(metric),
      stateBefore: metric.state,
      after: known(other),
      stateAfter: other.state,
    };
  });
}

const known = ({ value, reason }: Metric) => ({ value, reason });
