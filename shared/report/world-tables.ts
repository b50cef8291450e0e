import type { Alternative } from '../risk/findings/alternative.ts';
import { DAY_NUMBERS, dayNumber, type OrdinaryDay } from '../risk/findings/ordinary-day.ts';
import type { Sensitivity } from '../risk/findings/sensitivity.ts';
import type { Layout } from './table.ts';

// Tables of ordinary days, of the verdict under other assumptions, and of one input at a time.

export const ORDINARY_DAYS: Layout<OrdinaryDay> = [
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['minutes', 'number', (row) => row.minutes],
  ['level', 'number', (row) => row.level],
  ['shock', 'number', (row) => row.shock],
  ['cellId', 'text', (row) => row.cell],
  ['pathsPlanned', 'integer', (row) => row.paths.planned],
  ['pathsDone', 'integer', (row) => row.paths.done],
  ['over1', 'number', (row) => row.dislocation.over1.value],
  ['over1Lower', 'number', (row) => row.dislocation.over1.interval.lower],
  ['over1Upper', 'number', (row) => row.dislocation.over1.interval.upper],
  ['over3', 'number', (row) => row.dislocation.over3.value],
  ['over3Lower', 'number', (row) => row.dislocation.over3.interval.lower],
  ['over3Upper', 'number', (row) => row.dislocation.over3.interval.upper],
  ['over10', 'number', (row) => row.dislocation.over10.value],
  ['over10Lower', 'number', (row) => row.dislocation.over10.interval.lower],
  ['over10Upper', 'number', (row) => row.dislocation.over10.interval.upper],
  ['liquidatedMedian', 'number', (row) => row.liquidatedShare.median.value],
  ['liquidatedQ95', 'number', (row) => row.liquidatedShare.q95.value],
  ['fundChangeMedian', 'number', (row) => row.fundChange.median.value],
  ['fundChangeQ05', 'number', (row) => row.fundChange.q05.value],
  ['fundChangeQ95', 'number', (row) => row.fundChange.q95.value],
  ['gate', 'text', (row) => row.gate.state],
  ['gateEvents', 'integer', (row) => row.gate.events],
  ['gateLower', 'number', (row) => row.gate.lower],
  ['gateUpper', 'number', (row) => row.gate.upper],
  ['observedWindows', 'integer', (row) => row.observed?.windows.near ?? null],
  ['observedDislocationWindows', 'integer', (row) => row.observed?.windows.dislocation ?? null],
  ['observedFundWindows', 'integer', (row) => row.observed?.windows.fundChange ?? null],
  ...DAY_NUMBERS.map(
    (name) =>
      [
        `observed${name[0]!.toUpperCase()}${name.slice(1)}`,
        'number',
        (row: OrdinaryDay) => row.observed && dayNumber(row.observed, name).value,
      ] as const,
  ),
  ['marks', 'text', (row) => row.observed?.marks.join(' ') ?? null],
];

export const testsOf = (alternative: Alternative) => alternative.tests.map((test) => ({ alternative, test }));
type TestRow = ReturnType<typeof testsOf>[number];

export const ALTERNATIVES: Layout<TestRow> = [
  ['market', 'text', ({ alternative }) => alternative.market],
  ['id', 'text', ({ alternative }) => alternative.id],
  ['text', 'text', ({ alternative }) => alternative.text],
  ['owner', 'text', ({ alternative }) => alternative.owner],
  ['assumption', 'text', ({ alternative }) => alternative.assumption],
  ['change', 'text', ({ alternative }) => alternative.change],
  ['paths', 'integer', ({ alternative }) => alternative.paths],
  ['word', 'text', ({ alternative }) => alternative.word],
  ['metric', 'text', ({ test }) => test.metric],
  ['side', 'text', ({ test }) => test.side],
  ['state', 'text', ({ test }) => test.state],
  ['tolerance', 'number', ({ test }) => test.tolerance],
  ['proofLower', 'number', ({ test }) => test.lower],
  ['proofUpper', 'number', ({ test }) => test.upper],
  ['cells', 'text', ({ test }) => test.cells.join(' ')],
];

export const SENSITIVITY: Layout<Sensitivity> = [
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['shock', 'number', (row) => row.shock],
  ['input', 'text', (row) => row.input],
  ['step', 'text', (row) => row.step],
  ['value', 'text', (row) => row.value],
  ['cellId', 'text', (row) => row.cell],
  ['pathsPlanned', 'integer', (row) => row.paths.planned],
  ['pathsDone', 'integer', (row) => row.paths.done],
  ['amplificationMedian', 'number', (row) => row.numbers.amplification.value],
  ['dislocationMedian', 'number', (row) => row.numbers.dislocation.value],
  ['liquidatedMedian', 'number', (row) => row.numbers.liquidatedShare.value],
  ['coverage', 'number', (row) => row.numbers.coverage.value],
  ['needQ99', 'number', (row) => row.numbers.need99.value],
  ['marks', 'text', (row) => row.marks.join(' ')],
];
