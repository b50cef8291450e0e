import type { Tried } from '../../risk/findings/enough.ts';
import type { Metric } from '../../risk/findings/metric.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { count, money, multipleText } from '../display.ts';
import { changeName } from '../enough-words.ts';
import { decidingOf, type MarketView } from '../market-view.ts';
import { limitText, moneyText } from '../metric-words.ts';
import { listed } from './section.ts';

/** What would have changed the word, always about the test that decided: paths, fund or margins (report.md 3.1). */
export function flips(view: MarketView): string {
  const deciding = decidingOf(view);
  if (deciding === null) return nothingDecided(view);
  const ladder = otherRungs(view, deciding);
  const margins = ladder ?? otherMargins(view);
  return `${[morePaths(view, deciding), ...otherFund(view), ...margins].join('; ')}.`;
}

/** A gate failed, or an assumption decides. */
function nothingDecided({ quality, alternatives }: MarketView): string {
  if (quality.gate === 'fail') return 'data that pass every gate.';
  const refuting = alternatives.filter(({ word }) => word === 'refuted').map(({ text }) => text);
  return `to know that it is not so that ${listed(refuting)}.`;
}

function morePaths({ verdict }: MarketView, deciding: Metric): string {
  const { value, reason } = verdict.pathsToProof;
  if (deciding.role === 'watch')
    return `${METRICS[deciding.id].name} inside its limit, ${limitText(deciding)}`;
  if (deciding.state === 'proven') return 'the test is proven, more paths would change nothing';
  if (value === null)
    return reason === 'GRID_TOO_SHORT'
      ? SENTENCES.GRID_TOO_SHORT.replace(/\.$/, '')
      : 'more paths will not help';
  const { planned, done, failing } = deciding.paths;
  if (value <= planned) return `settled once the ${count(planned - done)} missing paths are done`;
  const rate = failing === null ? '' : ` (${count(failing)} of ${count(done)})`;
  return `${count(value - planned)} more paths per cell would settle it at the present rate${rate}`;
}

function otherFund({ verdict, market }: MarketView): string[] {
  const { value, reason } = verdict.provenFund;
  if (reason === 'NOT_BY_THE_FUND') return [];
  if (value === null) return ['no fund that was seen would be proven enough'];
  const still = value <= market.fund ? 'would still be' : 'would be';
  const today = money(market.fund, market.settlementCurrency);
  return [`a fund of ${moneyText(value, market, 'up')} ${still} proven enough, today it has ${today}`];
}

/** The nearest changes of the ladder that bring the number that decided inside; null: the sweep has none, or it is inside. */
function otherRungs(view: MarketView, { id, side, state }: Metric): string[] | null {
  if (view.enough === null || state === 'proven' || state === 'inside') return null;
  const brings = ({ judged }: Tried) =>
    judged.some(
      (own) => own.metric === id && own.side === side && (own.state === 'proven' || own.state === 'inside'),
    );
  const ways = view.enough.tried.filter(brings).sort((a, b) => a.price.extraMargin - b.price.extraMargin);
  if (ways.length === 0) return ['no margin table and no mechanism of the ladder does'];
  return [
    `${state === 'outside' ? 'inside' : 'proven'} under ${listed(ways.slice(0, FEW).map((own) => changeName(view, own)))}, each alone`,
  ];
}

const FEW = 3;

function otherMargins({ verdict: { margins } }: MarketView): string[] {
  if (margins === null) return [];
  const { maintenance, leverage, mechanisms, tiers } = margins;
  const ways = [
    ...(tiers === true ? ['the proposed tier table'] : []),
    ...(maintenance === null ? [] : [`${multipleText(maintenance)} of today’s maintenance`]),
    ...(leverage === null ? [] : [`${multipleText(leverage)} of today’s leverage`]),
    ...mechanisms.map((mechanism) => `the mechanism ${mechanism}`),
  ];
  return ways.length === 0
    ? ['no margin and no mechanism of the grid proves it']
    : [`proven under ${listed(ways)}, each alone`];
}
