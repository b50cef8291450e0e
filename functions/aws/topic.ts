import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Topic } from '../ports.ts';
import { persist } from './persist.ts';

/** What SNS takes as the subject of a mail. */
const MOST_OF_SUBJECT = 99;
/** Bytes are what SNS counts, 256 KiB of them; a character has at most four. */
const MOST_OF_MESSAGE = 60_000;

/** A topic of SNS, to which people subscribe their mail, and machines their queues. */
export const snsTopic = (sns: SNSClient, arn: string): Topic => ({
  async publish(subject, message) {
    const own = {
      TopicArn: arn,
      Subject: subject.replace(/[^ -~]/g, '?').slice(0, MOST_OF_SUBJECT),
      Message: message.slice(0, MOST_OF_MESSAGE),
    };
    await persist(() => sns.send(new PublishCommand(own)));
  },
});
