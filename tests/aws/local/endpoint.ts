/** Variables by which an SDK, the CDK and we find an emulator. */
export type AwsEnvironment = Readonly<Record<string, string>>;

/** Refuses anything but this machine: an emulator accepts every request, and runs uploaded code with our rights. */
export function refuseElsewhere(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3']) {
    const url = environment[name];
    if (url !== undefined && !isLoopback(url))
      throw new RangeError(`${name} must be a loopback address, got ${url}`);
  }
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    const value = environment[name];
    if (value !== undefined && value !== 'test') {
      throw new RangeError(`${name} must be unset or "test" for a local AWS, got another value`);
    }
  }
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) {
    if (environment[name]) throw new RangeError(`${name} must be unset for a local AWS, got a value`);
  }
}

/** What to set to reach an emulator; both endpoints, for with one `cdklocal` looks up a host name. */
export const environmentOf = (endpoint: string): AwsEnvironment => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
});

function isLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  if (!parsed) return false;
  const { hostname, protocol } = parsed;
  return (
    /^https?:$/.test(protocol) &&
    (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname))
  );
}

/** Version of the LocalStack that answers there; undefined if none does. */
export async function versionAt(endpoint: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(3_000) });
    const { version } = (await answer.json()) as { readonly version?: string };
    return version;
  } catch {
    return undefined; // nobody listens, or somebody else does
  }
}
