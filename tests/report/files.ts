// The files of a report as tests read them.
import type { BuiltReport } from '../../shared/report/build.ts';
import { renderReport } from '../../shared/report/render.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

export const filesOf = ({ body, rows }: BuiltReport): Files => renderReport(body, rows);

export function textOf(files: Files, path: string): string {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`${path} must be among ${[...files.keys()].join(', ')}`);
  return new TextDecoder().decode(bytes);
}

export const reportOf = (built: BuiltReport): Report => parseReport(textOf(filesOf(built), 'report.json'));

export const pageOf = (built: BuiltReport): string => textOf(filesOf(built), 'report.html');
