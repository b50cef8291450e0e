// Random tests are bounded and replayable: a run that takes too long fails, and a failure prints its seed. The ordinary
// run draws the same cases everywhere; another FC_SEED, or more FC_RUNS, looks elsewhere.
import fc from 'fast-check';

fc.configureGlobal({
  seed: Number(process.env.FC_SEED ?? 20_261_124),
  numRuns: Number(process.env.FC_RUNS ?? 100),
  interruptAfterTimeLimit: Number(process.env.FC_SECONDS ?? 30) * 1000,
  markInterruptAsFailure: true,
});
