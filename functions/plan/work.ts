import { inspect, refuseUnaccepted, unaccepted } from '../../shared/market/inspect/inspect.ts';
import type { Market } from '../../shared/market/market.ts';
import { refuse } from '../../shared/market/parse.ts';
import { secondsOf } from '../../shared/market/snapshot.ts';
import type { Word } from '../../shared/risk/findings/verdict.ts';
import { limitsInForce } from '../../shared/risk/metrics/limits.ts';
import { closingTiers } from '../../shared/risk/tiers/closing-tiers.ts';
import { candidateTiers, unclampedTiers } from '../../shared/risk/tiers/tier-table.ts';
import { pathCount } from '../../shared/sweep/cells.ts';
import { refuseEvents } from '../../shared/sweep/events.ts';
import { cellTotal, gridsOf } from '../../shared/sweep/grids.ts';
import { reportRows } from '../../shared/sweep/listing.ts';
import type { Workload } from '../../shared/sweep/manifest.ts';
import { refuseAlternatives } from '../../shared/sweep/refuse-alternatives.ts';
import { refuseSplitting } from '../../shared/sweep/splitting.ts';
import { refuseStress } from '../../shared/sweep/stress.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import { refuseCells } from '../../shared/sweep/sweep-rules.ts';
import { TREE } from '../../shared/sweep/tree.ts';
import type { Objects } from '../ports.ts';
import { needAftermath } from '../stored/aftermath.ts';
import { loadMarket } from '../stored/load-market.ts';
import { needPrevious } from '../stored/previous-report.ts';
import { refuseIncompleteNight } from '../stored/stored-night.ts';

/** Half a kilobyte each in report.json. */
const MOST_POINTS = 20_000;

/**
 * What a sweep asks for of its snapshot. Throws, as `subject must rule, got value`, what is wrong with either or between
 * them: all that is refused for anything else than time and money.
 */
export async function workOf(
  objects: Objects,
  sweep: Sweep,
  snapshotDigest: string,
): Promise<{ readonly market: Market; readonly work: Workload; readonly notes: readonly string[] }> {
  limitsInForce(sweep); // refuses what no metric allows: the report would, when all is spent
  const market = await loadMarket(objects, snapshotDigest);
  refuseFuture(sweep, 'snapshot.asOf', market.snapshot.asOf);
  const findings = inspect(market);
  refuseUnaccepted(findings, market.snapshot, 'sweep');
  refuseSplitting(sweep, market);
  refuseEvents(sweep, market);
  refuseAlternatives(sweep, market);
  refuseStress(sweep, market.snapshot);
  refuseCells(sweep, market.snapshot);
  const { id } = market.snapshot.market;
  if (sweep.aftermath) await needAftermath(objects, sweep.aftermath.sha256); // the report would, when all is spent
  const published = await lastPublished(objects, sweep, id);
  const grids = gridsOf(sweep, market.snapshot);
  const cells = Number(cellTotal(sweep, market.snapshot));
  const draft = { market: id, sweep, grids, cells };
  const tiers = [...candidateTiers(market, sweep, published).tiers];
  const work = {
    ...draft,
    candidateTiers: tiers,
    ...(sweep.enough && {
      unclampedTiers: unclampedTiers(market, sweep, published).tiers,
      closingTiers: closingTiers(market, sweep).tiers,
    }),
    paths: pathCount(draft),
  };
  refuseWhatReduceCannotHold(work);
  // What a sweep goes on with all the same.
  const notes = [...market.notes, ...unaccepted(findings, market.snapshot).map(({ text }) => text)];
  return { market, work, notes };
}

/** What is not known yet at the time of a report does not enter it. */
function refuseFuture(sweep: Sweep, subject: string, asOf: string): void {
  if (secondsOf(asOf) > secondsOf(sweep.asOf))
    refuse(subject, `not be after sweep.asOf, ${sweep.asOf}`, asOf);
}

/** The word of last night's report, which decides whether rates may be lowered; null without one. */
async function lastPublished(objects: Objects, sweep: Sweep, id: string): Promise<Word | null> {
  if (!sweep.previous) return null;
  const { report } = await needPrevious(objects, sweep.previous);
  refuseFuture(sweep, 'asOf of sweep.previous', report.asOf);
  const verdict = report.verdicts.find((own) => own.market === id);
  if (!verdict) refuse('sweep.previous', `hold a verdict on ${id}`, 'none');
  const { night } = sweep.previous;
  if (night) await refuseIncompleteNight(objects, night, report); // the report would, when all is spent
  return verdict.published;
}

function refuseWhatReduceCannotHold(work: Workload): void {
  const { mechanism, shockBps } = work.sweep.axes;
  const points = mechanism.length * shockBps.length;
  if (!(points <= MOST_POINTS))
    refuse('mechanisms times shocks', `be at most ${MOST_POINTS}, each a point of the frontier`, points);
  const rows = reportRows(work, TREE.mostRows);
  if (!(rows <= TREE.mostRows))
    refuse('listed cells and kept paths', `be at most ${TREE.mostRows}, which one reduce holds`, rows);
}
