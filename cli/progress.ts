import { SingleBar } from 'cli-progress';
import type { Progress } from './local/finish-round.ts';
import { plural, shown, span } from './numbers.ts';
import { note } from './terminal.ts';

/** Shows how far a long run has come, on standard error. */
export interface ProgressView {
  update(progress: Progress): void;
  stop(): void;
}

/** A bar where somebody watches, otherwise a line now and then. */
export const progressView = (): ProgressView => (process.stderr.isTTY ? bar() : lines());

function bar(): ProgressView {
  const view = new SingleBar({
    format: '{stage} {bar} {percentage} % | {walks} walks | {rate}/s | {eta_text} | {shards}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  const pace = createPace();
  let started = false;
  return {
    update(progress) {
      const { walks } = progress;
      const { rate, left } = pace(progress);
      const payload = {
        stage: progress.stage,
        walks: `${shown(walks.done)}/${shown(walks.planned)}`,
        rate: shown(Math.round(rate)),
        eta_text:
          progress.stage === 'reporting'
            ? 'writing the report'
            : Number.isNaN(left)
              ? 'starting'
              : `${span(left)} left`,
        shards: shardsOf(progress),
      };
      if (!started) view.start(walks.planned, walks.done, payload);
      started = true;
      view.update(walks.done, payload);
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
      const { done, planned } = progress.walks;
      const share = Math.floor((100 * done) / Math.max(1, planned));
      const when = isNews ? 'writing the report' : `${shown(Math.round(rate))}/s, ${span(left)} left`;
      note(`${stage} ${share} %, ${shown(done)} of ${shown(planned)} walks, ${when}, ${shardsOf(progress)}`);
    },
    stop() {},
  };
}

const shardsOf = ({ shards: { done, failed, planned } }: Progress): string =>
  `${shown(done)}/${plural(planned, 'shard')}${failed > 0 ? `, ${shown(failed)} failed` : ''}`;

/** Walks a second since the first look, and the seconds that the rest takes at that rate. */
function createPace() {
  let first: { readonly ms: number; readonly done: number } | undefined;
  return ({ walks }: Progress) => {
    const now = performance.now();
    first ??= { ms: now, done: walks.done };
    const seconds = (now - first.ms) / 1_000;
    const rate = seconds > 0 ? (walks.done - first.done) / seconds : 0;
    return { rate, left: rate > 0 ? Math.round((walks.planned - walks.done) / rate) : Number.NaN };
  };
}
