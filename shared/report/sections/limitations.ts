import { dataTable } from '../charts/data-table.ts';
import { CLOSING_SENTENCE, LIMITATIONS } from '../limitations.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import type { Report } from '../report.ts';
import { lead, note, section } from './section.ts';

/** Section 12: shown in full every night. */
export function limitationsSection({ limitations, assumptions, input }: Report): Html {
  const by = (bias: string) => limitations.filter((limitation) => limitation.bias === bias).length;
  const rows = limitations.map(({ id, bias }) => [
    LIMITATIONS[id].limitation,
    bias,
    LIMITATIONS[id].removedBy,
    html`<code>${text(id)}</code>`,
  ]);
  return section(
    'limitations',
    lead(
      `${by('optimistic')} of ${limitations.length} err on the optimistic side, ${by('pessimistic')} on the pessimistic; of ${by('unknown')} the direction is unknown.`,
    ),
    dataTable(
      'What the model leaves out, which way that errs, and what would remove it',
      ['limitation', 'bias', 'removed by', 'id'],
      rows,
    ),
    found(input),
    notVaried(assumptions),
    html`<p><strong>${text(CLOSING_SENTENCE)}</strong></p>`,
  );
}

/** What the input did not pass, and why it was used all the same. */
function found(input: Report['input']): Html {
  if (input.length === 0) return NOTHING;
  const rows = input.map(({ what, text: words, bias, reason }) => [
    words,
    bias,
    reason ?? 'nobody has accepted it',
    html`<code>${text(what)}</code>`,
  ]);
  return dataTable(
    'What was found in the input, which way that errs, and why it was accepted',
    ['found', 'bias', 'accepted because', 'check'],
    rows,
  );
}

/** Guesses under which nobody has looked what becomes of the verdict. */
function notVaried(assumptions: Report['assumptions']): Html {
  const guesses = assumptions.filter(({ basis }) => basis === 'guessed');
  const left = guesses.filter(({ variedBy }) => variedBy.length === 0);
  if (left.length === 0) return note('Every guess of the snapshot is varied by an alternative.');
  return html`<h3>Guesses not varied</h3>${note(
    `Neither fitted nor published, and no alternative of this sweep varies them: ${left.length} of ${guesses.length} guesses.`,
  )}<dl class="grid">${left.map(({ id, text: words }) => html`<dt><code>${text(id)}</code></dt><dd><bdi>${text(words)}</bdi></dd>`)}</dl>`;
}
