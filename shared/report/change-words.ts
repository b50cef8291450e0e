import { CONDITIONS } from '../risk/changes/condition-names.ts';
import {
  type AttributedId,
  type Change,
  type ConditionChange,
  FACTORS,
  type FactorId,
  type MetricChange,
  type Shares,
} from '../risk/findings/change.ts';
import { METRICS } from '../risk/metrics/table.ts';
import { SENTENCES } from '../risk/shapes/reasons.ts';
import { count, exactPercent, money, percent, ratio } from './display.ts';
import type { Market } from './report.ts';
import { listed } from './sections/section.ts';

// What a change says in a line or two: on the page, in the terminal, in an alert.

/** As people call what made a difference. */
export const FACTOR_NAMES: Readonly<Record<FactorId | 'code' | 'rest', string>> = {
  positions: 'positions',
  prices: 'prices and volatility',
  depth: 'depth',
  fund: 'the fund',
  parameters: 'parameters',
  code: 'code',
  rest: 'paths beyond the probe',
};

/** "coverage (down)" */
export const metricName = ({ id, side }: Pick<MetricChange, 'id' | 'side'>): string =>
  `${METRICS[id].name} (${side})`;

/** A key number's value without its interval. */
export function metricText({ id }: Pick<MetricChange, 'id'>, value: number | null): string {
  if (value === null) return 'unknown';
  const { form } = METRICS[id];
  return form === 'percent' ? percent(value) : form === 'ratio' ? ratio(value) : count(value);
}

/** "−1.7 points" of a share, "+0.25" of a ratio; a difference always has its sign. */
export function differenceText({ id }: Pick<MetricChange, 'id'>, difference: number): string {
  const { form } = METRICS[id];
  const size = Math.abs(difference);
  const words =
    form === 'percent' ? pointsText(size) : form === 'ratio' ? ratio(size) : count(Math.round(size));
  return signed(difference, words);
}

/** Of a share: 0.017 is "1.7 points", and what is next to nothing is 0. */
const pointsText = (size: number): string =>
  size < 5e-6 ? '0 points' : size >= 10 ? percent(size) : `${percent(size).replace('%', '')} points`;

const signed = (difference: number, words: string): string =>
  /^0\b(?!\.)/.test(words) ? words : `${difference < 0 ? '\u2212' : '+'}${words}`;

/** Relative change, "+20%"; null where there is no number to compare, or both are the same. */
export function relativeText({ before, now }: Pick<ConditionChange, 'before' | 'now'>): string | null {
  const change = relative({ before, now });
  return change === null || change === 0 ? null : signed(change, percent(Math.abs(change)));
}

function relative({ before, now }: Pick<ConditionChange, 'before' | 'now'>): number | null {
  if (before.value === null || now.value === null || before.value === 0) return null;
  return now.value / before.value - 1;
}

/** A condition's value in its unit. */
export function conditionText(
  { id, unit }: Pick<ConditionChange, 'id' | 'unit'>,
  value: number | null,
  market: Market,
): string {
  if (value === null) return 'unknown';
  if (id === 'mark_price') return money(value, market.quoteCurrency);
  if (unit === 'money') return money(value, market.settlementCurrency);
  return CONDITIONS[id].isShare ? percent(value) : ratio(value);
}

/** Conditions that moved by at least a hundredth, furthest first. */
const MOVED = 0.01;
const MOST_NAMED = 5;

const movedConditions = ({ conditions }: Change): ConditionChange[] =>
  conditions
    .filter((own) => Math.abs(relative(own) ?? 0) >= MOVED)
    .sort((a, b) => Math.abs(relative(b)!) - Math.abs(relative(a)!));

/** The test that the change is told by: the one that decides, else the one that did, else coverage. */
function telling({ decidedBy, metrics }: Change): MetricChange | undefined {
  const wanted = decidedBy.now ?? decidedBy.before ?? 'coverage/down';
  return metrics.find(({ id, side }) => `${id}/${side}` === wanted);
}

/** How long ago: "the night before, 1 March 2024" needs no clock, only both dates. */
export function sinceText({ since }: Change): string {
  const date = since.asOf.slice(0, 10);
  if (since.days === 1) return `the night before, ${date}`;
  return since.days === 0 ? `an earlier report of ${date}` : `${date}, ${count(since.days)} days ago`;
}

/** What changed, in clauses: numbers, tests, inputs, limits, settings. */
export function changedClauses(change: Change): string[] {
  const main = telling(change);
  const turned = change.metrics.filter(
    (own) => own.stateBefore !== own.stateNow && own.stateBefore !== null && own !== main,
  );
  const conditions = movedConditions(change);
  const moved = conditions
    .slice(0, MOST_NAMED)
    .map((own) => `${CONDITIONS[own.id].name} ${relativeText(own)}`);
  const more = conditions.length - moved.length;
  return [
    ...(main ? [valueClause(main)] : []),
    ...turned.map((own) => `${metricName(own)} ${own.stateBefore} to ${own.stateNow}`),
    ...moved,
    ...(more > 0 ? [`${count(more)} more inputs`] : []),
    ...change.limits.map(limitClause),
    ...settings(change),
  ];
}

function valueClause(own: MetricChange): string {
  const [before, now] = [metricText(own, own.before.value), metricText(own, own.now.value)];
  const values =
    before === now ? `${metricName(own)} as it was, ${now}` : `${metricName(own)} ${before} to ${now}`;
  const turned = own.stateBefore !== null && own.stateBefore !== own.stateNow;
  return turned ? `${values}, ${own.stateBefore} to ${own.stateNow}` : values;
}

function limitClause({ id, before, now, owner }: Change['limits'][number]): string {
  const form = (value: number | null) => (value === null ? 'none' : exactPercent(value));
  const values = before === now ? `${form(now)} as it was, owner changed` : `${form(before)} to ${form(now)}`;
  return `limit of ${id} ${values}${owner === null ? '' : ` by ${owner}`}`;
}

const MOST_SETTINGS = 3;

function settings({ parameters }: Change): string[] {
  if (parameters === null || parameters.length === 0) return [];
  const named = parameters.slice(0, MOST_SETTINGS).map(({ path }) => path);
  const more = parameters.length - named.length;
  return [`settings ${listed(more > 0 ? [...named, `${count(more)} more`] : named)}`];
}

/** Which attributed number stands for a test: that of the fund for tests of the fund, coverage for the rest. */
const STANDS_FOR: Readonly<Partial<Record<MetricChange['id'], AttributedId>>> = {
  p_ruin: 'p_ruin',
  cover2: 'p_ruin',
  distance: 'p_ruin',
  es_draw: 'es_draw',
};

/** The shares that explain the test by which a change is told; undefined where nothing was shared out. */
export function tellingShares(change: Change): Shares | undefined {
  const main = telling(change);
  if (main === undefined || change.attribution === null) return undefined;
  const { shares } = change.attribution;
  const wanted = shares.find(
    ({ id, side }) => id === (STANDS_FOR[main.id] ?? 'coverage') && side === main.side,
  );
  // A number that did not move explains nothing: then the one of that side that moved.
  if (wanted && wanted.now !== wanted.before) return wanted;
  return shares.find(({ side, now, before }) => side === main.side && now !== before) ?? wanted;
}

/** Why, in one sentence: the parts of a change from the largest, which add up to it. */
export function whyText(change: Change): string {
  if (change.attribution === null) return SENTENCES[change.reason ?? 'REPORTS_ALONE'];
  const { paths, changed } = change.attribution;
  const shares = tellingShares(change);
  if (shares === undefined) return 'no number that both nights have.';
  const whole = shares.now - shares.before;
  const parts = [...FACTORS, 'code' as const, 'rest' as const]
    .map((factor) => ({ factor, share: shares[factor] }))
    .filter(({ share }) => Math.abs(share) >= 5e-6)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .map(({ factor, share }) => `${FACTOR_NAMES[factor]} ${differenceText(shares, share)}`);
  const differ =
    changed.length === 0 ? 'nothing differs' : `${listed(changed.map((own) => FACTOR_NAMES[own]))} differ`;
  if (parts.length === 0) return `${differ}, and ${metricName(shares)} does not move.`;
  return `of ${differenceText(shares, whole)} of ${metricName(shares)}: ${parts.join(', ')} (${count(paths)} paths).`;
}
