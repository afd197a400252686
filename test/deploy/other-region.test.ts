import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { otherRegion } from '../../serverless/other-region.ts';

const role = (name: string) =>
  `<member><RoleName>${name}</RoleName><Path>/</Path><RoleId>AROA</RoleId><Arn>arn:aws:iam::111111111111:role/${name}</Arn></member>`;

/** Where else `ecr-drift-prod` is deployed, seen from us-east-1, in an account with the roles of these pages. */
async function found(pages: readonly (readonly string[])[]): Promise<string | undefined> {
  const waiting = [...pages];
  const server = createServer((_, response) => {
    const page = waiting.shift() ?? [];
    const more = waiting.length > 0 ? '<IsTruncated>true</IsTruncated><Marker>next</Marker>' : '<IsTruncated>false</IsTruncated>';
    const result = `<ListRolesResult><Roles>${page.map(role).join('')}</Roles>${more}</ListRolesResult>`;
    response.end(`<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${result}</ListRolesResponse>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // INVARIANT: it listens on a port
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
  };
  const provider = { getAccountId: async () => '111111111111', getAwsSdkV3Config: async () => config };
  return otherRegion(provider, { service: 'ecr-drift', stage: 'prod', region: 'us-east-1' });
}

test('a deployment of the same stage in another region is found, on whatever page it is', async () => {
  expect(await found([['admin'], ['ecr-drift-prod-eu-west-1-plan', 'ecr-drift-prod-eu-west-1-audit']])).toBe('eu-west-1');
});

test('the same region, another stage and other names are no second deployment', async () => {
  expect(
    await found([['ecr-drift-prod-us-east-1-audit', 'ecr-drift-dev-eu-west-1-audit', 'my-ecr-drift-prod-eu-west-1-audit']]),
  ).toBeUndefined();
});
