import { reserving } from '../../market/reserved-fee.ts';
import type { PathColumns } from '../../sweep/results.ts';
import { summarise } from '../../sweep/tally.ts';
import { type Bench, benchOf, type Dials, type Run, runOf, runPaths, tiersAt, todayAt } from './bench.ts';
import { selfCheck } from './check.ts';
import { comparedWith } from './dropped.ts';
import type { Answer, Paired, Request } from './messages.ts';
import type { PageMarket } from './page-market.ts';
import { type Picture, pictureOf } from './picture.ts';
import { alongPaths, portfolioOf } from './portfolio.ts';
import { shownOf } from './shown.ts';

// The page starts this as a Worker: the core, and nothing that could ask the machine or the network for anything.

/** What a Worker has of its surroundings. */
interface Surroundings {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(answer: Answer): void;
}
declare const self: Surroundings;

/** Paths between two looks at what has been asked meanwhile: the first few soon. */
const FIRST = 4;
const STEP = 8;

let market: PageMarket;
let bench: Bench | null = null;
let isTrusted = false;
let underWay: { readonly id: number; readonly run: Run } | null = null;
/** What was run last, whole or not. */
let latest: Run | null = null;
/** The same paths today, by shock: computed once. */
const today = new Map<number, Run>();

self.onmessage = ({ data }) => {
  try {
    answer(data);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    self.postMessage({ kind: 'refused', id: 'id' in data ? data.id : 0, of: data.kind, words });
  }
};

function answer(request: Request): void {
  switch (request.kind) {
    case 'open':
      open(JSON.parse(request.market));
      return;
    case 'run':
      begin(request.id, request.dials);
      return;
    case 'stop':
      underWay = null;
      return;
    case 'compare':
      self.postMessage({
        kind: 'compared',
        id: request.id,
        markup: comparedWith(JSON.parse(request.own), request.bytes).markup,
      });
      return;
    case 'replay':
      self.postMessage({ kind: 'picture', id: request.id, picture: replayed(request) });
      return;
    case 'portfolio':
      self.postMessage(placed(request));
  }
}

function open(own: PageMarket): void {
  market = own;
  if (market.cells === null) {
    self.postMessage({ kind: 'checked', checked: null });
    return;
  }
  bench = benchOf(market, market.cells);
  const checked = selfCheck(bench);
  isTrusted = checked.differs === null;
  self.postMessage({ kind: 'checked', checked });
}

/** A browser that does not reproduce the report computes nothing. */
function trusted(): Bench {
  if (!bench || !isTrusted) throw new Error('this browser does not reproduce the report');
  return bench;
}

function replayed({ dials, path }: Extract<Request, { kind: 'replay' }>): Picture {
  const paths = pathsOf(trusted(), dials.shockBps);
  if (!(path < paths)) throw new RangeError(`path must be from 0 to ${paths - 1}, got ${path}`);
  return pictureOf(trusted(), dials, path);
}

/** Beside the paths of the cell that was asked for last, as far as they are run. */
function placed({ id, dials, text }: Extract<Request, { kind: 'portfolio' }>): Answer {
  const place = { ...market, tiers: tiersFor(dials) };
  const positions = portfolioOf(text, place);
  const moves = latest && summarise(latest.tally).paths!.movePeak;
  const along = latest && alongPaths(positions, place, { shockBps: latest.dials.shockBps, moves: moves! });
  return { kind: 'portfolio', id, positions, along };
}

const tiersFor = (dials: Dials | null) =>
  reserving(tiersAt(market, dials ?? { maintenanceBps: [10_000], table: 'today' }), market);

function begin(id: number, dials: Dials): void {
  const own = trusted();
  const paths = pathsOf(own, dials.shockBps);
  underWay = null;
  const run = runOf(own, dials, paths);
  underWay = { id, run };
  latest = run;
  step(own, FIRST);
}

/** As many as the published cell has, or the one with the nearest shock. */
function pathsOf({ cells }: Bench, shockBps: number): number {
  const distance = (cell: { readonly shockBps: number }) => Math.abs(cell.shockBps - shockBps);
  return cells.published.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best)).paths;
}

function step(own: Bench, count: number): void {
  if (!underWay) return;
  const { id, run } = underWay;
  runPaths(own, run, count);
  const { summary, paths } = summarise(run.tally);
  self.postMessage({
    kind: 'numbers',
    id,
    ran: run.next,
    of: run.tally.cell.paths,
    shown: shownOf({ summary, paths, planned: run.next }),
    paired: isToday(own, run.dials) ? null : pairedOf(own, run, paths!),
  });
  if (run.next < run.tally.cell.paths)
    setTimeout(() => {
      if (underWay?.id === id) step(own, STEP);
    });
}

function isToday(own: Bench, dials: Dials): boolean {
  const here = todayAt(own.market, dials.shockBps);
  return (Object.keys(here) as (keyof Dials)[]).every((name) => String(here[name]) === String(dials[name]));
}

/** The same paths today and where the sliders stand, by what the fund had to do. */
function pairedOf(own: Bench, run: Run, paths: PathColumns): Paired {
  const { shockBps } = run.dials;
  const there = today.get(shockBps) ?? runOf(own, todayAt(own.market, shockBps), run.tally.cell.paths);
  today.set(shockBps, there);
  if (there.next < run.next) runPaths(own, there, run.next - there.next);
  const before = failingOf(summarise(there.tally).paths!, there.rules.fund);
  let [pairs, newly, noLonger] = [0, 0, 0];
  for (let row = 0; row < paths.path.length; row++) {
    const was = before.get(paths.path[row]!);
    if (was === undefined) continue;
    const is = paths.need[row]! > run.rules.fund;
    pairs++;
    if (is && !was) newly++;
    if (was && !is) noLonger++;
  }
  return { pairs, newly, noLonger };
}

const failingOf = ({ path, need }: PathColumns, fund: number): ReadonlyMap<number, boolean> =>
  new Map(Array.from(path, (number, row) => [number, need[row]! > fund]));
