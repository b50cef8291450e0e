/* The plain way, for comparison, of the mechanisms that must look at accounts one by one (shared/cascade step.ts, waterfall.ts):
 * partial closes (target-margin) and a rate-limited queue with cures, linear law and contract, rule last, decay. Columns, one
 * account after another. Built and run by c-loop.bench.ts where a compiler is present; never shipped.
 *   ladder-file repeats slope mechanism
 * Prints cells a second and, so that one sees that it computes the same, sums of some outcome columns over all cells. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CLOSED = 1, TRIGGERED = 2, QUEUED = 4 };
static long tierCount;
static double tierFloor[64], rate[64], deduction[64];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double maintenance(double notional) {
  long k = 0;
  while (k + 1 < tierCount && tierFloor[k + 1] < notional) k++;
  return rate[k] * notional - deduction[k];
}

static double triggerOf(double q, double entry, double collateral) {
  double constant = collateral - entry * q;
  if (constant >= 0) return -INFINITY;
  long k = 0;
  for (; k + 1 < tierCount; k++) {
    double cap = tierFloor[k + 1];
    if (constant + cap - (rate[k] * cap - deduction[k]) >= 0) break;
  }
  double notional = (constant + deduction[k]) / (rate[k] - 1);
  return notional > 0 ? notional / q : -INFINITY;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  FILE *file = fopen(argv[1], "rb");
  int repeats = atoi(argv[2]), partial = strcmp(argv[4], "target-margin") == 0;
  double slope = atof(argv[3]), header[3];
  if (!file || fread(header, 8, 3, file) != 3) return 2;
  long n = (long)header[0];
  double fund0 = header[1];
  tierCount = (long)header[2];
  double *T0 = malloc(8 * n), *q0 = malloc(8 * n), *entry = malloc(8 * n), *c0 = malloc(8 * n);
  double *T = malloc(8 * n), *q = malloc(8 * n), *c = malloc(8 * n), *mark0 = malloc(8 * n), *want = malloc(8 * n);
  int *open = malloc(4 * n), *queue = malloc(4 * n), *order = malloc(4 * n);
  unsigned char *state = malloc(n);
  double *columns[4] = {T0, q0, entry, c0}, *tiers[3] = {tierFloor, rate, deduction};
  for (int k = 0; k < 4; k++) if (fread(columns[k], 8, n, file) != (size_t)n) return 2;
  for (int k = 0; k < 3; k++) if (fread(tiers[k], 8, tierCount, file) != (size_t)tierCount) return 2;
  const double p0 = 100, fee = 0.0005, permanentShare = 0.7, decay = exp(-log(2.0) / 300);
  const double multiple = 1.5, minNotional = 1000, perTick = 0.1 * (0.02 * p0 / slope), tiny = 1e-12;
  double rate[3600], own[3600], best = 1e9, sumMade = 0, sumInnocent = 0, sumRate = 0, sumMove = 0, sumClosed = 0, sumLiquidated = 0, sumDeficit = 0, sumFund = 0;

  for (int repeat = 0; repeat < repeats; repeat++) {
    double start = now();
    sumMade = sumInnocent = sumRate = sumMove = sumClosed = sumLiquidated = sumDeficit = sumFund = 0;
    for (int cell = 0; cell < 40; cell += 8) {
      double shock = -(450 + 3 * cell) / 1000.0, permanent = 0, temporary = 0, fund = fund0;
      double deficit = 0, liquidated = 0, cost = 0, first = 0, second = 0, notionalShort = 0, returned = 0, ownPeak = 0;
      double fundIn = 0, draw = 0, need = 0, market = 0, cash = 0, position = 0, lowest = p0, lowF = p0, before = 0;
      int records = 0, last = 0, ownTick[3600];
      long next = 0, opens = 0, closed = 0, triggered = 0, rounds = 0, queued = 0;
      for (int tick = 1; tick <= 3600; tick++) {
        double F = p0 * (tick < 300 ? 1 + shock * tick / 300 : 1 + shock);
        double V = permanent + temporary, p = F - slope * V;
        if (F < lowF) lowF = F;
        if (p < lowest) lowest = p;
        last = tick;
        before = liquidated;
        long orders = 0, waited = 0;
        int newcomers = 0;
        double sold = 0, tickIn = 0, tickDeficit = 0;
        while (next < n && T0[next] >= p) {
          T[next] = T0[next]; q[next] = q0[next]; c[next] = c0[next]; state[next] = 0;
          open[opens++] = next++;
        }
        if (!partial) { /* who was closed or cured gives up the place */
          long kept = 0;
          for (long k = 0; k < queued; k++) {
            int row = queue[k];
            if (!(state[row] & CLOSED) && T[row] >= p) queue[kept++] = row;
            else state[row] &= ~QUEUED;
          }
          waited = queued = kept;
        }
        for (long k = 0; k < opens; k++) {
          int row = open[k];
          if (T[row] < p) continue;
          if (!(state[row] & TRIGGERED)) { state[row] |= TRIGGERED; mark0[row] = p; triggered++; newcomers = 1; }
          if (partial) {
            double N = q[row] * p, e = c[row] + q[row] * (p - entry[row]), x = N;
            double target = multiple * maintenance(N) / N;
            if (e > 0 && target > fee) {
              double close = (target * N - e) / (target - fee);
              if (close < N && N - close >= minNotional) x = close;
            }
            double y = x == N ? q[row] : x / p;
            if (!(y > tiny * q0[row])) continue;
            if (q[row] - y <= tiny * q0[row]) y = q[row];
            order[orders] = row; want[orders++] = y; sold += y;
          } else if (!(state[row] & QUEUED)) { state[row] |= QUEUED; queue[queued++] = row; }
        }
        rounds += newcomers;
        for (long k = waited + 1; k < queued; k++) { /* those who join in one tick stand by their triggers */
          int row = queue[k];
          long at = k;
          for (; at > waited && T[queue[at - 1]] < T[row]; at--) queue[at] = queue[at - 1];
          queue[at] = row;
        }
        if (!partial) {
          double left = perTick;
          for (long k = 0; k < queued && left > 0; k++) {
            int row = queue[k];
            double y = q[row] < left ? q[row] : left;
            left -= q[row];
            if (!(y > tiny * q0[row])) continue;
            if (q[row] - y <= tiny * q0[row]) y = q[row];
            order[orders] = row; want[orders++] = y; sold += y;
          }
        }
        if (orders > 0) {
          double fill = p - slope * sold / 2;
          for (long k = 0; k < orders; k++) {
            int row = order[k];
            double y = want[k], value = y * fill;
            c[row] += y * (fill - entry[row]);
            double left = q[row] - y;
            liquidated += value; cost += y * (mark0[row] - fill);
            if (left <= tiny * q0[row]) {
              q[row] = 0; state[row] |= CLOSED; closed++;
              if (c[row] < 0) {
                double own = -c[row];
                tickDeficit += own; notionalShort += q0[row] * p0; c[row] = 0;
                if (own > first) { second = first; first = own; } else if (own > second) second = own;
              } else {
                double f = fee * value < c[row] ? fee * value : c[row];
                tickIn += f; c[row] -= f; returned += c[row];
              }
            } else {
              q[row] = left;
              double e = c[row] + left * (p - entry[row]);
              double f = fmin(fee * value, fmax(0, e));
              c[row] -= f; tickIn += f;
              T[row] = triggerOf(left, entry[row], c[row]);
            }
          }
          fund += tickIn; fundIn += tickIn; deficit += tickDeficit;
          double paid = fmin(fund, tickDeficit);
          fund -= paid; draw += paid;
          need = fmax(need, deficit - fundIn);
          market += sold * fill; cash -= sold * fill; position += sold;
          permanent += permanentShare * sold;
          temporary += (1 - permanentShare) * sold;
          lowest = fmin(lowest, F - slope * (permanent + temporary));
          long kept = 0;
          for (long k = 0; k < opens; k++) if (!(state[open[k]] & CLOSED)) open[kept++] = open[k];
          opens = kept;
        }
        double o = fabs((F - slope * (permanent + temporary)) / F - 1);
        if (o > ownPeak) { ownPeak = o; own[records] = o; ownTick[records++] = tick; }
        rate[tick - 1] = liquidated - before;
        temporary *= decay;
        if (tick >= 300 && next == n && opens == 0) break;
      }
      /* the rest of the outcome row */
      double ratePeak = 0, window = 0, made = 0, end = p0 * (1 + shock) - slope * permanent, positions = 0;
      for (int k = 0; k < last; k++) {
        window += rate[k] - (k >= 60 ? rate[k - 60] : 0);
        ratePeak = fmax(ratePeak, window);
      }
      int half = 0;
      while (half < records && own[half] < ownPeak / 2) half++;
      long innocent = 0;
      for (long i = next; i-- > 0 && T0[i] < lowF;) innocent++;
      for (long i = 0; i < next; i++) {
        made += c[i] + q[i] * (end - entry[i]) - (c0[i] + q0[i] * (end - entry[i]));
        positions += q[i] - q0[i];
      }
      made += cash + position * end + fund - fund0 - (deficit - draw);
      sumMade += fabs(made) + fabs(positions + position);
      sumInnocent += innocent + need + (half < records ? ownTick[half] : 0);
      sumRate += ratePeak + lowest + market + triggered + rounds + first + second + notionalShort + cost + returned;
      sumMove += (p0 * (1 + shock) - slope * permanent) / p0 - 1;
      sumClosed += closed; sumLiquidated += liquidated; sumDeficit += deficit; sumFund += fund;
    }
    double seconds = now() - start;
    if (seconds < best) best = seconds;
  }
  printf("{\"cellsPerSecond\": %.6g, \"made\": %.3g, \"rest\": %.6g, \"accountsClosed\": %.17g, \"liquidatedNotional\": %.17g, \"deficit\": %.17g, \"fundEnd\": %.17g}\n",
    5 / best, sumMade, sumInnocent + sumRate + sumMove, sumClosed, sumLiquidated, sumDeficit, sumFund);
  return 0;
}
