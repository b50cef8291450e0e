import { CHECKS } from '../shared/market/inspect/checks.ts';
import { type Finding, isAsked } from '../shared/market/inspect/finding.ts';
import type { Snapshot } from '../shared/market/snapshot.ts';

/** What readers said and checks found, a line each: first what was accepted, with its reason, then what is only said. */
export function findingLines(
  notes: readonly string[],
  findings: readonly Finding[],
  { accepted = [] }: Pick<Snapshot, 'accepted'>,
): string[] {
  const reasonOf = ({ what }: Finding) => accepted.find((own) => own.what === what)?.reason;
  const asked = findings
    .filter((finding) => isAsked(finding))
    .map((finding) => {
      const reason = reasonOf(finding);
      return `  ${reason === undefined ? 'NOT ACCEPTED' : 'accepted'}  ${finding.what}: ${finding.text}${reason === undefined ? '' : `. Reason: ${reason}`}`;
    });
  const said = findings
    .filter((finding) => !isAsked(finding))
    .map(({ what, text }) => `  found     ${what}: ${text}${limitOf(what)}`);
  return [...notes.map((note) => `  read      ${note}`), ...asked, ...said];
}

const limitOf = (what: Finding['what']): string =>
  CHECKS[what].limit === null ? '' : ', which is within its limit';
