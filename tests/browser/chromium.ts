// The system's browser; playwright-core brings none. Without one the tests are skipped aloud, except where CI
// is set: there they must run.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
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

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
