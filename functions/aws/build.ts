import type { Release } from '../ports.ts';

// Which release this is: release/release.ts gives the texts that a bundler puts in.
declare const __MODEL_DIGEST__: string;
declare const __RELEASE_VERSION__: string;
declare const __RELEASE_DIGEST__: string;

/** SHA-256 over the sources that compute: a shard planned by others is refused. */
export const modelDigest = __MODEL_DIGEST__;
/** The code that makes the report, as it stands in the report. */
export const release: Release = { version: __RELEASE_VERSION__, digest: __RELEASE_DIGEST__ };
