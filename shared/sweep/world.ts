import * as z from 'zod/mini';
import { type Depth, depthOf } from '../cascade/venue/depth/depth.ts';
import { LARGEST, LATENCY, MARKET_INPUTS, marketUnder } from '../market/change.ts';
import { canonicalJson } from '../market/digest.ts';
import { above, lawful, object, text } from '../market/fields.ts';
import type { Market } from '../market/market.ts';
import { type Mechanism, mechanismUnder, TAKEOVER_INPUTS } from '../market/mechanism.ts';
import { Label } from './words.ts';

/** Inputs that a change may give another value: those of the run, then those of the snapshot (report.md 2.6). */
const INPUTS = {
  /** Multiples of today's depth and leverage. */
  depthScale: z.exactOptional(above(0)),
  leverageScale: z.exactOptional(above(0)),
  /** A label of the sweep's `mechanisms`. */
  mechanism: z.exactOptional(Label),
  ...TAKEOVER_INPUTS,
  ...MARKET_INPUTS,
};

/** A change that changes something. */
export const isNamed = lawful<object>(function* (change) {
  if (Object.keys(change).length === 0)
    yield { path: [], rule: 'must change at least one input', got: 'none' };
});

/** Multiple of today's maintenance rates: an input of the ladder of what would be enough alone (report.md 3.5b). */
const MAINTENANCE = { maintenanceScale: z.exactOptional(above(0)) };

/** What an alternative changes. */
export const Change = object(INPUTS).check(isNamed);

/** The market after a change, in which a grid's cells are run. Today's market is no world: such grids name none. */
export const World = object({
  /** Part of cell ids: `a-` and an alternative, `v-` and a line of the sensitivity table, `r-` and a rung of the ladder. */
  id: text('must be a-, v-, r- or s- and 1 to 60 of a-z, 0-9 and -', /^[avrs]-[a-z0-9-]{1,60}$/),
  change: object({ ...INPUTS, ...LATENCY, ...LARGEST, ...MAINTENANCE }).check(isNamed),
});
export type World = Readonly<z.infer<typeof World>>;

/** A market that cells can be run in, and its depth made ready for it. */
export interface WorldMarket {
  readonly market: Market;
  readonly depth: Depth;
}

/** The market of a world; null is today's. Each is made when it is first asked for. */
export type Worlds = (world: World | null) => WorldMarket;

/** The worlds of a market, remembered by what they change: sweeps that share a workbench may use one id twice. */
export function worldsOf(market: Market): Worlds {
  const today = { market, depth: depthOf(market.depth, market.startPrice) };
  const made = new Map<string, WorldMarket>();
  return (world) => {
    if (world === null) return today;
    const name = canonicalJson(world.change);
    const known = made.get(name) ?? readyMarket(today, world);
    made.set(name, known);
    return known;
  };
}

/** The market of a world, not made ready. */
export const marketOfWorld = (market: Market, world: World | null): Market =>
  world === null ? market : marketUnder(market, marketPart(world.change), world.id);

/** The mechanism that runs in a world: the one it names, else that of the cell, with its terms changed. */
export function mechanismOfWorld(
  mechanisms: Readonly<Record<string, Mechanism>>,
  label: string,
  world: World | null,
): Mechanism {
  if (world === null) return mechanisms[label]!;
  return mechanismUnder(mechanisms[world.change.mechanism ?? label]!, world.change, world.id);
}

type RunInput =
  | 'depthScale'
  | 'leverageScale'
  | 'maintenanceScale'
  | 'mechanism'
  | keyof typeof TAKEOVER_INPUTS;

/** Without the inputs of the run. */
export function marketPart(change: World['change']): Omit<World['change'], RunInput> {
  const {
    depthScale: _depth,
    leverageScale: _leverage,
    maintenanceScale: _maintenance,
    mechanism: _mechanism,
    patienceSeconds: _patience,
    easePerMinute: _ease,
    ...part
  } = change;
  return part;
}

function readyMarket(today: WorldMarket, world: World): WorldMarket {
  const market = marketOfWorld(today.market, world);
  const depth = market.depth === today.market.depth ? today.depth : depthOf(market.depth, market.startPrice);
  return { market, depth };
}

const OF_HOLDERS = [
  'leverageScale',
  'leverageTilt',
  'standingShare',
  'sizeDispersion',
  'openInterestScale',
  'largestScale',
] as const;

/** What a world changes about who holds what: worlds of one name share accounts and ladders. Empty: nothing. */
export function holdersName(world: World | null): string {
  const changed = OF_HOLDERS.filter((name) => world?.change[name] !== undefined);
  if (changed.length === 0) return '';
  return canonicalJson(Object.fromEntries(changed.map((name) => [name, world!.change[name]])));
}
