/** One path: when it ended, and whether the fund was empty then (else it was only watched so long). */
export interface Watched {
  readonly time: number;
  readonly event: boolean;
}

export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly survival: number;
  /** Greenwood's standard error; 0 once nobody survives. */
  readonly se: number;
}

/**
 * Survival with censored times (Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452), one step per time of
 * an event; at tied times events come before censorings. O(n log n).
 */
export function kaplanMeier(watched: readonly Watched[]): SurvivalStep[] {
  const sorted = [...watched].sort((a, b) => a.time - b.time);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let variance = 0;
  for (let i = 0; i < sorted.length; ) {
    const { time } = sorted[i]!;
    const atRisk = sorted.length - i;
    let events = 0;
    for (; i < sorted.length && sorted[i]!.time === time; i++) if (sorted[i]!.event) events++;
    if (events === 0) continue;
    survival *= 1 - events / atRisk;
    variance += events < atRisk ? events / (atRisk * (atRisk - events)) : 0;
    steps.push({ time, atRisk, events, survival, se: survival * Math.sqrt(variance) });
  }
  return steps;
}
