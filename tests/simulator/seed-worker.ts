// A process of its own that runs the seeds it is sent.
import { runMany } from './run-many.ts';

Error.stackTraceLimit = 0; // faults are errors, and nobody looks at where they were made

process.on('SIGINT', () => {}); // whoever sent the seeds hears it too, and sends no more

process.on('message', async (seeds: readonly number[]) => {
  process.send!(await runMany(seeds));
});
