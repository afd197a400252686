// Messages on their way to topics.
import { expect, test } from 'vitest';
import { openPublisher } from '../../../lib/aws/deployment/publisher.ts';
import type { Message } from '../../../lib/model/state.ts';
import { collecting } from '../collect/support/collecting.ts';

const { server, world } = await collecting();
const ARN = 'arn:aws:sns:eu-central-1:111111111111:findings';
const MESSAGE: Message = { topic: 'findings', id: 'a', subject: null, body: '{"id":"a"}', attributes: { severity: 'high' } };

test('a message arrives as it is, with its attributes', async () => {
  world.topics[ARN] = [];
  const publisher = openPublisher({ findings: ARN });
  await publisher.publish(MESSAGE);
  publisher.close();
  expect(world.topics[ARN]).toMatchObject([{ body: MESSAGE.body }]);
});

test('a message for a topic that the deployment does not have is refused', async () => {
  const publisher = openPublisher({ findings: ARN });
  await expect(publisher.publish({ ...MESSAGE, topic: 'chat' })).rejects.toThrow('this deployment has no topic `chat`');
  publisher.close();
});

test('an answer that says nothing is no receipt: the message stays on its way', async () => {
  server.faults.inject({ operation: 'Publish', fault: { kind: 'page', status: 200 } });
  const publisher = openPublisher({ findings: ARN });
  await expect(publisher.publish(MESSAGE)).rejects.toThrow('the topic `findings` did not say that it took the message');
  publisher.close();
});
