import { defineConfig } from 'vitest/config';

const results = process.env.TEST_RESULTS;

export default defineConfig({
  test: {
    // `.ci/run` counts from a file.
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'local',
          maxWorkers: '100%',
          // Files of a worker share what they import: an eighth of the whole time was importing it again.
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/aws/**'],
        },
      },
      {
        extends: true,
        // One LocalStack for all of these, after everything else: both want the whole machine.
        test: {
          name: 'aws',
          include: ['tests/aws/**/*.test.ts'],
          globalSetup: ['tests/aws/setup.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
