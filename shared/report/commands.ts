/** What reproduces a sweep, one of its cells, and one path of a cell; run where the sweep was. */
export const commands = {
  sweep: (sweepId: string) => `npx --no-install cascade sweep sweep.json  # ${sweepId}`,
  cell: (sweepId: string, cellId: string) =>
    `npx --no-install cascade simulate --sweep-id ${sweepId} --cell ${cellId}`,
  path: (sweepId: string, cellId: string, path: number) =>
    `npx --no-install cascade simulate --sweep-id ${sweepId} --cell ${cellId} --path ${path}`,
} as const;
