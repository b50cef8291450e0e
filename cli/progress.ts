import { SingleBar } from 'cli-progress';
import { plural, shown, span } from './numbers.ts';
import { note } from './terminal.ts';

/** How far a run has come. */
export interface Progress {
  readonly stage: 'simulating' | 'reporting';
  readonly shards: { readonly planned: number; readonly done: number; readonly failed: number };
  /** A walk is one path of one cell; only this machine sees them before their shard is done. */
  readonly walks?: { readonly planned: number; readonly done: number };
  /** US dollars spent so far, where anything is. */
  readonly spentUsd?: number;
}

/** Shows how far a long run has come, on standard error. */
export interface ProgressView {
  update(progress: Progress): void;
  stop(): void;
}

/** A bar where somebody watches, otherwise a line now and then. */
export const progressView = (): ProgressView => (process.stderr.isTTY ? bar() : lines());

function bar(): ProgressView {
  const view = new SingleBar({
    format: '{stage} {bar} {percentage} % | {amount} | {when} | {rest}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  const pace = createPace();
  let started = false;
  return {
    update(progress) {
      const { planned, done, unit } = amountOf(progress);
      const { rate, left } = pace(progress);
      const payload = {
        stage: progress.stage,
        amount: `${shown(done)}/${shown(planned)} ${unit}s`,
        when: whenWords(progress.stage, rate, left),
        rest: restOf(progress),
      };
      if (!started) view.start(planned, done, payload);
      started = true;
      view.update(done, payload);
    },
    stop: () => {
      if (started) view.stop();
    },
  };
}

const EVERY_MS = 10_000;

function lines(): ProgressView {
  const pace = createPace();
  let lastMs = performance.now();
  let stage: Progress['stage'] | undefined;
  return {
    update(progress) {
      const now = performance.now();
      const { rate, left } = pace(progress);
      const isNews = progress.stage === 'reporting' && stage !== 'reporting';
      stage = progress.stage;
      if (!isNews && now - lastMs < EVERY_MS) return;
      lastMs = now;
      const { done, planned, unit } = amountOf(progress);
      const share = Math.floor((100 * done) / Math.max(1, planned));
      const when = whenWords(stage, rate, left);
      const amount = `${shown(done)} of ${plural(planned, unit)}`;
      note(`${stage} ${share} %, ${amount}, ${when}, ${restOf(progress)}`);
    },
    stop() {},
  };
}

/** What is counted: walks where they are seen, else shards. */
const amountOf = ({ walks, shards }: Progress) =>
  walks ? { ...walks, unit: 'walk' } : { ...shards, unit: 'shard' };

function whenWords(stage: Progress['stage'], rate: number, left: number): string {
  if (stage === 'reporting') return 'writing the report';
  if (Number.isNaN(left)) return 'starting';
  return `${shown(rate < 10 ? Number(rate.toPrecision(2)) : Math.round(rate))}/s, ${span(left)} left`;
}

function restOf({ walks, shards: { done, failed, planned }, spentUsd }: Progress): string {
  const said = [
    ...(walks ? [`${shown(done)}/${plural(planned, 'shard')}`] : []),
    ...(failed > 0 || !walks ? [`${shown(failed)} failed`] : []),
    ...(walks ? [] : [`${shown(planned - done - failed)} missing`]),
    ...(spentUsd === undefined ? [] : [`${dollars(spentUsd)} spent`]),
  ];
  return said.join(', ');
}

/** A shard of half a minute costs less than a tenth of a cent: two digits of what is small. */
export const dollars = (usd: number): string =>
  `$${usd < 0.01 ? Number(usd.toPrecision(2)) : usd.toFixed(usd < 1 ? 3 : 2)}`;

/** Units a second since the first look, and the seconds that the rest takes at that rate. */
function createPace() {
  let first: { readonly ms: number; readonly done: number } | undefined;
  return (progress: Progress) => {
    const { done, planned } = amountOf(progress);
    const now = performance.now();
    first ??= { ms: now, done };
    const seconds = (now - first.ms) / 1_000;
    const rate = seconds > 0 ? (done - first.done) / seconds : 0;
    return { rate, left: rate > 0 ? Math.round((planned - done) / rate) : Number.NaN };
  };
}
