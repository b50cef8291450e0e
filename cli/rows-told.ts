import { say, sayJson, shownPath } from './terminal.ts';

/** How a report whose numbers lie in one file is told; beside that lies its page. */
export interface RowsTold<Report> {
  readonly page: string;
  readonly lines: (report: Report) => readonly string[];
  readonly told: (report: Report) => object;
}

interface Files {
  readonly page: string;
  readonly numbers: string;
}

/** Says what a report found and where it is. */
export function tellReport<Report>(
  { lines, told }: RowsTold<Report>,
  report: Report,
  { page, numbers }: Files,
  { json, ...more }: { readonly json: boolean; readonly of?: object | undefined },
): void {
  const files = [shownPath(page), shownPath(numbers)];
  if (json) sayJson({ ...more.of, ...told(report), files });
  else say([...lines(report), `report   ${files[0]}`, `numbers  ${files[1]}`].join('\n'));
}
