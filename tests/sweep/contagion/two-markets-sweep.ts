// A sweep over the two small markets: 8 cells as they are, 6 of them cut too.
import { venueOf } from '../../../shared/market/contagion/venue.ts';
import { parseVenueSweep, type VenueSweep } from '../../../shared/sweep/contagion/venue-sweep.ts';
import { VENUE } from '../../market/contagion/two-markets.ts';

export const VENUE_SWEEP = {
  schema: 'sweep/2',
  name: 'two',
  snapshot: 'snapshot.json',
  asOf: '2024-03-01T00:00:00Z',
  seed: '11',
  path: {
    shape: { shape: 'bridge', seconds: 600, sigmaDay: 0.08, volOfVol: 0.4, volHalfLifeSeconds: 600 },
    tickSeconds: 30,
    horizonSeconds: 1_200,
    sigmaDepth: 0.4,
  },
  markets: { 'a-perp': { loading: 0.8 }, 'b-perp': { beta: 1.5, loading: 0.8 } },
  vectors: { crash: { source: 'made up', bps: { 'a-perp': -1_000, 'b-perp': -2_000 } } },
  decision: -1_200,
  axes: { shockBps: [-300, { name: 'crash' }, { 'b-perp': 800 }] },
  mechanisms: { gentle: { name: 'target-margin', multiple: 1.5, minNotional: 100 } },
  closeOuts: { largest: { order: 'largest', amount: 'one' } },
  paths: { decision: 40, other: 10 },
};

export const sweepOf = (change: object = {}): VenueSweep =>
  parseVenueSweep(JSON.stringify({ ...VENUE_SWEEP, ...change }));
export const twoMarkets = () => venueOf(VENUE);
