/**
 * Where the SDK looks for credentials in a function: Lambda's own variables, and nowhere else. infra/function.ts puts
 * this in the place of `@aws-sdk/credential-provider-node`, whose files, single sign-on and login pages no function
 * needs and each would load.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error(
      'environment variable AWS_ACCESS_KEY_ID must be set, with its secret; Lambda provides them',
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
  };
};
