import { exactPercent, multipleText, shockText } from '../../display.ts';
import type { Dials } from '../bench.ts';
import type { PageCells, PageMarket } from '../page-market.ts';
import { type Part, part } from './dom.ts';

/** The sliders, and where they stand. */
export interface Sliders {
  readonly element: Part;
  readonly dials: () => Dials;
  set(dials: Dials): void;
}

interface Slider {
  readonly name: string;
  readonly range: readonly [from: number, to: number, step: number];
  readonly of: (dials: Dials) => number;
  readonly to: (dials: Dials, value: number) => Dials;
  readonly words: (value: number, dials: Dials) => string;
}

const times = (bps: number): string => `${multipleText(bps / 10_000)} × today`;

/** Tiers that move together, so that there are not forty sliders. */
const MOST_GROUPS = 6;

export function slidersOf(
  market: PageMarket,
  cells: PageCells,
  start: Dials,
  moved: (dials: Dials) => void,
): Sliders {
  let dials = start;
  const shown: ((dials: Dials) => void)[] = [];
  const change = (next: Dials) => {
    dials = next;
    for (const show of shown) show(dials);
    moved(dials);
  };
  const put = <Of>(make: (of: Of, change: Change) => Shown, of: Of): Part => {
    const { element, show } = make(of, (to) => change(to(dials)));
    show(dials);
    shown.push(show);
    return element;
  };
  const element = part(
    'fieldset',
    { class: 'wi-dials' },
    part('legend', {}, 'Sliders'),
    ...simpleSliders(cells).map((own) => put(slider, own)),
    ...choices(cells).map((own) => put(choice, own)),
    part(
      'details',
      {},
      part('summary', {}, 'Maintenance by tier'),
      ...tierSliders(market, cells).map((own) => put(slider, own)),
    ),
  );
  return { element, dials: () => dials, set: change };
}

/** An element of the panel that shows where a slider stands. */
interface Shown {
  readonly element: Part;
  readonly show: (dials: Dials) => void;
}
type Change = (to: (dials: Dials) => Dials) => void;

function slider({ name, range: [min, max, step], of, to, words }: Slider, change: Change): Shown {
  const output = part('output', {});
  const input = part('input', { type: 'range', min, max, step, 'aria-label': name });
  input.addEventListener('input', () => change((dials) => to(dials, Number(input.value))));
  return {
    element: part('label', {}, part('span', {}, name), output, input),
    show(dials) {
      const value = of(dials);
      const told = words(value, dials);
      input.value = String(value);
      output.textContent = told;
      input.setAttribute('aria-valuetext', told);
    },
  };
}

interface Choice {
  readonly name: string;
  readonly options: readonly string[];
  readonly of: (dials: Dials) => string;
  readonly to: (dials: Dials, option: string) => Dials;
}

function choice({ name, options, of, to }: Choice, change: Change): Shown {
  const input = part('select', {}, ...options.map((own) => part('option', { value: own }, own)));
  input.addEventListener('change', () => change((dials) => to(dials, input.value)));
  return {
    element: part('label', {}, part('span', {}, name), input),
    show(dials) {
      input.value = of(dials);
    },
  };
}

const choices = ({ rules }: PageCells): Choice[] => [
  {
    name: 'mechanism',
    options: Object.keys(rules),
    of: ({ mechanism }) => mechanism,
    to: (dials, mechanism) => ({ ...dials, mechanism }),
  },
  {
    name: 'margin table',
    options: TABLES,
    of: ({ table }) => TABLES[table === 'today' ? 0 : 1],
    to: (dials, own) => ({ ...dials, table: own === TABLES[0] ? 'today' : 'proposed' }),
  },
];

const TABLES = ['today’s', 'the recommended one'] as const;

function simpleSliders({ published }: PageCells): Slider[] {
  const shocks = published.map(({ shockBps }) => shockBps);
  return [
    {
      name: 'shock',
      range: [Math.min(-500, ...shocks), Math.max(500, ...shocks), 5],
      of: ({ shockBps }) => shockBps,
      // There is no shock of 0.
      to: (dials, value) => ({ ...dials, shockBps: value === 0 ? -Math.sign(dials.shockBps) * 5 : value }),
      words: (value) => shockText(value) + (shocks.includes(value) ? ', published' : ''),
    },
    {
      name: 'leverage',
      range: [2_500, 30_000, 250],
      of: ({ leverageBps }) => leverageBps,
      to: (dials, leverageBps) => ({ ...dials, leverageBps }),
      words: times,
    },
    {
      name: 'maintenance, all tiers',
      range: [5_000, 40_000, 250],
      of: ({ maintenanceBps }) => maintenanceBps[0]!,
      to: (dials, value) => ({ ...dials, maintenanceBps: dials.maintenanceBps.map(() => value) }),
      words: (value, { maintenanceBps }) =>
        maintenanceBps.every((own) => own === value) ? times(value) : 'differs by tier',
    },
    {
      name: 'fund',
      range: [0, 50_000, 500],
      of: ({ fundBps }) => fundBps,
      to: (dials, fundBps) => ({ ...dials, fundBps }),
      words: times,
    },
    {
      name: 'depth',
      range: [1_000, 30_000, 250],
      of: ({ depthBps }) => depthBps,
      to: (dials, depthBps) => ({ ...dials, depthBps }),
      words: times,
    },
  ];
}

function tierSliders({ tiers }: PageMarket, { proposed }: PageCells): Slider[] {
  const count = tiers.floor.length;
  const groups = Math.min(MOST_GROUPS, count);
  return Array.from({ length: groups }, (_, group): Slider => {
    const from = Math.floor((group * count) / groups);
    const to = Math.floor(((group + 1) * count) / groups);
    return {
      name: to - from === 1 ? `tier ${from + 1}` : `tiers ${from + 1} to ${to}`,
      range: [5_000, 40_000, 250],
      of: ({ maintenanceBps }) => maintenanceBps[from]!,
      to: (dials, value) => ({
        ...dials,
        maintenanceBps: dials.maintenanceBps.map((own, k) => (k >= from && k < to ? value : own)),
      }),
      words: (value, { table }) =>
        `${multipleText(value / 10_000)} ×, from ${exactRate((table === 'today' ? tiers : proposed).rate[from]! * (value / 10_000))}`,
    };
  });
}

const exactRate = (rate: number): string => exactPercent(Number(rate.toPrecision(6)));
