import type { Manifest } from './manifest.ts';

/** What a sweep was thought to take. */
export type Forecast = Manifest['forecast'];

/** All that somebody pays. */
export const totalUsd = ({ compute, requests, startUp }: Forecast['usd']): number =>
  compute + requests + startUp;

/** Until the last result is there. */
export const resultSeconds = ({ ramp, steady, lastShard }: Forecast['wallSeconds']): number =>
  ramp + steady + lastShard;

/** Until the report is there. */
export const reportSeconds = (wallSeconds: Forecast['wallSeconds']): number =>
  resultSeconds(wallSeconds) + wallSeconds.report;
