import type { Tier, TierTable } from '../../risk/findings/tiers.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import type { Known } from '../../risk/shapes/number.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { at, path } from '../charts/frame.ts';
import { amount, count, duration, exactPercent, minorUnits, percent, ppmText, ratio } from '../display.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { moneyText } from '../metric-words.ts';
import { accountsPart } from './accounts.ts';
import { enoughPart } from './enough.ts';
import { lead, listed, note, ofMarket, section } from './section.ts';
import { grouped } from './tier-groups.ts';

/** Section 5, chart 5: the margin table in force beside the one that would have been enough. */
export const tiersSection = (views: readonly MarketView[]): Html =>
  section(
    'tiers',
    ...views.map((view) =>
      ofMarket(
        view,
        lead(...recommended(view), finding(view)),
        tables(view),
        effects(view.tiers),
        how(view),
        phases(view.tiers),
        paste(view.tiers),
        enoughPart(view),
        accountsPart(view),
      ),
    ),
  );

/** Where section 1 recommends another table than tonight's step, it stands in the second half. */
const recommended = ({ enough, tiers }: MarketView): string[] =>
  enough?.remedy?.what === 'adequate' && enough.remedy.tiers !== 'candidate' && tiers.changed
    ? [
        'What section 1 recommends is below, under “What would be enough”; first comes what the rule of rates makes of tonight.',
      ]
    : [];

function finding({ tiers, market }: MarketView): string {
  const raised = tiers.rows.filter(({ currentPpm, recommendedPpm }) => recommendedPpm > currentPpm);
  const lowered = tiers.rows.filter(({ currentPpm, recommendedPpm }) => recommendedPpm < currentPpm);
  const first =
    raised.length + lowered.length === 0
      ? 'No maintenance rate changes.'
      : [
          ...(raised.length === 0 ? [] : [`The rate rises in ${tierNumbers(raised)}.`]),
          ...(lowered.length === 0 ? [] : [`It falls in ${tierNumbers(lowered)}.`]),
        ].join(' ');
  if (!tiers.changed) return `${first} Today’s table stays as it is.`;
  const { extraMargin, newlyUnderInitial, liquidatedByChange } = tiers.total;
  return `${heading(tiers)} ${first} The change calls ${moneyText(extraMargin, market, 'up')} from ${count(newlyUnderInitial)} accounts and by itself liquidates ${count(liquidatedByChange)}.`;
}

function heading(tiers: TierTable): string {
  const { joint, jointReason } = tiers;
  if (joint === null) {
    return `A candidate, not a recommendation: ${jointReason === null ? 'it was not simulated as a whole.' : SENTENCES[jointReason]}`;
  }
  const by = tiers.jointDecidedBy === null ? '' : ` (decided by ${tiers.jointDecidedBy})`;
  if (tiers.heading === 'first step')
    return `A first step; not proven after it: with all new tiers at once the verdict is ${joint}${by}.`;
  return `With all new tiers at once the verdict is ${joint}${by}.`;
}

/** Runs of tiers: "tiers 1 to 7 and 9". */
function tierNumbers(tiers: readonly Tier[]): string {
  const runs: [number, number][] = [];
  for (const { tier } of tiers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === tier - 1) last[1] = tier;
    else runs.push([tier, tier]);
  }
  const words = listed(runs.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)));
  return `${tiers.length === 1 ? 'tier' : 'tiers'} ${words}`;
}

/** More tiers than this are told together where neighbours change alike; the whole table folds out. */
const MOST_APART = 8;

function tables(view: MarketView): Html {
  const { rows } = view.tiers;
  const apart = rows.map((tier) => [tier]);
  if (rows.length <= MOST_APART) return table(view, apart);
  const together = grouped(
    rows,
    (a, b) => a.driver === b.driver && Math.abs(relativeChange(a) - relativeChange(b)) <= 0.05,
  );
  if (together.length > rows.length / 2) return table(view, apart);
  return html`${table(view, together)}<details><summary>${text(`All ${count(rows.length)} tiers, one by one`)}</summary>${table(view, apart)}</details>`;
}

function table({ tiers, market }: MarketView, groups: readonly (readonly Tier[])[]): Html {
  const most = Math.max(...tiers.rows.map(relativeChange).map(Math.abs), 0.01);
  const floor = (digits: string) => amount(minorUnits(digits, tiers.unitsPerCurrency));
  const rows = groups.map((group): Cell[] => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const both = (words: (tier: Tier) => string): string =>
      words(first) === words(last) ? words(first) : `${words(first)} to ${words(last)}`;
    const sum = (of: (tier: Tier) => number): number => group.reduce((total, tier) => total + of(tier), 0);
    const summed = (of: (tier: Tier) => number, words: (value: number) => string): Cell => ({
      words: words(sum(of)),
      order: sum(of),
    });
    return [
      both(({ tier }) => String(tier)),
      `${floor(first.from)} to ${last.to === null ? 'open' : floor(last.to)}`,
      summed(({ accounts }) => accounts, count),
      summed(({ shareOfOpenInterest }) => shareOfOpenInterest, percent),
      both(({ currentPpm }) => ppmText(currentPpm)),
      html`<b>${text(both(({ recommendedPpm }) => ppmText(recommendedPpm)))}</b>`,
      bar(relativeChange(first), most),
      arrow(
        both((tier) => rateText(tier.currentInitialPpm)),
        both((tier) => rateText(tier.recommendedInitialPpm)),
      ),
      arrow(
        both((tier) => leverage(tier.currentMaxLeverage)),
        both((tier) => leverage(tier.recommendedMaxLeverage)),
      ),
      first.clamped
        ? `${first.driver} (wanted ${both(({ wantedPpm }) => ppmText(wantedPpm))})`
        : first.driver,
      summed(
        ({ extraMargin }) => extraMargin,
        (value) => (value === 0 ? '0' : amount(value, 'up')),
      ),
      summed(({ newlyUnderInitial }) => newlyUnderInitial, count),
      summed(({ liquidatedByChange }) => liquidatedByChange, count),
    ];
  });
  const head = [
    'tier',
    `notional, ${market.settlementCurrency}`,
    'accounts',
    'open interest',
    'maintenance now',
    'then',
    'change',
    'initial',
    'max leverage',
    'driver',
    `extra margin, ${market.settlementCurrency}`,
    'newly under initial',
    'liquidated by it',
  ];
  const caption = `Chart 5. Margin tiers of ${market.id}: in force and ${tiers.heading}`;
  return dataTable(caption, head, rows, { numeric: [2, 3, 4, 5, 10, 11, 12], sortable: true, look: 'tiers' });
}

const relativeChange = ({ currentPpm, recommendedPpm }: Tier): number =>
  currentPpm === 0 ? 0 : recommendedPpm / currentPpm - 1;

const leverage = (most: number): string => `${Math.floor(most)}×`;

const arrow = (now: string, then: string): string => (now === then ? now : `${now} → ${then}`);

/** A rate with three digits, rounded up as rates are: 1.4493% is 1.45%. */
const rateText = (ppm: number): string => `${ratio(ppm / 10_000, 'up').replace(/\.?0+$/, '')}%`;

/** What is lost beyond margins, and how many accounts end below zero, under both tables. */
function effects({ effects: all, market }: TierTable): Html {
  const words = ({ value, reason }: Known) =>
    value === null ? SENTENCES[reason!] : { words: percent(value), order: value };
  const rows = all.map(({ id, side, current, candidate }): Cell[] => [
    METRICS[id].name,
    side === 'down' ? 'falling' : 'rising',
    words(current),
    words(candidate),
  ]);
  return dataTable(
    `What all new tiers at once make of the losses at the design shocks, ${market}`,
    ['number', 'price', 'today’s table', 'new table'],
    rows,
    { numeric: [2, 3] },
  );
}

/** The change as a bar from the middle, and in figures. */
function bar(change: number, most: number): Html {
  const size = (Math.abs(change) / most) * 30;
  const words = change === 0 ? 'none' : `${change > 0 ? '+' : ''}${percent(change)}`;
  // Bar and middle in one path: a venue has hundreds of tiers.
  const drawn = size === 0 ? '' : `M32 2h${at(change > 0 ? size : -size)}v8H32z`;
  return html`<svg class="tb" viewBox="0 0 64 12" aria-hidden="true">${path(change > 0 ? 'rise' : 'sink', `${drawn}M32 0v12`)}</svg> ${text(words)}`;
}

function how({ tiers }: MarketView): Html {
  const flags = new Set(tiers.rows.flatMap((row) => row.flags));
  const sentences = [...flags].sort().map((flag) => FLAG_WORDS[flag]);
  return note(
    `Wanted rate: (gap + impact + fee) and a buffer, rounded up. The impact is that of closing the largest position of a tier at the price after the design shock. The gap is the upper bound of the ${exactPercent(tiers.quantile)} quantile of the adverse move over ${duration(tiers.windowSeconds)}, from ${count(tiers.windows)} windows. All rates are rounded up, leverage down.`,
    ...sentences,
  );
}

const FLAG_WORDS: Readonly<Record<Tier['flags'][number], string>> = {
  CLAMPED: 'A clamped rate is held to the largest step from today’s.',
  LOWERING_HELD: 'Where a lower rate was wanted, today’s is kept: lowering is not allowed tonight.',
  GAP_NO_FINITE_BOUND: 'There are too few windows for a finite bound of the gap: the largest move was taken.',
  GAP_LIST_TOO_SHORT:
    'The snapshot lists too few of the largest moves: the smallest listed, which is larger than the bound, was taken.',
  IMPACT_BEYOND_DEPTH: 'Closing a position of some tier’s cap reaches beyond the depth that is known.',
  DEDUCTIONS_BY_RECURSION: 'The deductions in force follow another rule; the new ones follow the recursion.',
};

function phases(tiers: TierTable): Html {
  const rows = tiers.rows.flatMap(({ tier, phaseIn }) =>
    phaseIn.map((step) => [
      String(tier),
      `${count(step.daysAfterApproval)} days after approval`,
      step.applies,
      ppmText(step.ppm),
    ]),
  );
  if (rows.length === 0) return NOTHING;
  return html`<details><summary>Phase-in, because the change would liquidate accounts</summary>${dataTable(`Phase-in of ${tiers.market}`, ['tier', 'when', 'applies to', 'maintenance'], rows)}</details>`;
}

/** The new table in the snapshot's own schema, floors and deductions in settlement currency. */
function paste(tiers: TierTable): Html {
  if (!tiers.changed) return NOTHING;
  const rows = tiers.rows.map(
    (tier) =>
      `  {"floor": ${minorUnits(tier.from, tiers.unitsPerCurrency)}, "rate": ${tier.recommendedPpm / 1_000_000}, "maxLeverage": ${Math.floor(tier.recommendedMaxLeverage)}, "deduction": ${tier.recommendedDeduction}}`,
  );
  const body = `"tiers": [\n${rows.join(',\n')}\n]`;
  return html`<details><summary>The new tiers as a snapshot states them, to be pasted</summary><div class="scroll" role="group" aria-label="new tiers of ${text(tiers.market)}" tabindex="0"><pre>${text(body)}</pre></div></details>`;
}
