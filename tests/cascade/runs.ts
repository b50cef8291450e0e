/** So many random cases in an ordinary run, and as many as FC_RUNS says in a long one. */
export const atLeast = (runs: number) => ({ numRuns: Math.max(runs, Number(process.env.FC_RUNS ?? 0)) });
