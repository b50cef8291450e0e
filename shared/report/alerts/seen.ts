import type { Alert, AlertType } from '../../risk/findings/alert.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { count, multipleText } from '../display.ts';
import type { Report, ReportBody } from '../report.ts';
import { SECTIONS } from '../sections/section.ts';
import { ofFrontier, ofLimit } from './bounds.ts';

/** What is seen in one night, before it is compared with the alerts of the one before. */
export type SeenAlert = Omit<
  Alert,
  'id' | 'market' | 'attachedTo' | 'clearing' | 'firstSeen' | 'nights' | 'expires'
>;
/** A report without its alerts. */
export type AlertedNight = Omit<ReportBody, 'alerts'>;

/** What of a report somebody should know, in no order. */
export function seenIn(now: AlertedNight, before: Report | null, market: string): SeenAlert[] {
  const metrics = now.metrics.filter((own) => own.market === market);
  return [
    ...ofCode(now, market),
    ...ofQuality(now, market),
    ...ofVerdict(now, before, market),
    ...metrics.flatMap(ofLimit),
    ...ofFund(now, market),
    ...ofRecord(now, before, market),
    ...ofFrontier(now, market),
  ];
}

/** Of an alert that is not about a key number. */
export const NOTHING = {
  metric: null,
  side: null,
  owner: null,
  value: null,
  bound: null,
  limit: null,
  cells: [],
} as const;

function ofCode({ changes }: AlertedNight, market: string): SeenAlert[] {
  const change = changes.value?.find((own) => own.market === market);
  const errata = change?.attribution?.errata ?? [];
  if (errata.length === 0) return [];
  const same = change!.attribution!.sameModel;
  return [
    {
      ...NOTHING,
      type: same ? 'code_effect.nonzero' : 'erratum.issued',
      severity: same ? 'page' : 'note',
      action: same ? 'Do not use either report before it is explained.' : 'Read the errata in section 9.',
      text: `${count(errata.length)} numbers of the report of ${change!.since.asOf.slice(0, 10)} come out otherwise from the same inputs${same ? ' and the same model' : ''}.`,
      section: SECTIONS.changes.number,
    },
  ];
}

function ofQuality({ quality }: AlertedNight, market: string): SeenAlert[] {
  const own = quality.find((one) => one.market === market);
  const codes: readonly (readonly [
    code: string,
    type: AlertType,
    severity: SeenAlert['severity'],
    action: string,
  ])[] = [
    [
      'MONEY_NOT_CONSERVED',
      'invariant.violated',
      'page',
      'Use no number of this report; replay the paths named in section 11.',
    ],
    [
      'POSITIONS_UNBALANCED',
      'invariant.violated',
      'page',
      'Use no number of this report; replay the paths named in section 11.',
    ],
    [
      'KNOWN_ANSWER_FAILED',
      'invariant.violated',
      'page',
      'Use no number of this report; run it on another machine.',
    ],
    ['INPUT_STALE', 'input.stale', 'work', 'Deliver a newer snapshot.'],
    ['CELLS_MISSING', 'cells.missing', 'work', 'Resume the sweep.'],
    ['DECISION_CELL_MISSING', 'cells.missing', 'work', 'Resume the sweep.'],
  ];
  const failed = (own?.reasons ?? []).flatMap(({ code, cells }) =>
    codes
      .filter(([known]) => known === code)
      .map(
        ([, type, severity, action]): SeenAlert => ({
          ...NOTHING,
          type,
          severity,
          action,
          text: SENTENCES[code],
          section: SECTIONS.quality.number,
          cells: cells.slice(0, 10),
        }),
      ),
  );
  return failed.filter((one, i) => failed.findIndex(({ type }) => type === one.type) === i);
}

const WORSE = ['adequate', 'watch', 'none', 'inadequate'] as const;

function ofVerdict({ verdicts }: AlertedNight, before: Report | null, market: string): SeenAlert[] {
  const now = verdicts.find((own) => own.market === market)!.published;
  const then = before?.verdicts.find((own) => own.market === market)?.published;
  if (then === undefined || then === now) return [];
  const isWorse = WORSE.indexOf(now) > WORSE.indexOf(then);
  return [
    {
      ...NOTHING,
      type: 'verdict.changed',
      severity: isWorse ? 'page' : 'note',
      action: isWorse ? 'Read sections 1, 5 and 9, and decide on the recommended change.' : 'Nothing to do.',
      text: `${now}; the night before said ${then}.`,
      section: SECTIONS.verdict.number,
    },
  ];
}

function ofFund({ fund }: AlertedNight, market: string): SeenAlert[] {
  return fund
    .filter((own) => own.market === market && own.cover2.value !== null && own.cover2.value > own.resources)
    .map((own) => ({
      ...NOTHING,
      type: 'fund.below_cover2',
      side: own.side,
      severity: 'work',
      action: 'Add to the fund, or lower the two largest exposures: section 6.',
      text: `The fund is ${multipleText(own.resources / own.cover2.value!)} of the two largest group shortfalls together.`,
      value: own.cover2.value,
      limit: own.resources,
      section: SECTIONS.fund.number,
    }));
}

const ZONES = ['green', 'yellow', 'red'] as const;

function ofRecord({ ownRecord }: AlertedNight, before: Report | null, market: string): SeenAlert[] {
  const then = before?.ownRecord.value ?? [];
  return (ownRecord.value ?? [])
    .filter((own) => own.market === market)
    .flatMap((own): SeenAlert[] => {
      const earlier =
        then.find((other) => other.market === market && other.side === own.side)?.zone ?? 'green';
      if (ZONES.indexOf(own.zone) <= ZONES.indexOf(earlier)) return [];
      return [
        {
          ...NOTHING,
          type: 'record.zone_changed',
          side: own.side,
          severity: own.zone === 'red' ? 'page' : 'work',
          action: 'Margins cover less than they claim: look at the gap in section 10.',
          text: `${count(own.exceptions)} exceptions in ${count(own.windows)} windows, zone ${own.zone}, was ${earlier}.`,
          value: own.exceptions,
          limit: own.zone === 'red' ? own.redFrom : own.yellowFrom,
          section: SECTIONS.record.number,
        },
      ];
    });
}
