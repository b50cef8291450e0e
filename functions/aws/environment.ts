/** What infra/ tells a function. */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`environment variable ${name} must be set; infra/ provides it`);
}

export function requireNumber(name: string): number {
  const value = Number(requireEnv(name));
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new Error(`environment variable ${name} must be a number > 0, got ${process.env[name]}`);
}
