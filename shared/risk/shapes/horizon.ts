import { text } from './shape.ts';

/** How long a path is watched. */
export const Horizon = text('ISO 8601 duration', '^PT[0-9HMS.]+$');

/** Seconds as an ISO 8601 duration: 18000 is PT5H. */
export function isoDuration(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    seconds % 60,
  ];
  const parts = [hours > 0 ? `${hours}H` : '', minutes > 0 ? `${minutes}M` : '', rest > 0 ? `${rest}S` : ''];
  return `PT${parts.join('') || '0S'}`;
}
