import { count } from '../../display.ts';
import type { Dials } from '../bench.ts';
import type { Checked } from '../check.ts';
import type { Answer } from '../messages.ts';
import type { PageCells, PageMarket } from '../page-market.ts';
import { type Core, startCore } from './core.ts';
import './dropped.ts';
import { browser, button, type Part, part } from './dom.ts';
import { type NumbersView, numbersView } from './numbers.ts';
import { portfolioView } from './portfolio.ts';
import { replayView } from './replay.ts';
import { type Sliders, slidersOf } from './sliders.ts';

// The panel, which the page's script makes of each place for one when it is opened.

for (const place of browser().document.querySelectorAll('details.what-if')) {
  let isOpen = false;
  place.addEventListener('toggle', () => {
    if (isOpen) return;
    isOpen = true;
    openPanel(place);
  });
}

function openPanel(place: Part): void {
  const body = place.querySelector('.wi-body')!;
  const status = part('p', { class: 'live', role: 'status' }, 'The core is starting.');
  body.replaceChildren(status);
  const text = browser().document.getElementById(place.getAttribute('data-market')!)!.textContent!;
  const market: PageMarket = JSON.parse(text);
  const fail = (why: string) => {
    status.textContent = `No what-if: ${why}.`;
  };
  let heard: (answer: Answer) => void = () => {};
  startCore(
    (answer) => heard(answer),
    (core) => {
      heard = (answer) => {
        if (answer.kind === 'refused') return fail(answer.words);
        if (answer.kind !== 'checked') return;
        const { checked } = answer;
        status.textContent = checkedText(checked);
        heard = furnish(body, core, market, checked?.differs === null ? market.cells : null);
      };
      status.textContent = 'This browser computes a published cell again.';
      core.ask({ kind: 'open', market: text });
    },
    fail,
  );
}

function checkedText(checked: Checked | null): string {
  if (checked === null) return 'Cells cannot be run in this page; your own positions can be looked at.';
  const { cell, paths, of, numbers, differs } = checked;
  if (differs !== null) return `This browser does not reproduce ${cell}: ${differs}. So it shows no what-if.`;
  return `This browser reproduces ${cell}: yes, ${count(paths)} of its ${count(of)} paths, ${numbers} numbers each, bit for bit.`;
}

/** Puts up everything that there is to see, and returns who hears the answers. */
function furnish(
  body: Part,
  core: Core,
  market: PageMarket,
  cells: PageCells | null,
): (answer: Answer) => void {
  const run = cells && runs(body, core, market, cells);
  const dials = () => run?.dials() ?? null;
  const portfolio = portfolioView(market, (text) =>
    core.ask({ kind: 'portfolio', id: 0, dials: dials(), text }),
  );
  body.append(part('h3', {}, 'Your own positions'), portfolio.element);
  return (answer) => {
    if (answer.kind === 'portfolio') portfolio.show(answer.positions, answer.along);
    else if (answer.kind === 'refused' && answer.of === 'portfolio') portfolio.refuse(answer.words);
    else run?.hear(answer);
  };
}

/** Sliders, numbers and replay. One question is under way at a time; of those that wait only the last is asked. */
function runs(body: Part, core: Core, market: PageMarket, cells: PageCells) {
  const numbers: NumbersView = numbersView(market, cells);
  const replay = part('div', {});
  const path = part('input', { type: 'number', min: 0, step: 1 });
  let id = 0;
  let isBusy = false;
  let waits: Dials | null = null;
  const ask = (dials: Dials) => {
    numbers.expect(dials);
    path.value = String(cells.published.find(({ shockBps }) => shockBps === dials.shockBps)?.worst ?? 0);
    if (isBusy) waits = dials;
    else {
      isBusy = true;
      core.ask({ kind: 'run', id: ++id, dials });
    }
  };
  const start = startOf(market, cells);
  const sliders: Sliders = slidersOf(market, cells, start, ask);
  body.append(
    sliders.element,
    part(
      'p',
      { class: 'wi-buttons' },
      button('As published', () => sliders.set(start)),
      button('Recommended margins', () => sliders.set({ ...sliders.dials(), table: 'proposed' })),
      button('Stop', () => core.ask({ kind: 'stop' })),
    ),
    numbers.element,
    part('h3', {}, 'One path, tick by tick'),
    part(
      'p',
      { class: 'wi-buttons' },
      part('label', {}, part('span', {}, 'path (the worst published one)'), path),
      button('Replay it where the sliders stand', () =>
        core.ask({
          kind: 'replay',
          id: 0,
          dials: sliders.dials(),
          path: Math.max(0, Math.floor(Number(path.value))),
        }),
      ),
    ),
    replay,
  );
  ask(start);
  const hear = (answer: Answer) => {
    if (answer.kind === 'picture') replay.replaceChildren(replayView(answer.picture, market));
    if (answer.kind === 'refused' && answer.of === 'replay')
      replay.replaceChildren(part('p', {}, answer.words));
    if (answer.kind !== 'numbers' && !(answer.kind === 'refused' && answer.of === 'run')) return;
    isBusy = false;
    if (waits) {
      const next = waits;
      waits = null;
      ask(next);
    } else if (answer.kind === 'numbers') {
      if (answer.id === id) numbers.show(answer);
    } else numbers.refuse(answer.words);
  };
  return { dials: sliders.dials, hear };
}

/** Today, at the shock that was checked. */
const startOf = ({ tiers }: PageMarket, { base, check }: PageCells): Dials => ({
  ...base,
  shockBps: check.shockBps,
  maintenanceBps: tiers.floor.map(() => base.maintenanceBps),
  fundBps: 10_000,
  table: 'today',
});
