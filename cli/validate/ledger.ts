import type { Row } from './check.ts';
import type { Validation } from './validate.ts';

/** Where the model page holds the ledger: from golden files alone, and what recorded data adds. */
export const GOLDEN_MARK = 'ledger: npx --no-install cascade validate --ledger';
export const RECORDED_MARK = 'ledger of recorded data: the same, where ../shared/data is there';

/** The page with what stands between a mark and its end replaced. */
export function withLedger(page: string, mark: string, table: string): string {
  const begin = `<!-- ${mark} -->\n`;
  const end = `<!-- end of ${mark.split(':')[0]} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from)
    throw new RangeError(`model page must hold ${begin.trim()} and ${end}, got neither`);
  return page.slice(0, from + begin.length) + table + page.slice(to);
}

/** A line a group: source, targets, the largest difference as a share of what is allowed, verdict; then what is not run. */
export function goldenLedger({ rows, notRun }: Validation): string {
  const alone = notRun.filter(({ reason }) => !reason.endsWith('data folder'));
  return `${tableOf(rows)}
Not run: ${[...Map.groupBy(alone, ({ reason }) => reason)]
    .map(([reason, groups]) => `${groups.map(({ group }) => `\`${group}\``).join(', ')} (${reason})`)
    .join('; ')}.
`;
}

/** What needs the data folder: targets that a run without it does not have. */
export function recordedLedger(withData: Validation, without: Validation): string {
  const named = ({ group, case: name }: Row) => `${group}/${name}`;
  const known = new Set(without.rows.map(named));
  return tableOf(withData.rows.filter((row) => !known.has(named(row))));
}

function tableOf(rows: readonly Row[]): string {
  const lines = [...Map.groupBy(rows, ({ group }) => group)].map(([group, own]) => {
    const missed = own.filter(({ ok }) => !ok).length;
    const sources = [...new Set(own.map(({ source }) => source))].map(cell).join('; ');
    const verdict = missed === 0 ? 'met' : `**${missed} missed**`;
    return `| \`${group}\` | ${sources} | ${own.length.toLocaleString('en')} | ${largest(own)} | ${verdict} |\n`;
  });
  const total = rows.length.toLocaleString('en');
  const missed = rows.filter(({ ok }) => !ok).length;
  return `| group | source | targets | largest difference / tolerance | verdict |
|---|---|---|---|---|
${lines.join('')}| all | | ${total} | | ${missed === 0 ? 'met' : `**${missed} missed**`} |
`;
}

/** Of the targets that have a tolerance, to one digit upward; the rest are equal or not. */
function largest(rows: readonly Row[]): string {
  const shares = rows.filter(({ tolerance }) => tolerance > 0).map((row) => row.difference / row.tolerance);
  if (shares.length === 0) return 'exact';
  const most = Math.max(...shares);
  if (most === 0) return '0';
  if (most >= 0.01) return `${Math.ceil(most * 100)} %`;
  return '< 1 %';
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
