import { dropFirst, type Heap, push, rekeyFirst } from '../numbers/heap.ts';
import { log, rememberedPower } from '../numbers/math.ts';
import { NEGLIGIBLE } from '../venue/block.ts';
import {
  type Inventory,
  NOBODY,
  patientLimit,
  type Queue,
  queueOf,
  signOfOrder,
  sortLine,
} from './inventory.ts';

/** Limit of an order in the present tick, a price: `b` while the venue is patient, then eased against it without end. */
export function limitOf(inventory: Inventory, order: number): number {
  const { batch, batchSign, limit } = inventory;
  const own = batch[order]!;
  const factor = easedBy(inventory, own);
  return batchSign[own]! > 0 ? limit[order]! * factor : limit[order]! / factor;
}

/** `g^k` of a batch, 1 while it is patient. `ease` has seen to it that the power is there. */
function easedBy({ batchSince, tick, patience, powers }: Inventory, own: number): number {
  const eased = tick - batchSince[own]! - patience;
  return eased > 0 ? powers.values[eased]! : 1;
}

/** Begins a tick: batches whose patience is over move to the eased ones. */
export function ease(inventory: Inventory, tick: number): void {
  inventory.tick = tick;
  const { batches, batchSince, batchSign, patience, patientFrom } = inventory;
  if (patientFrom === batches || !(tick > batchSince[patientFrom]! + patience)) return;
  // No order of this path will be eased more often before its end.
  rememberedPower(inventory.powers, inventory.keep, inventory.mostEased);
  for (; inventory.patientFrom < batches; inventory.patientFrom++) {
    const own = inventory.patientFrom;
    if (!(tick > batchSince[own]! + patience)) return;
    // It leaves the patient ones when it comes to the top there.
    if (skipGone(inventory, own))
      push(queueOf(inventory, batchSign[own]!).eased, own, easedKey(inventory, own));
  }
}

/** The open order of a side that is the most willing, ties by arrival, and its limit; NOBODY if there is none. */
export function mostWilling(inventory: Inventory, queue: Queue): number {
  const { patient, eased, sign } = queue;
  const a = patient.count > 0 ? headOf(inventory, patient, true) : NOBODY;
  const b = eased.count > 0 ? headOf(inventory, eased, false) : NOBODY;
  if (b === NOBODY) {
    if (a !== NOBODY) queue.limit = inventory.limit[a]!;
    return a;
  }
  const limit = limitOf(inventory, b);
  if (a !== NOBODY) {
    const difference = sign * inventory.limit[a]! - sign * limit;
    // Both without a limit: the difference is no number.
    if (difference < 0 || (!(difference > 0) && a < b)) {
      queue.limit = inventory.limit[a]!;
      return a;
    }
  }
  queue.limit = limit;
  return b;
}

/** First order of a heap of batches, once all before it that are closed are out of the way. */
function headOf(inventory: Inventory, heap: Heap, isPatient: boolean): number {
  const { line, held, batchNext } = inventory;
  while (heap.count > 0) {
    const own = heap.numbers[0]!;
    if (isPatient && own < inventory.patientFrom) dropFirst(heap);
    else {
      const order = line[batchNext[own]!]!;
      if (held[order] !== 0) return order;
      if (!skipGone(inventory, own)) dropFirst(heap);
      else rekeyFirst(heap, isPatient ? patientKey(inventory, own) : easedKey(inventory, own));
    }
  }
  return NOBODY;
}

/** Moves a batch's head over orders that are closed; false if none is left. */
function skipGone({ line, held, batchNext, batchEnd }: Inventory, own: number): boolean {
  const end = batchEnd[own]!;
  let next = batchNext[own]!;
  while (next < end && held[line[next]!] === 0) next++;
  batchNext[own] = next;
  return next < end;
}

const patientKey = ({ batchSign, batchNext, line, limit }: Inventory, own: number): number =>
  batchSign[own]! * limit[line[batchNext[own]!]!]!;

/** Logarithm of what stays the same while limits are eased: `b g^-(n_i + L)`, mirrored for purchases. */
function easedKey(inventory: Inventory, own: number): number {
  const { batchSign, batchNext, batchSince, line, limit, patience, keep, logKeep } = inventory;
  const price = limit[line[batchNext[own]!]!]!;
  // Any price will do, now as before.
  if (price === 0 || price === Infinity || keep === 0) return -Infinity;
  return batchSign[own]! * log(price) - (batchSince[own]! + patience) * logKeep;
}

/** Takes a quantity off an open order, and a negligible rest along. */
export function lessen(inventory: Inventory, order: number, quantity: number): void {
  const held = inventory.held[order]!;
  const left = held - quantity;
  const closes = left <= NEGLIGIBLE * inventory.taken[order]!;
  inventory.held[order] = closes ? 0 : left;
  noteLess(inventory, queueOf(inventory, signOfOrder(inventory, order)), order, closes ? held : quantity);
}

/** Takes off a side's sums what was taken off one of its orders. */
export function noteLess({ held, unit }: Inventory, queue: Queue, order: number, quantity: number): void {
  queue.units -= quantity;
  queue.worth -= quantity * unit[order]!;
  if (held[order] !== 0 || --queue.open > 0) return;
  // What rounding left of the sums is nothing.
  queue.units = 0;
  queue.worth = 0;
}

/** Adds a later part of its account to an open order: `u_b` becomes the mean, place and time stay (model.md 4.8). */
export function join(inventory: Inventory, order: number, quantity: number, unit: number): void {
  const { held, taken, batch, batchNext, batchEnd, line } = inventory;
  const queue = queueOf(inventory, signOfOrder(inventory, order));
  const before = held[order]!;
  const mean = (before * inventory.unit[order]! + quantity * unit) / (before + quantity);
  queue.units += quantity;
  queue.worth += quantity * unit;
  held[order] = before + quantity;
  taken[order]! += quantity;
  inventory.unit[order] = mean;
  inventory.limit[order] = patientLimit(inventory.contract, queue.sign, mean);
  const own = batch[order]!;
  line.subarray(batchNext[own]!, batchEnd[own]!).sort(); // by arrival, for equal limits
  sortLine(inventory, queue.sign, batchNext[own]!, batchEnd[own]!);
  const isPatient = own >= inventory.patientFrom;
  const heap = isPatient ? queue.patient : queue.eased;
  const members = heap.numbers.slice(0, heap.count);
  heap.count = 0;
  for (const member of members)
    if (skipGone(inventory, member))
      push(heap, member, isPatient ? patientKey(inventory, member) : easedKey(inventory, member));
}
