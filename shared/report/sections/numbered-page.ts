import { type Html, html, text, trusted } from '../markup.ts';
import { policyOf } from '../policy.ts';
import { STYLE } from '../style.ts';
import { numbered } from './section.ts';

/** A section of a page whose sections are numbered in their order; `id` is its anchor. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly content: readonly Html[];
}

/** A page in the frame of the margin report, without a script: one file that makes no request. The first part is the verdict. */
export function numberedPage(title: string, header: Html, parts: readonly Part[]): string {
  const links = parts.map(
    ({ id, title: name }, i) =>
      html`<li><a href="#${text(id)}"><span class="no">${i + 1}</span> ${text(name)}</a></li>`,
  );
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${text(policyOf('', STYLE))}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${text(title)}</title><style>${trusted(STYLE)}</style></head><body><a class="skip" href="#verdict">Skip to the verdict</a>${header}<nav class="side" aria-label="Contents"><ul>${links}</ul></nav><main>${parts.map(({ id, title: name, content }, i) => numbered(id, i + 1, name, ...content))}</main></body></html>`;
  return `<!doctype html>\n${page.markup}\n`;
}

/** Facts at a glance: what, and the words or the number. */
export const factStrip = (facts: readonly (readonly [name: string, words: string])[]): Html =>
  html`<dl class="strip">${facts.map(([name, words]) => html`<div><dt>${text(name)}</dt><dd><bdi>${text(words)}</bdi></dd></div>`)}</dl>`;

/** Digests and versions, as they are. */
export const codeList = (facts: readonly (readonly [name: string, words: string])[]): Html =>
  html`<dl class="grid">${facts.map(([name, words]) => html`<dt>${text(name)}</dt><dd><code>${text(words)}</code></dd>`)}</dl>`;
