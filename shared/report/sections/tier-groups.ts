/** Neighbours that are alike, as groups in order; each is held against the first of its group. */
export function grouped<T>(rows: readonly T[], alike: (first: T, other: T) => boolean): T[][] {
  const groups: T[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last !== undefined && alike(last[0]!, row)) last.push(row);
    else groups.push([row]);
  }
  return groups;
}
