import { sha256 } from '@noble/hashes/sha2.js';

/** Nothing but a page's own script and style may run, and nothing may be fetched. */
export const policyOf = (script: string, style: string): string =>
  `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'`;

const hashOf = (content: string): string => `sha256-${base64(sha256(new TextEncoder().encode(content)))}`;

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
