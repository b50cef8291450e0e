/* The plain way, for comparison, of taking accounts over and working them off at limits (model.md 4.8; shared/cascade
 * mechanism/takeover.ts, purse/work-off.ts): linear law and contract, rule last, decay, longs. Columns, an order in the place
 * of its account, two binary heaps of orders: patient by limit, eased by what stays the same while limits are eased. Built and
 * run by c-loop.bench.ts where a compiler is present; never shipped.
 *   ladder-file repeats slope patience ease
 * Prints cells a second and, so that one sees that it computes the same, sums of some outcome columns over all cells. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct { double key; long row; } Entry;
typedef struct { Entry *at; long count; } Heap;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int before(Entry a, Entry b) { return a.key < b.key || (a.key == b.key && a.row < b.row); }

static void push(Heap *heap, Entry own) {
  long at = heap->count++;
  while (at > 0 && before(own, heap->at[(at - 1) / 2])) { heap->at[at] = heap->at[(at - 1) / 2]; at = (at - 1) / 2; }
  heap->at[at] = own;
}

static void pop(Heap *heap) {
  Entry own = heap->at[--heap->count];
  long at = 0, child;
  while ((child = 2 * at + 1) < heap->count) {
    if (child + 1 < heap->count && before(heap->at[child + 1], heap->at[child])) child++;
    if (!before(heap->at[child], own)) break;
    heap->at[at] = heap->at[child];
    at = child;
  }
  heap->at[at] = own;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  FILE *file = fopen(argv[1], "rb");
  int repeats = atoi(argv[2]), patience = atoi(argv[4]);
  double slope = atof(argv[3]), ease = atof(argv[5]), header[2];
  if (!file || fread(header, 8, 2, file) != 2) return 2;
  long n = (long)header[0];
  double fund0 = header[1];
  double *T0 = malloc(8 * n), *q0 = malloc(8 * n), *b = malloc(8 * n), *notional = malloc(8 * n);
  double *q = malloc(8 * n), *mark0 = malloc(8 * n), *lost = malloc(8 * n), *size = malloc(8 * n);
  int *since = malloc(4 * n), *order = malloc(4 * n);
  Heap patient = {malloc(sizeof(Entry) * n), 0}, eased = {malloc(sizeof(Entry) * n), 0};
  double *columns[4] = {T0, q0, b, notional};
  for (int k = 0; k < 4; k++) if (fread(columns[k], 8, n, file) != (size_t)n) return 2;
  const double p0 = 100, permanentShare = 0.7, decay = exp(-log(2.0) / 300), tiny = 1e-12;
  double keep[3602], grow[7202], rate[3600], own[3600], best = 1e9;
  keep[0] = grow[0] = 1;
  for (int k = 1; k < 3602; k++) keep[k] = keep[k - 1] * (1 - ease);
  for (int k = 1; k < 7202; k++) grow[k] = grow[k - 1] / (1 - ease);
  double closed = 0, liquidated = 0, deficit = 0, fundEnd = 0, marketNotional = 0, lossPeak = 0, openDeficit = 0, rest = 0;

  for (int repeat = 0; repeat < repeats; repeat++) {
    double start = now();
    closed = liquidated = deficit = fundEnd = marketNotional = lossPeak = openDeficit = rest = 0;
    for (int cell = 0; cell < 40; cell += 8) {
      double shock = -(450 + 3 * cell) / 1000.0, permanent = 0, temporary = 0, fund = fund0, ownPeak = 0;
      double deficits = 0, fundIn = 0, draw = 0, need = 0, trough = 0, taken = 0, cost = 0, market = 0, cash = 0, position = 0;
      double units = 0, worth = 0, peak = 0, loss = 0, lowest = p0, lowF = p0, F = p0;
      long next = 0, moved = 0, open = 0, rounds = 0;
      int records = 0, last = 0, ownTick[3600];
      patient.count = eased.count = 0;
      for (int tick = 1; tick <= 3600; tick++) {
        F = p0 * (tick < 300 ? 1 + shock * tick / 300 : 1 + shock);
        double V = permanent + temporary, p = F - slope * V, filled = 0, earned = 0, tickDeficit = 0, beforeTick = taken;
        long fills = 0, first = next;
        if (F < lowF) lowF = F;
        if (p < lowest) lowest = p;
        last = tick;
        for (; next < n && T0[next] >= p; next++) {
          q[next] = q0[next]; mark0[next] = p; lost[next] = 0; since[next] = tick;
          units += q0[next]; worth += q0[next] * b[next]; taken += q0[next] * p; open++;
          push(&patient, (Entry){b[next], next});
        }
        rounds += next > first;
        for (; moved < next && since[moved] + patience < tick; moved++)
          if (q[moved] > 0) push(&eased, (Entry){b[moved] * grow[since[moved] + patience], moved});
        for (;;) {
          while (patient.count > 0 && patient.at[0].row < moved) pop(&patient);
          if (patient.count == 0 && eased.count == 0) break;
          long a = patient.count > 0 ? patient.at[0].row : -1, c = eased.count > 0 ? eased.at[0].row : -1;
          double limitA = a >= 0 ? b[a] : INFINITY, limitC = c >= 0 ? b[c] * keep[tick - since[c] - patience] : INFINITY;
          int isPatient = limitA < limitC || (limitA == limitC && a < c);
          long row = isPatient ? a : c;
          double limit = isPatient ? limitA : limitC;
          if (!(limit <= p * (1 + tiny))) break;
          double room = (1 - limit / F) * F / slope - V, y = fmax(0, fmin(q[row], fmax(0, room) - filled));
          if (y <= tiny * q0[row]) y = 0;
          if (q[row] - y <= tiny * q0[row]) y = q[row];
          int whole = y == q[row];
          if (y > 0) { order[fills] = row; size[fills++] = y; filled += y; q[row] -= y; }
          if (!whole) break;
          pop(isPatient ? &patient : &eased);
        }
        if (fills > 0) {
          double fill = p - slope * filled / 2;
          for (long k = 0; k < fills; k++) {
            int row = order[k];
            double y = size[k], gain = fill - b[row];
            if (gain > 0) earned += y * gain;
            else if (-gain > tiny * b[row]) { tickDeficit -= y * gain; lost[row] -= y * gain; }
            cost += y * (mark0[row] - fill);
            units -= y; worth -= y * b[row];
            if (q[row] == 0) open--;
          }
          if (open == 0) units = worth = 0;
          market += filled * fill; cash -= filled * fill; position += filled;
          permanent += permanentShare * filled;
          temporary += (1 - permanentShare) * filled;
          lowest = fmin(lowest, F - slope * (permanent + temporary));
        }
        fund += earned; fundIn += earned; deficits += tickDeficit;
        double paid = fmin(fund, tickDeficit);
        fund -= paid; draw += paid;
        need = fmax(need, deficits - fundIn);
        trough = fmin(trough, fund - fund0);
        peak = fmax(peak, units * p);
        loss = fmax(loss, worth - units * p);
        double o = fabs((F - slope * (permanent + temporary)) / F - 1);
        if (o > ownPeak) { ownPeak = o; own[records] = o; ownTick[records++] = tick; }
        rate[tick - 1] = taken - beforeTick;
        temporary *= decay;
        if (tick >= 300 && next == n && open == 0) break;
      }
      /* the rest of the outcome row */
      double ratePeak = 0, window = 0, end = F - slope * (permanent + pow(decay, 3600 - last) * temporary), made = 0, positions = 0;
      double firstLoss = 0, secondLoss = 0, openLoss = 0, short0 = 0;
      for (int k = 0; k < last; k++) {
        window += rate[k] - (k >= 60 ? rate[k - 60] : 0);
        ratePeak = fmax(ratePeak, window);
      }
      int half = 0;
      while (half < records && own[half] < ownPeak / 2) half++;
      long innocent = 0;
      for (long i = next; i-- > 0 && T0[i] < lowF;) innocent++;
      for (long i = 0; i < next; i++) {
        double still = b[i] - end > tiny * b[i] ? q[i] * (b[i] - end) : 0, all = lost[i] + still;
        openLoss += still;
        made += q[i] * (end - b[i]) - q0[i] * (end - b[i]);
        positions += q[i] - q0[i];
        if (all > 0) short0 += notional[i];
        if (all > firstLoss) { secondLoss = firstLoss; firstLoss = all; } else if (all > secondLoss) secondLoss = all;
      }
      made += cash + position * end + fund - fund0 - (deficits - draw);
      rest += fabs(made) + fabs(positions + position) + innocent + need + (half < records ? ownTick[half] : 0) + ratePeak + lowest;
      rest += rounds + firstLoss + secondLoss + short0 + cost + trough + peak;
      closed += next; liquidated += taken; deficit += deficits; fundEnd += fund;
      marketNotional += market; lossPeak += loss; openDeficit += openLoss;
    }
    double seconds = now() - start;
    if (seconds < best) best = seconds;
  }
  printf("{\"cellsPerSecond\": %.6g, \"rest\": %.6g, \"accountsClosed\": %.17g, \"liquidatedNotional\": %.17g, \"deficit\": %.17g, "
    "\"fundEnd\": %.17g, \"marketNotional\": %.17g, \"inventoryLossPeak\": %.17g, \"openDeficit\": %.17g}\n",
    5 / best, rest, closed, liquidated, deficit, fundEnd, marketNotional, lossPeak, openDeficit);
  return 0;
}
