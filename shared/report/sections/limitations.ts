import { dataTable } from '../charts/data-table.ts';
import { CLOSING_SENTENCE, LIMITATIONS } from '../limitations.ts';
import { type Html, html, text } from '../markup.ts';
import type { Report } from '../report.ts';
import { lead, section } from './section.ts';

/** Section 12: shown in full every night. */
export function limitationsSection({ limitations }: Report): Html {
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
    html`<p><strong>${text(CLOSING_SENTENCE)}</strong></p>`,
  );
}
