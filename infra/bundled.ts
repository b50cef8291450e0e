import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundle } from '../release/bundle.ts';

/** The code of a function, bundled where a stack is deployed and not where it is only looked at. */
export const bundled = (entry: string): Code =>
  Code.fromAsset('functions', {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('none'), // must be named, and is never asked for
      command: [entry], // by which the CDK tells one bundle from another
      local: {
        tryBundle: (folder) => {
          bundle(entry, folder);
          return true;
        },
      },
    },
  });
