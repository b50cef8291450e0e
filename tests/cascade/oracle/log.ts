// What a path writes down along the way, tick by tick.
import type { Meeting } from './block.ts';
import type { OwnedFill } from './inventory.ts';
import { type Fill, profit, type World } from './world.ts';

export interface Log {
  rounds: number;
  /** All pre- and post-trade prices. */
  prices: number[];
  /** |p/F - 1| after the trades of tick 1, 2, ... */
  own: number[];
  /** Largest |p/J - 1| there. */
  dislocationPeak: number;
  /** Extremes of price and index by the hour. */
  hours: Map<number, { lowPrice: number; highPrice: number; lowIndex: number; highIndex: number }>;
  /** Fills and takeovers against the account's will. */
  liquidated: { n: number; notional: number; quantity: number }[];
  /** Tick of the last of them, or of the last fill of an order of the inventory. */
  last: number;
  liquidatedNotional: number;
  liquidatedQuantity: number;
  closeOutCost: number;
  marketNotional: number;
  marketVolume: number;
  beyondVolume: number;
  takenOverNotional: number;
  vaultPeak: number;
  adlNotional: number;
  adlQuantity: number;
  adlHaircut: number;
  haircutNeeded: number;
  haircutWorst: number;
  socialised: number;
  counted: boolean;
  fundIn: number;
  fundDraw: number;
  fundNeed: number;
  fundEmpty: number;
  deficit: number;
  partials: number;
  inventoryPeak: number;
  inventoryLossPeak: number;
  reducedQuantity: number;
  /** By the vault or into the inventory, at the mark. */
  takeOver(world: World, quantity: number): void;
  liquidate(world: World, fill: Fill): void;
  haircut(world: World, fill: Fill): void;
  market(world: World, meeting: Meeting): void;
  /** A fill of the inventory: liquidated when it was taken over, paid for now. */
  work(world: World, fill: OwnedFill): void;
  /** What the inventory stands at after a tick's fills. */
  hold(world: World): void;
  hour(t: number, price: number, index: number): void;
}

export function startLog(): Log {
  const log: Log = {
    rounds: 0,
    prices: [],
    own: [],
    dislocationPeak: 0,
    hours: new Map(),
    liquidated: [],
    last: -1,
    liquidatedNotional: 0,
    liquidatedQuantity: 0,
    closeOutCost: 0,
    marketNotional: 0,
    marketVolume: 0,
    beyondVolume: 0,
    takenOverNotional: 0,
    vaultPeak: 0,
    adlNotional: 0,
    adlQuantity: 0,
    adlHaircut: 0,
    haircutNeeded: 0,
    haircutWorst: 0,
    socialised: 0,
    counted: false,
    fundIn: 0,
    fundDraw: 0,
    fundNeed: 0,
    fundEmpty: -1,
    deficit: 0,
    partials: 0,
    inventoryPeak: 0,
    inventoryLossPeak: 0,
    reducedQuantity: 0,
    takeOver(world, quantity) {
      log.takenOverNotional += quantity * Math.abs(world.uM);
      close(world, quantity, world.uM);
    },
    liquidate(world, { holder, kind, quantity, unit }) {
      if (kind === 'adl') {
        log.adlNotional += quantity * Math.abs(unit);
        log.adlQuantity += quantity;
      }
      if (kind === 'reduction') log.reducedQuantity += quantity;
      close(world, quantity, unit);
      log.closeOutCost += quantity * holder.side * (holder.triggerUnit - unit);
    },
    haircut(world, { holder, quantity, unit }) {
      const own = Math.max(0, quantity * holder.side * (world.uM - unit));
      holder.hit = true;
      holder.haircut += own;
      log.adlHaircut += own;
      log.haircutWorst = Math.max(log.haircutWorst, own / profit(holder, world.uM));
    },
    market(world, { net, depthUnit, from, to }) {
      log.marketNotional += Math.abs(net * depthUnit);
      log.marketVolume += Math.abs(net);
      log.beyondVolume += world.depth.beyond(from, to) * world.theta;
      if (world.depth.beyond(from, to) > 0) world.flags.add('BEYOND_DEPTH');
      world.buyers.Z += net;
      world.buyers.K -= net * depthUnit;
    },
    work(world, { order, kind, quantity, unit }) {
      if (kind === 'adl') {
        log.adlNotional += quantity * Math.abs(unit);
        log.adlQuantity += quantity;
      }
      log.closeOutCost += quantity * order.side * (order.holder.triggerUnit - unit);
      log.last = world.n;
    },
    hold({ inventory, uM }) {
      const value = inventory.reduce((sum, { q }) => sum + q * Math.abs(uM), 0);
      const loss = inventory.reduce((sum, { side, q, uB }) => sum - side * q * (uM - uB), 0);
      log.inventoryPeak = Math.max(log.inventoryPeak, value);
      log.inventoryLossPeak = Math.max(log.inventoryLossPeak, loss);
    },
    hour(t, price, index) {
      const hour = Math.ceil(t / 3600 - 1e-9);
      const { lowPrice, highPrice, lowIndex, highIndex } = log.hours.get(hour) ?? {
        lowPrice: Infinity,
        highPrice: 0,
        lowIndex: Infinity,
        highIndex: 0,
      };
      log.hours.set(hour, {
        lowPrice: Math.min(lowPrice, price),
        highPrice: Math.max(highPrice, price),
        lowIndex: Math.min(lowIndex, index),
        highIndex: Math.max(highIndex, index),
      });
    },
  };
  const close = (world: World, quantity: number, unit: number) => {
    const notional = quantity * Math.abs(unit);
    log.liquidated.push({ n: world.n, notional, quantity });
    log.liquidatedNotional += notional;
    log.liquidatedQuantity += quantity;
    log.last = world.n;
  };
  return log;
}
