import type { History } from '../market/history.ts';
import { checked, refuse } from '../market/parse.ts';
import { tailQuantile } from '../market/tail-fit.ts';
import { type DesignOrigin, DesignQuantile } from './design.ts';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SIDES = ['down', 'up'] as const;
/** The grid must reach this multiple of a design shock (report.md 2.1). */
const BEYOND = 1.25;
/** A fall of all there is has no price. */
const DEEPEST_BPS = -9_999;

/** Whether a sweep file, read as JSON, leaves a design shock to the history. */
export const asksHistory = (sweep: unknown): boolean =>
  SIDES.some((side) => shocksOf(sweep, side).some((part) => isFields(part) && isFields(part.shockBps)));

function shocksOf(sweep: unknown, side: (typeof SIDES)[number]): readonly unknown[] {
  const design = isFields(sweep) && isFields(sweep.design) ? sweep.design[side] : undefined;
  return Array.isArray(design) ? design : [];
}

/**
 * The sweep with numbers in place of quantiles: the shock, and the next beyond it, join the axis, and `design.from` says where
 * each comes from. Without a history every such shock stands as 10 %, so that the rest of the file can be checked.
 */
export function withDesign(sweep: unknown, history: History | null): unknown {
  if (!asksHistory(sweep) || !isFields(sweep) || !isFields(sweep.design)) return sweep;
  const from: DesignOrigin[] = [];
  const sides = SIDES.map((side) => {
    const parts = shocksOf(sweep, side).map((part, i) => {
      if (!isFields(part) || !isFields(part.shockBps)) return part;
      const subject = `sweep.design.${side}.${i}.shockBps`;
      const asked = checked(subject, DesignQuantile, part.shockBps);
      const origin = originOf(subject, side, asked, history);
      from.push(origin);
      return { ...part, shockBps: origin.shockBps };
    });
    return [side, parts] as const;
  });
  const { axes } = sweep;
  const known = isFields(axes) && Array.isArray(axes.shockBps) ? (axes.shockBps as readonly unknown[]) : [];
  const own = from.flatMap(({ shockBps }) => [shockBps, beyond(shockBps)]);
  const shockBps = [...new Set([...known, ...own])].sort((a, b) => Number(a) - Number(b));
  return {
    ...sweep,
    ...(isFields(axes) && { axes: { ...axes, shockBps } }),
    design: { ...sweep.design, ...Object.fromEntries(sides), from },
  };
}

const beyond = (shockBps: number): number =>
  shockBps < 0 ? Math.max(DEEPEST_BPS, Math.floor(BEYOND * shockBps)) : Math.ceil(BEYOND * shockBps);

function originOf(
  subject: string,
  side: (typeof SIDES)[number],
  asked: DesignQuantile,
  history: History | null,
): DesignOrigin {
  const sign = side === 'down' ? -1 : 1;
  if (!history) return { ...asked, shockBps: sign * 1_000, lowerBps: null, upperBps: null, runs: 0 };
  const { quantile, minutes } = asked;
  const window = history.windows.find(({ seconds }) => seconds === 60 * minutes);
  if (!window) {
    const lengths = history.windows.map(({ seconds }) => seconds / 60).join(', ');
    refuse(`${subject}.minutes`, `be the length of a window of the snapshot's history, ${lengths}`, minutes);
  }
  const tail = window.tail?.[side];
  if (!tail) refuse(subject, 'have a tail in the history: cascade import --prices fits it', 'none');
  const { threshold, exceedances, xi, beta, shocks = [] } = tail;
  const counts = { excesses: exceedances, observations: window.count };
  if (!(quantile > 1 - exceedances / window.count))
    refuse(`${subject}.quantile`, `lie in the tail, above ${1 - exceedances / window.count}`, quantile);
  const bps = (move: number) => Math.max(DEEPEST_BPS, sign * Math.round(10_000 * move));
  const known = shocks.find((own) => own.quantile === quantile);
  const move = known?.move ?? tailQuantile({ threshold, xi, scale: beta, ...counts }, quantile);
  return {
    ...asked,
    shockBps: bps(move),
    lowerBps: known ? bps(known.lower) : null,
    upperBps: known ? bps(known.upper) : null,
    runs: exceedances,
  };
}
