import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  anomalyKey,
  cancelKey,
  closeKey,
  damageKey,
  foldKey,
  issueKey,
  manifestKey,
  poisonKey,
  reportKey,
  resultKey,
  roundKey,
  sentKey,
  toldKey,
  tombstoneKey,
  tryKey,
} from '../shared/sweep/keys.ts';

/** What one role may do with objects, by patterns of shared/sweep/keys.ts. */
export interface Grants {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  /** Written with an expiry tag (see `EXPIRY`). */
  readonly tag?: readonly string[];
  readonly remove?: readonly string[];
  /** Without it a key that is absent reads as 403, and "not cancelled" as "not allowed" (pipeline.md F16). */
  readonly list?: boolean;
}

/** Written once by the protocol: whoever comes second is refused by S3 itself, whatever its code says. */
export const CREATE_ONCE = [
  manifestKey,
  roundKey,
  issueKey,
  sentKey,
  cancelKey,
  resultKey,
  tombstoneKey,
  anomalyKey,
  closeKey,
  damageKey,
  tryKey,
  foldKey,
  reportKey,
  toldKey,
].map(({ folder }) => folder);

/** Lifecycle rules know prefixes and tags only, and results have their sweep before their kind in the key. */
const EXPIRY_TAG = { key: 'expires', value: '90-days' };
/** As a request carries it. */
export const EXPIRY = `${EXPIRY_TAG.key}=${EXPIRY_TAG.value}`;

const ONE_KIND = 'One kind of object of any sweep: the narrowest prefix that the role can do its work with.';
const EVERYTHING = 'People may read all that the functions write; it holds no secrets.';

/** One bucket: the truth about every sweep. */
export class Storage extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true, // restores what an operator deletes by mistake; no function may delete more than markers
      removalPolicy: RemovalPolicy.RETAIN, // reports outlive the stack that made them
      lifecycleRules: [
        { id: 'results', tagFilters: { [EXPIRY_TAG.key]: EXPIRY_TAG.value }, expiration: Duration.days(90) },
        { id: 'poison', prefix: poisonKey.folder.replace('*', ''), expiration: Duration.days(30) },
        {
          id: 'leftovers',
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CreateOnce',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: CREATE_ONCE.map((key) => this.bucket.arnForObjects(key)),
        conditions: {
          Null: { 's3:if-none-match': 'true' },
          // Parts of a multipart upload cannot carry the header; completing one does.
          Bool: { 's3:ObjectCreationOperation': 'true' },
        },
      }),
    );
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Objects are named by digest or written once, so a log of requests would cost more than it tells.',
    });
  }

  /** Gives a role exactly these keys. Every pattern is acknowledged here, so that the golden list shows a new one. */
  allow(grantee: Role | ManagedPolicy, grants: Grants): void {
    const give = (actions: string[], resources: string[]) => {
      if (resources.length === 0) return;
      const statement = new PolicyStatement({ actions, resources });
      if (grantee instanceof Role) grantee.addToPolicy(statement);
      else grantee.addStatements(statement);
    };
    const objects = (patterns: readonly string[] = []) =>
      patterns.map((key) => this.bucket.arnForObjects(key));
    give(['s3:GetObject'], objects(grants.read));
    give(['s3:PutObject'], objects(grants.write));
    give(['s3:PutObjectTagging'], objects(grants.tag));
    give(['s3:DeleteObject'], objects(grants.remove));
    if (grants.list) give(['s3:ListBucket'], [this.bucket.bucketArn]);

    const { read = [], write = [], remove = [] } = grants;
    const patterns = new Set([...read, ...write, ...remove].filter((key) => key.includes('*')));
    const name = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    for (const key of patterns) {
      Validations.of(grantee).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${name}.Arn>/${key}]`,
        reason: key === '*' ? EVERYTHING : ONE_KIND,
      });
    }
  }
}
