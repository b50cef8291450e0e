/* The plain way, for comparison: the same kernel as shared/cascade (full, last, linear law) in C, one
 * account after another, one accumulator a column. Built and run by c-loop.bench.ts where a compiler is
 * present; never shipped. Reads a ladder from a file and prints cells a second and a checksum. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { double value[32]; } Row;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  FILE *file = fopen(argv[1], "rb");
  int repeats = atoi(argv[2]);
  double slope = atof(argv[3]), header[2];
  if (!file || fread(header, 8, 2, file) != 2) return 2;
  long n = (long)header[0];
  double fund0 = header[1];
  double *T = malloc(8 * n), *q = malloc(8 * n), *ub = malloc(8 * n), *notional = malloc(8 * n);
  if (fread(T, 8, n, file) != (size_t)n || fread(q, 8, n, file) != (size_t)n) return 2;
  if (fread(ub, 8, n, file) != (size_t)n || fread(notional, 8, n, file) != (size_t)n) return 2;
  const double p0 = 100, fee = 0.0005, permanentShare = 0.7;
  const double decay = exp(-log(2.0) / 300);
  double own[3600], best = 1e9, sum = 0;
  int ownTick[3600];
  double rate[3600];

  for (int repeat = 0; repeat < repeats; repeat++) {
    double start = now();
    sum = 0;
    for (int cell = 0; cell < 40; cell++) {
      double shock = -(450 + 3 * cell) / 1000.0;
      double permanent = 0, temporary = 0, lowest = p0, ownPeak = 0, fund = fund0;
      double deficit = 0, fundIn = 0, draw = 0, need = 0, bad = 0, liquidated = 0, cost = 0, rest = 0;
      double deficitNotional = 0, first = 0, second = 0, market = 0, depthCash = 0, depthPosition = 0;
      double lowF = p0, lastTick = 0, firstTick = -1;
      long next = 0, deficits = 0, rounds = 0;
      int records = 0, n300 = 0;
      for (int tick = 1; tick <= 3600; tick++) {
        double F = p0 * (tick < 300 ? 1 + shock * tick / 300 : 1 + shock);
        double V = permanent + temporary, p = F - slope * V;
        if (F < lowF) lowF = F;
        if (p < lowest) lowest = p;
        rate[tick - 1] = 0;
        if (next < n && T[next] >= p) {
          long from = next;
          double sold = 0;
          while (next < n && T[next] >= p) sold += q[next++];
          double fill = p - slope * sold / 2;
          double tickDeficit = 0, fees = 0;
          for (long i = from; i < next; i++) {
            double left = q[i] * (fill - ub[i]);
            cost += q[i] * (p - fill);
            liquidated += q[i] * fill;
            if (left < 0) {
              tickDeficit -= left;
              deficits++;
              deficitNotional += notional[i];
              if (-left > first) { second = first; first = -left; }
              else if (-left > second) second = -left;
            } else {
              double f = fee * q[i] * fill;
              if (f > left) f = left;
              fees += f;
              rest += left - f;
            }
          }
          rounds++;
          fund += fees; fundIn += fees; deficit += tickDeficit;
          double paid = tickDeficit < fund ? tickDeficit : fund;
          fund -= paid; draw += paid; bad += tickDeficit - paid;
          if (deficit - fundIn > need) need = deficit - fundIn;
          market += sold * fill; depthCash -= sold * fill; depthPosition += sold;
          rate[tick - 1] = sold * fill;
          if (firstTick < 0) firstTick = tick;
          lastTick = tick;
          permanent += permanentShare * sold;
          temporary += (1 - permanentShare) * sold;
          p = F - slope * (permanent + temporary);
          if (p < lowest) lowest = p;
        }
        double o = fabs(p / F - 1);
        if (o > ownPeak) { ownPeak = o; own[records] = o; ownTick[records++] = tick; }
        temporary *= decay;
        n300 = tick;
        if (tick >= 300 && next == n) break;
      }
      double ratePeak = 0, window = 0;
      for (int k = 0; k < n300; k++) {
        window += rate[k];
        if (k >= 60) window -= rate[k - 60];
        if (window > ratePeak) ratePeak = window;
      }
      int half = 0;
      while (half < records && own[half] < ownPeak / 2) half++;
      long innocent = 0;
      for (long i = next; i-- > 0 && T[i] < lowF;) innocent++;
      double end = p0 * (1 + shock) - slope * (permanent + temporary * pow(decay, 3600 - n300));
      Row row = {{end / p0 - 1, lowest / p0 - 1, ownPeak, firstTick, half < records ? ownTick[half] : 0, lastTick,
        ratePeak, rounds, n300, liquidated, market, next, innocent, cost, deficits, deficitNotional, deficit, first,
        second, fundIn, draw, fund, need, bad, rest, depthCash + depthPosition * end}};
      for (int k = 0; k < 26; k++) sum += (k + 1) * row.value[k];
    }
    double seconds = now() - start;
    if (seconds < best) best = seconds;
  }
  printf("{\"cellsPerSecond\": %.6g, \"checksum\": \"%.12g\"}\n", 40 / best, sum);
  return 0;
}
