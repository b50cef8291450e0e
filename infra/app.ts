import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { LeverageCascade } from './stack.ts';

const app = new App();
new LeverageCascade(app, 'LeverageCascade', {
  description: "leverage-cascade: are today's margins enough?",
});
Tags.of(app).add('project', 'leverage-cascade');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
