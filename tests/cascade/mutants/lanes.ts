import type { Mutant } from '../../planted.ts';

export const LANES: readonly Mutant[] = [
  {
    file: 'holders/isolated/lane.ts',
    from: 'while (lane.pieces > lane.piece && lane.from[lane.pieces - 1]! >= lane.to) lane.pieces--;',
    to: '',
    why: 'a line that keeps the cuts of whoever was cured',
  },
  {
    file: 'holders/isolated/lane.ts',
    from: 'lane.piece === lane.pieces || lane.rank[lane.pieces - 1] !== rank',
    to: 'lane.piece === lane.pieces',
    why: 'newcomers that pass whoever came back before them',
  },
  {
    file: 'holders/isolated/lane.ts',
    from: 'if (lane.begun >= 0 && !isReached(isolated, lane.begun, mark)) {',
    to: 'if (false) {',
    why: 'whoever was cured by a part of an order keeps the place',
  },
  {
    file: 'holders/isolated/lane.ts',
    from: 'lane.markFrom[lane.marks] = side.known;',
    to: 'lane.markFrom[lane.marks] = lane.to;',
    why: 'cost counted from the mark that reached an account last',
  },
  {
    file: 'holders/isolated/lane.ts',
    from: '  lane.marks = 0;\n',
    to: '',
    why: 'marks of another path',
  },
  {
    file: 'holders/isolated/queue.ts',
    from: 'Math.min(farthest[block]!, side * isolated.trigger[rows[place]!]!)',
    to: 'Math.min(farthest[block]!, isolated.trigger[rows[place]!]!)',
    why: 'a queue that no short can leave',
  },
  {
    file: 'holders/isolated/queue.ts',
    from: 'if (waitsIn(queue, isolated, place)) noteTrigger(queue, isolated, place);\n    else',
    to: 'if (waitsIn(queue, isolated, place)) continue;\n    else',
    why: 'whoever was cured by a partial close keeps the place',
  },
  {
    file: 'holders/isolated/queue.ts',
    from: 'if (queue.tail + activeCount > queue.rows.length) closeUp(queue, isolated);',
    to: '',
    why: 'a queue that ends where its places do',
  },
  {
    file: 'holders/isolated/queue.ts',
    from: 'queue.rank[kept] = queue.rank[place]!;',
    to: '',
    why: 'places lost when a queue closes up',
  },
  {
    file: 'holders/isolated/queue.ts',
    from: 'isolated.busyAt[rows[place]!] = isolated.moment; // reached in this tick, and gives to nobody',
    to: '',
    why: 'who has just joined a queue without cure gains from ADL',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: 'queue.rank[place]! < lane.rank[piece]!',
    to: 'queue.rank[place]! <= lane.rank[piece]!',
    why: 'whoever comes back passes the line',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: 'for (let row = lane.to; row < side.known; row++) take(lane, isolated, row, 0);',
    to: '',
    why: 'who was cured is forgotten when accounts are told apart',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: 'if (row < side.to) placeOrder(orders, isolated, row, isolated.quantity[row]!);',
    to: '',
    why: 'orders lost when accounts are told apart',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: 'while (endOfPiece(lane, piece) <= row) piece++;',
    to: '',
    why: 'places lost when accounts are told apart',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: ' + negligibleAt(ladder, from)',
    to: '',
    why: 'a pace that sums find too small by rounding',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: 'if (row >= lane.newFrom) isolated.busyAt[row] = isolated.moment;',
    to: '',
    why: 'who joined the line in this very tick gains from ADL',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: 'left -= quantity[begun]!;',
    to: '',
    why: 'quantity spent on whoever goes on first, and once more on the next',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: 'if (lane.begun >= 0) scratch[count++] = lane.begun;',
    to: '',
    why: 'whoever was begun is lost when accounts are told apart',
  },
  {
    file: 'holders/isolated/serve.ts',
    from: '  queue.orderedTo = place;\n',
    to: '',
    why: 'fills of the queue never noticed',
  },
];
