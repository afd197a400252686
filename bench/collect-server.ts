// The account of the collecting benchmark on a server of its own process, so that its memory is not counted: prints its address.
// Arguments: how many repositories, and after how many milliseconds each call is answered.
import { startAwsServer } from '../test/support/aws-server/server.ts';
import { emptyAccount, emptyWorld, regionWith } from '../test/support/aws-server/world.ts';

const ACCOUNT = '111111111111';
const POLICY_BYTES = 2_048;

const [, , repositoryCount = '10000', latency = '0'] = process.argv;
const world = emptyWorld();
world.accessKeys['AKIABENCH'] = { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/bench`, userId: 'AIDABENCH' };
const repositories = Array.from({ length: Number(repositoryCount) }, (_, index) => ({
  name: `team-${index % 100}/app-${index}`,
  tags: { team: `team-${index % 100}` },
  policyText: policyText(index),
}));
world.accounts[ACCOUNT] = { ...emptyAccount(), regions: { 'us-east-1': regionWith(repositories) } };

const server = await startAwsServer(world);
if (latency !== '0') server.faults.inject({ fault: { kind: 'delay', milliseconds: Number(latency) } });
console.log(server.url);

/** A policy of its own for each repository, filled up with named accounts. */
function policyText(index: number): string {
  const principals = [`arn:aws:iam::${String(222_222_000_000 + index).padStart(12, '0')}:root`];
  const text = () =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: principals }, Action: 'ecr:BatchGetImage' }],
    });
  while (text().length < POLICY_BYTES)
    principals.push(`arn:aws:iam::${String(333_333_000_000 + principals.length).padStart(12, '0')}:root`);
  return text();
}
