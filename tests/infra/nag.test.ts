import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { expect, it } from 'vitest';
import { appWith } from './synth.ts';

// One acknowledgement a line, `place rule: reason`: a new one is a reviewed change of this file. After a change,
// npx vitest run tests/infra/nag.test.ts --update
const GOLDEN = '../golden/nag-acknowledged.txt';

function acknowledged(root: IConstruct): string[] {
  return root.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([rule, reason]) => `${node.path} ${rule}: ${reason}`),
  );
}

/** Synthesises under cdk-nag, which throws what it finds. */
function check(change: (root: IConstruct) => void = () => {}): void {
  const { app, stack } = appWith();
  change(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

it('finds nothing that is not acknowledged', () => {
  expect(() => check()).not.toThrow();
});

it('would find something, were an acknowledgement missing', () => {
  const forget = (root: IConstruct) => {
    const { metadata } = root.node.findChild('Storage').node.findChild('Bucket').node;
    for (const entry of metadata) {
      if (entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY) Object.assign(entry, { data: {} });
    }
  };
  expect(() => check(forget)).toThrow('AwsSolutions-S1');
});

it('acknowledges what the golden list says, each with a reason', async () => {
  const lines = acknowledged(appWith().stack).sort();
  for (const line of lines) expect(line.split(': ')[1]!.length, line).toBeGreaterThan(20);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(GOLDEN);
});
