// Without a browser the tests are skipped aloud, except where CI is set: there they must run.
import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import { EXECUTABLE } from './launch.ts';

export { launch } from './launch.ts';

const isThere = existsSync(EXECUTABLE);

if (!isThere && process.env.CI) {
  throw new Error(`${EXECUTABLE} must exist where CI is set; CHROMIUM names another one`);
}

export const describeInBrowser = isThere
  ? describe
  : (name: string, _body: () => void) => {
      describe.skip(`${name} (no browser at ${EXECUTABLE}; set CHROMIUM)`, () => {});
      console.warn(`skipped: ${name}: no browser at ${EXECUTABLE}; set CHROMIUM`);
    };
