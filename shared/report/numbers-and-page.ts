import { sha256 } from '../market/digest.ts';
import type { ReportFile } from './render.ts';

/** A report of two files: its numbers, and the page, which carries their digest. */
export function numbersAndPage(
  name: string,
  numbers: string,
  pageOf: (digest: string) => string,
): ReportFile[] {
  const bytes = new TextEncoder();
  return [
    [`${name}.json`, bytes.encode(numbers)],
    [`${name}.html`, bytes.encode(pageOf(sha256(numbers)))],
  ];
}
