import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';

/** Numbers of the page's sections (report.md 3). */
export const SECTIONS = {
  verdict: { number: 1, title: 'Verdict' },
  'key-numbers': { number: 2, title: 'Key numbers' },
  maps: { number: 3, title: 'Where it breaks, how deep and how fast' },
  frontier: { number: 4, title: 'Frontier' },
  tiers: { number: 5, title: 'Recommended tier table' },
  fund: { number: 6, title: 'Fund survival and waterfall' },
  reverse: { number: 7, title: 'Reverse stress, and where the design shock comes from' },
  mechanisms: { number: 8, title: 'Mechanism comparison' },
  changes: { number: 9, title: 'Since last night' },
  record: { number: 10, title: 'Was the report right?' },
  quality: { number: 11, title: 'Data quality' },
  limitations: { number: 12, title: 'Limitations' },
  ordinary: { number: 14, title: 'Ordinary days, other assumptions, sensitivity' },
  'what-if': { number: 15, title: 'What if' },
  glossary: { number: 16, title: 'Glossary' },
  footer: { number: 13, title: 'How to reproduce this' },
} as const;

type SectionId = keyof typeof SECTIONS;

export function section(id: SectionId, ...content: readonly Html[]): Html {
  const { number, title } = SECTIONS[id];
  return numbered(id, number, title, ...content);
}

/** A section of any page; `id` is its anchor. */
export function numbered(id: string, number: number, title: string, ...content: readonly Html[]): Html {
  return html`<section id="${text(id)}" aria-labelledby="${text(id)}-h"><h2 id="${text(id)}-h"><span class="no">${number}</span> ${text(title)}</h2>${content}</section>`;
}

/** A market's part of a section, under its own heading where there are several markets. */
export const ofMarket = ({ key, market }: MarketView, ...content: readonly Html[]): Html =>
  key === ''
    ? html`${content}`
    : html`<div class="market"><h3><bdi>${text(market.symbol)}</bdi> on <bdi>${text(market.venue)}</bdi></h3>${content}</div>`;

/** The finding of a section, in a sentence or two. */
export const lead = (...sentences: readonly string[]): Html =>
  sentences.length === 0 ? NOTHING : html`<p class="lead">${text(sentences.join(' '))}</p>`;

export const note = (...sentences: readonly string[]): Html =>
  html`<p class="note">${text(sentences.join(' '))}</p>`;

/** "a fall of 15.4%" */
export function moveText(shockBps: number): string {
  const size = `${Math.abs(shockBps) / 100}%`;
  return shockBps < 0 ? `a fall of ${size}` : `a rise of ${size}`;
}

/** "x", "x and y", "x, y and z" */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
