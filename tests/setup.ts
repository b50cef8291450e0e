// Random tests are bounded and replayable: a run that takes too long fails, and a failure prints its seed.
import fc from 'fast-check';

fc.configureGlobal({
  numRuns: Number(process.env.FC_RUNS ?? 100),
  interruptAfterTimeLimit: Number(process.env.FC_SECONDS ?? 30) * 1000,
  markInterruptAsFailure: true,
});
