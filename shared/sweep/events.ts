import { type GivenPath, givenShock } from '../cascade/venue/given-path.ts';
import { brokenPath } from '../market/given-path.ts';
import type { Market } from '../market/market.ts';
import { refuse } from '../market/parse.ts';
import type { Sweep, SweepEvent } from './sweep-file.ts';

/** The way that an event's bars tell. */
export const wayOfEvent = ({ open, bars, noise }: SweepEvent): GivenPath => ({
  shape: 'path',
  open,
  bars,
  noise,
});

/** Where an event goes farthest from its start, in whole basis points: a coordinate to find it by; its path is exact. */
export const eventBps = (event: SweepEvent, tickSeconds: number): number =>
  Math.round(10_000 * givenShock(wayOfEvent(event), tickSeconds));

/** What a sweep demands of its events. */
export function refuseBrokenEvents({ events = [], path }: Sweep): void {
  const { tickSeconds, horizonSeconds } = path;
  const names = events.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse('sweep.events', 'not name an event twice', names.join(', '));
  for (const [i, event] of events.entries()) {
    const subject = `sweep.events.${i}`;
    for (const broken of brokenPath(wayOfEvent(event), tickSeconds, horizonSeconds)) {
      refuse([subject, ...broken.path].join('.'), broken.rule.replace(/^must /, ''), broken.got);
    }
    const bps = eventBps(event, tickSeconds);
    if (bps === 0) refuse(`${subject}.bars`, 'leave their open by a basis point', bps);
    if (!(bps <= MOST_BPS)) refuse(`${subject}.bars`, `rise by at most ${MOST_BPS} basis points`, bps);
  }
}

/** As far as an axis of shocks goes. */
const MOST_BPS = 100_000;

/** What events demand of the market: a recorded index has in it what liquidations did to it (calibration.md 1). */
export function refuseEvents({ events }: Sweep, { snapshot }: Market): void {
  const { permanentShare } = snapshot.rules;
  if (events && permanentShare !== 0)
    refuse('snapshot.rules.permanentShare', 'be 0 where a sweep has events', permanentShare);
}
