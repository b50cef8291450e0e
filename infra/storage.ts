import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  type ManagedPolicy,
  PolicyStatement,
  PrincipalWithConditions,
  Role,
} from 'aws-cdk-lib/aws-iam';
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
  inboxKey,
  issueKey,
  manifestKey,
  markerKey,
  poisonKey,
  reportKey,
  resultKey,
  roundKey,
  STOP_KEY,
  sentKey,
  snapshotKey,
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
  /** Of what it may write by a wider pattern: not these. */
  readonly never?: readonly string[];
  /**
   * Prefixes that it may list; none, of a role that only asks whether a key is there. Left out, a key that is absent reads
   * as 403, and "not cancelled" as "not allowed" (pipeline.md F16).
   */
  readonly list?: readonly string[];
}

/** Written once by the protocol: whoever comes second is refused by S3 itself, whatever its code says. */
export const CREATE_ONCE = [
  snapshotKey,
  inboxKey,
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
  poisonKey,
  toldKey,
].map(({ folder }) => folder);

/** What the protocol itself takes away again; nobody deletes anything else, but with the role made for that. */
const PASSING = [markerKey.folder, STOP_KEY];

/** Lifecycle rules know prefixes and tags only, and results have their sweep before their kind in the key. */
const EXPIRY_TAG = { key: 'expires', value: '90-days' };
/** As a request carries it. */
export const EXPIRY = `${EXPIRY_TAG.key}=${EXPIRY_TAG.value}`;

const ONE_KIND = 'One kind of object of any sweep: the narrowest prefix that the role can do its work with.';
const EVERYTHING = 'People may read all that the functions write; it holds no secrets.';

/** One bucket: the truth about every sweep. */
export class Storage extends Construct {
  readonly bucket: Bucket;
  /** Takes damaged versions out of the way (docs/runbook.md); for people, with a second factor. */
  readonly restorer: Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.restorer = new Role(this, 'Restorer', {
      description: 'Restores objects of leverage-cascade from their versions',
      assumedBy: new PrincipalWithConditions(new AccountRootPrincipal(), {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
    });
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
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'KeepForever',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        notResources: PASSING.map((key) => this.bucket.arnForObjects(key)),
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': this.restorer.roleArn } },
      }),
    );
    this.mayRestore();
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Objects are named by digest or written once, so a log of requests would cost more than it tells.',
    });
  }

  private mayRestore(): void {
    const give = (actions: string[], resource: string) =>
      this.restorer.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    give(['s3:ListBucket', 's3:ListBucketVersions'], this.bucket.bucketArn);
    give(['s3:GetObjectVersion', 's3:DeleteObjectVersion'], this.bucket.arnForObjects('*'));
    Validations.of(this.restorer).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${this.bucketId}.Arn>/*]`,
      reason: 'Anything may need to be restored; it takes a person with a second factor.',
    });
  }

  private get bucketId(): string {
    return Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
  }

  /** Gives a role exactly these keys. Every pattern is acknowledged here, so that the golden list shows a new one. */
  allow(grantee: Role | ManagedPolicy, grants: Grants): void {
    const add = (statement: PolicyStatement) => {
      if (grantee instanceof Role) grantee.addToPolicy(statement);
      else grantee.addStatements(statement);
    };
    const give = (actions: string[], resources: string[]) => {
      if (resources.length > 0) add(new PolicyStatement({ actions, resources }));
    };
    const objects = (patterns: readonly string[] = []) =>
      patterns.map((key) => this.bucket.arnForObjects(key));
    give(['s3:GetObject'], objects(grants.read));
    give(['s3:PutObject'], objects(grants.write));
    give(['s3:PutObjectTagging'], objects(grants.tag));
    give(['s3:DeleteObject'], objects(grants.remove));
    if (grants.list) add(this.mayList(grants.list));
    const { read = [], write = [], remove = [], never = [] } = grants;
    if (never.length > 0)
      add(new PolicyStatement({ effect: Effect.DENY, actions: ['s3:PutObject'], resources: objects(never) }));
    const patterns = new Set([...read, ...write, ...remove, ...never].filter((key) => key.includes('*')));
    for (const key of patterns) {
      Validations.of(grantee).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${this.bucketId}.Arn>/${key}]`,
        reason: key === '*' ? EVERYTHING : ONE_KIND,
      });
    }
  }

  /**
   * Listing by these prefixes. A question for one key has no prefix, and must still be answered with 404 if it is absent:
   * hence `IfExists`, which lets a listing without any prefix through too. That tells names of keys and nothing else.
   */
  private mayList(prefixes: readonly string[]): PolicyStatement {
    return new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [this.bucket.bucketArn],
      conditions: { StringLikeIfExists: { 's3:prefix': prefixes.length === 0 ? ['-'] : [...prefixes] } },
    });
  }
}
