import { fileURLToPath } from 'node:url';

/**
 * A file that comes with the code, by its path in the repository. This file stands one folder below the root, as source and as
 * part of any bundle in `dist/`.
 */
export const shipped = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
