// Messages to topics.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Message, Topic } from '../../model/state.ts';

export interface Publisher {
  /** Rejects where the topic did not take the message. */
  readonly publish: (message: Message) => Promise<void>;
  readonly close: () => void;
}

/** Publishes to the topics with these ARNs; a message for any other topic is refused. */
export function openPublisher(topics: Readonly<Partial<Record<Topic, string>>>): Publisher {
  const client = new SNSClient({});
  return {
    publish: async ({ topic, subject, body, attributes }) => {
      const arn = topics[topic];
      if (arn === undefined) throw new Error(`this deployment has no topic \`${topic}\``);
      const named = Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }] as const);
      const { MessageId: id } = await client.send(
        new PublishCommand({
          TopicArn: arn,
          Message: body,
          ...(subject === null ? {} : { Subject: subject }),
          MessageAttributes: Object.fromEntries(named),
        }),
      );
      // The SDK takes an HTML page with status 200 for an empty answer.
      if (id === undefined) throw new Error(`the topic \`${topic}\` did not say that it took the message`);
    },
    close: () => client.destroy(),
  };
}
