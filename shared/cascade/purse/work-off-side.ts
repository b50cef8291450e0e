import { COLUMN } from '../outcome.ts';
import type { Tick } from '../tick.ts';
import { blockUnit, NEGLIGIBLE } from '../venue/block.ts';
import { NOBODY, type Queue } from './inventory.ts';
import { SUM } from './ledger.ts';
import { ease, mostWilling } from './willingness.ts';
import { AT, isLoss, noteExhausted, roomTo } from './work-off.ts';

/**
 * `workOff` and `settleInventory` where one side only has orders, and there is no vault: nothing crosses. With sums in locals
 * twice as fast as those (`npm run bench -- takeover`), and to the bit the same (tests/cascade/walk.test.ts).
 */
export function workOffSide(tick: Tick, queue: Queue): void {
  const { venue, block, ledger, purse } = tick;
  const filled = fillSide(tick, queue);
  block.net = 0;
  if (filled > 0) {
    const { displaced, scale, priceUnit } = venue;
    const net = queue.sign * filled;
    const to = displaced + net / scale;
    let unit = priceUnit;
    if (to !== displaced) unit = net > 0 ? blockUnit(venue, displaced, to) : blockUnit(venue, to, displaced);
    block.net = net;
    block.restUnit = unit;
    settleFills(tick, queue, unit);
  }
  const { sign, units, worth } = queue;
  const { markUnit } = venue;
  const value = units * Math.abs(markUnit);
  const loss = sign * (worth - units * markUnit);
  if (value > ledger[COLUMN.inventoryPeak]!) ledger[COLUMN.inventoryPeak] = value;
  if (loss > ledger[COLUMN.inventoryLossPeak]!) ledger[COLUMN.inventoryLossPeak] = loss;
  purse.inventory.tick = venue.tick;
}

/** Fills up to and including the first order that is not filled whole; returns the quantity. */
function fillSide(tick: Tick, queue: Queue): number {
  const { venue, purse } = tick;
  const { inventory } = purse;
  const { sign, fillOrder, fillUnits } = queue;
  ease(inventory, venue.tick);
  const { held, taken } = inventory;
  const worst = sign * venue.price * (1 + sign * AT);
  let fills = 0;
  let filled = 0;
  for (let order = mostWilling(inventory, queue); order !== NOBODY; order = mostWilling(inventory, queue)) {
    const { limit } = queue;
    if (sign * limit > worst) break;
    const own = held[order]!;
    const negligible = NEGLIGIBLE * taken[order]!;
    let units = Math.min(own, roomTo(venue, sign, limit) - filled);
    if (!(units > negligible)) units = 0;
    if (own - units <= negligible) units = own;
    if (units > 0) {
      held[order] = own - units;
      fillOrder[fills] = order;
      fillUnits[fills++] = units;
      filled += units;
    }
    if (units < own) {
      noteExhausted(tick, sign, limit);
      break;
    }
  }
  queue.fills = fills;
  return filled;
}

function settleFills({ purse, ledger }: Tick, queue: Queue, fillUnit: number): void {
  const { unit, triggerUnit, lost, held } = purse.inventory;
  const { sign, fillOrder, fillUnits, fills } = queue;
  let { units, worth, open } = queue;
  let gains = 0;
  let losses = 0;
  let cost = 0;
  for (let k = 0; k < fills; k++) {
    const order = fillOrder[k]!;
    const own = fillUnits[k]!;
    const bankruptcy = unit[order]!;
    const gain = sign * (fillUnit - bankruptcy);
    if (gain > 0) gains += own * gain;
    else if (isLoss(gain, bankruptcy)) {
      losses -= own * gain;
      lost[order]! -= own * gain;
    }
    cost += own * sign * (triggerUnit[order]! - fillUnit);
    units -= own;
    worth -= own * bankruptcy;
    if (held[order] === 0) open--;
  }
  queue.open = open;
  queue.units = open === 0 ? 0 : units;
  queue.worth = open === 0 ? 0 : worth;
  ledger[SUM.tickIn]! += gains;
  ledger[SUM.tickDeficit]! += losses;
  ledger[COLUMN.closeOutCost]! += cost;
  ledger[COLUMN.lastSeconds] = ledger[SUM.now]!;
}
