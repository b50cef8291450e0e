import type { Alternative } from '../../risk/findings/alternative.ts';
import { SENSITIVE_IDS, type SensitiveId, type Sensitivity } from '../../risk/findings/sensitivity.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import type { Known } from '../../risk/shapes/number.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { ALPHA } from '../../risk/statistics/level.ts';
import type { World } from '../../sweep/world.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { amount, count, percent, ratio } from '../display.ts';
import { INPUT_WORDS } from '../input-words.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { moveText, note } from './section.ts';

// The verdict under other assumptions, and one input at a time (report.md 2.6, 3.14).

/** "proven under 6 of 8; open if depth halves; refuted if nobody buys beyond the book", and its price. */
export function alternativesText({ alternatives, verdict }: MarketView): string {
  if (alternatives.length === 0) return 'none was run: the verdict rests on one value of every assumption.';
  const named = (word: Alternative['word']) =>
    alternatives.filter((own) => own.word === word).map((own) => own.text);
  const proven = named('proven');
  const first =
    proven.length === alternatives.length
      ? `proven under all ${count(proven.length)}`
      : `proven under ${count(proven.length)} of ${count(alternatives.length)}`;
  // Inadequate is never softened; that another assumption would turn it must be said.
  const turning = verdict.raw === 'inadequate' ? clause('proven', proven) : [];
  const words = [first, ...turning, ...clause('open', named('open')), ...clause('refuted', named('refuted'))];
  return `${words.join('; ')}. By chance up to ${Math.round(100 * alternatives.length * ALPHA) / 100} of ${count(alternatives.length)} may be called refuting.`;
}

const clause = (word: string, texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [`${word} if ${texts.join(', or if ')}`];

/** Each test's word under each alternative. */
export function alternativesTable({ alternatives, market }: MarketView): Html {
  const [first] = alternatives;
  if (!first) return NOTHING;
  const head = first.tests.map(({ metric, side }) => `${METRICS[metric].name}, ${side}`);
  const rows = alternatives.map(({ text: words, owner, word, paths, tests }): Cell[] => [
    html`<bdi>${text(words)}</bdi>`,
    html`<bdi>${text(owner ?? 'nobody yet')}</bdi>`,
    word,
    ...tests.map(({ state }) => state),
    { words: count(paths), order: paths },
  ]);
  return html`${dataTable(
    `The verdict’s tests of ${market.id} if ...`,
    ['if', 'asked for by', 'word', ...head, 'paths per cell'],
    rows,
    { numeric: [3 + head.length] },
  )}${note('Each is a market of its own: the same cells, seeds, bounds and levels, its own tests, and no correction over alternatives, so that adding one never improves a verdict. Open is open: not refuted is not proven.')}`;
}

/** How many lines of the sensitivity table have a mark; none where the sweep asks for no such table. */
export function sensitivityText({ sensitivity }: MarketView): string | null {
  const lines = sensitivity.filter(({ input }) => input !== null);
  if (lines.length === 0) return null;
  const marked = lines.filter(({ marks }) => marks.length > 0).length;
  return `${count(marked)} of ${count(lines.length)} lines of the sensitivity table (section 14) move a number more than fivefold for a factor of two of one input.`;
}

const COLUMNS: Readonly<Record<SensitiveId, string>> = {
  amplification: 'amplification, median',
  dislocation: 'venue from index, median',
  liquidatedShare: 'liquidated share, median',
  coverage: 'coverage',
  need99: 'need, 99%',
};

const FORMS: Readonly<Record<SensitiveId, (value: number) => string>> = {
  amplification: (value) => ratio(value),
  dislocation: (value) => percent(value),
  liquidatedShare: (value) => percent(value),
  coverage: (value) => percent(value, 'down'),
  need99: (value) => amount(value, 'up'),
};

/** One line an input, halved and doubled, all others as they are. */
export function sensitivityTable({ sensitivity, market }: MarketView): Html {
  const [first] = sensitivity;
  if (!first) return note('This sweep asks for no sensitivity table.');
  const number = ({ numbers, marks }: Sensitivity, id: SensitiveId): Cell => {
    const own: Known = numbers[id];
    if (own.value === null) return SENTENCES[own.reason!];
    return { words: `${FORMS[id](own.value)}${marks.includes(id) ? ' †' : ''}`, order: own.value };
  };
  const rows = sensitivity.map((row): Cell[] => [
    row.input === null ? 'as it is' : `${INPUT_WORDS[row.input as keyof World['change']]}, ${stepText(row)}`,
    moveText(row.shockBps),
    ...SENSITIVE_IDS.map((id) => number(row, id)),
  ]);
  return html`${dataTable(
    `One input of ${market.id} at a time, ${count(first.paths.planned)} paths each, no tests; need in ${market.settlementCurrency}`,
    ['input', 'after', ...SENSITIVE_IDS.map((id) => COLUMNS[id])],
    rows,
    { sortable: true, numeric: SENSITIVE_IDS.map((_, index) => index + 2) },
  )}${note('† moves more than fivefold; what is below 0.01% of price, quantity or open interest counts as that, and of coverage what it leaves uncovered. The first row of a side is the cell as it is, over the same paths.')}`;
}

const stepText = ({ step, value }: Sensitivity): string => (step === 'neighbour' ? value! : step!);
