import { type Html, html, text } from '../markup.ts';
import { section } from './section.ts';

/** Words that the page uses in a sense of its own; the key numbers are defined where they stand, in section 2. */
const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ['account, group', 'who holds positions and posts collateral; all accounts of one owner.'],
  [
    'ADL',
    'auto-deleveraging: positions of winners are closed at the bankruptcy price of losers when the fund is empty.',
  ],
  ['amplification', 'total move of the price over the shock: what liquidations add to it.'],
  [
    'cell',
    'one combination of mechanism, leverage, maintenance, depth and shock; every cell draws the same random numbers.',
  ],
  ['clamp', 'how far a maintenance rate may move in one night.'],
  ['cover-1, cover-2', 'the largest loss beyond margins of one group, and of two together, in a path.'],
  [
    'design shock',
    'the move that margins and fund are meant to withstand, within the minutes beside it; stated by the sweep file.',
  ],
  ['draw', 'gross money beyond margins: deficits, those still open, and what ADL took from winners.'],
  ['gap', 'an upper bound of how far the price moves while a position is found and closed.'],
  ['innocent', 'liquidated although the shock alone would not have reached the trigger.'],
  [
    'maintenance, initial',
    'margin below which an account is liquidated; margin that is needed to open a position.',
  ],
  [
    'mechanism',
    'how the venue closes accounts: at once, in steps, at a limited rate, or by taking them over.',
  ],
  [
    'need',
    'what a fund would have had to hold in a path, its income counted. The fund is judged by need, margins by draw.',
  ],
  [
    'path',
    'one random way of the price through the shock, with all that follows; the unit of every count here.',
  ],
  [
    'proven, refuted, open',
    'the bound at 95% lies inside the tolerance; it lies outside, with all tests counted; neither.',
  ],
  ['side', 'of a shock: down or up. Nothing is averaged over sides.'],
  [
    'space',
    'whose account a number is about: equity below zero, profit of winners, notional, a count or a ratio.',
  ],
  [
    'thin account',
    'above the first tier, with less maintenance margin than closing it after the design shock is modelled to cost.',
  ],
  ['trigger', 'the mark price at which an account is liquidated.'],
  ['watched', 'a number that can hold back adequate, and refutes nothing.'],
];

/** Section 16: for whoever meets a word before its definition. */
export const glossarySection = (): Html =>
  section(
    'glossary',
    html`<dl class="grid">${WORDS.map(([word, meaning]) => html`<dt><b>${text(word)}</b></dt><dd>${text(meaning)}</dd>`)}</dl>`,
  );
