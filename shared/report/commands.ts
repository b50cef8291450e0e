/** What reproduces a sweep, one of its cells, and one path of a cell. */
export const commands = {
  sweep: (sweepId: string) => `npx --no-install cascade sweep sweep.json  # ${sweepId}`,
  cell: (cellId: string) => `npx --no-install cascade simulate --cell ${cellId}`,
  path: (cellId: string, path: number) => `npx --no-install cascade simulate --cell ${cellId} --path ${path}`,
} as const;
