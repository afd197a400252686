import { describe, expect, test } from 'vitest';
import { handler } from '../../../functions/collect/collect.ts';
import { cutShort, leftOf } from '../../../functions/collect/partial-region.ts';
import { deployment, OTHER, OWN, READER } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';

const RUN = 'a3c0f6e2-5a0b-4c53-9a9e-1d7c2f1a0b11';
const FOLDER = `runs/${RUN}/${OWN}`;
const region = readEvent('collect-region') as { reading: object };
const REFUSED = {
  status: 'failed',
  code: 'AccessDenied',
  api: 'sts:AssumeRole',
  message: expect.stringMatching(/^cannot assume `arn:.*`.*trust policy/),
};
const DENIED = { status: 'unknown', error: { code: 'AccessDeniedException' } };

describe('identities', () => {
  test('are kept in the bucket, and their key is the answer', async () => {
    const { objects } = await deployment();
    expect(await invoke(handler, readEvent('collect-identity'))).toEqual({ status: 'read', key: `${FOLDER}/identity.json.gz` });
    expect(objects.part(`${FOLDER}/identity.json.gz`)).toMatchObject({
      identity: { status: 'present' },
      organization: { status: 'absent' },
    });
  });

  test('that AWS refuses to show are unknown in the part', async () => {
    const { server, objects } = await deployment();
    server.faults.inject({ service: 'iam', operation: 'GetAccountAuthorizationDetails', fault: { kind: 'deny' } });
    await invoke(handler, readEvent('collect-identity'));
    expect(objects.part(`${FOLDER}/identity.json.gz`)).toMatchObject({ identity: { status: 'unknown', error: { code: 'AccessDenied' } } });
  });

  test('of another account are read through its reader role, with the external id', async () => {
    const { objects } = await deployment();
    const event = { part: 'identity', run: RUN, account: OTHER, role: `arn:aws:iam::${OTHER}:role/${READER}` };
    expect(await invoke(handler, event)).toMatchObject({ status: 'read' });
    expect(objects.keys()).toEqual([`runs/${RUN}/${OTHER}/identity.json.gz`]);
  });

  test('of an account that lets nobody in are a gap, not a failed run', async () => {
    const { world, objects } = await deployment();
    world.accounts[OTHER]!.assumable = {};
    const event = { part: 'identity', run: RUN, account: OTHER, role: `arn:aws:iam::${OTHER}:role/${READER}` };
    expect(await invoke(handler, event)).toEqual(REFUSED);
    expect(objects.keys()).toEqual([]);
  });

  test('of another account than the one asked for are never taken for its own', async () => {
    const { objects } = await deployment();
    const event = { part: 'identity', run: RUN, account: OTHER, role: null };
    await expect(invoke(handler, event)).rejects.toThrow(`the role leads to account ${OWN}, not to ${OTHER}`);
    expect(objects.keys()).toEqual([]);
  });
});

describe('a region', () => {
  test('is kept in the bucket, and its key is the answer', async () => {
    const { objects } = await deployment();
    expect(await invoke(handler, region)).toEqual({ region: 'eu-west-1', status: 'read', key: `${FOLDER}/eu-west-1.json.gz` });
    expect(objects.part(`${FOLDER}/eu-west-1.json.gz`)).toMatchObject({
      region: 'eu-west-1',
      repositories: {
        status: 'present',
        value: [{ repositoryName: 'team/app', policy: { status: 'absent' } }, { repositoryName: 'team/tool' }],
      },
    });
  });

  test('of an account that lets nobody in is a gap that names itself', async () => {
    const { world } = await deployment();
    world.accounts[OTHER]!.assumable = {};
    const event = { ...region, account: OTHER, role: `arn:aws:iam::${OTHER}:role/${READER}` };
    expect(await invoke(handler, event)).toEqual({ region: 'eu-west-1', ...REFUSED });
  });

  test('whose repositories cannot be listed is a part that says so', async () => {
    const { server, objects } = await deployment();
    server.faults.inject({ service: 'ecr', operation: 'DescribeRepositories', fault: { kind: 'deny' } });
    await invoke(handler, region);
    expect(objects.part(`${FOLDER}/eu-west-1.json.gz`)).toMatchObject({ repositories: DENIED });
  });

  test('that there was no time to finish is saved with a cursor, and the next call goes on from there', async () => {
    const { server, objects } = await deployment();
    const first = await invoke<object>(handler, region, NO_TIME);
    expect(first).toEqual({ region: 'eu-west-1', status: 'again', key: `${FOLDER}/eu-west-1.cursor.json.gz`, calls: 1, left: 2 });
    expect(objects.keys()).toEqual([`${FOLDER}/eu-west-1.cursor.json.gz`]);
    expect(await invoke(handler, { ...region, reading: first })).toMatchObject({ status: 'read' });
    expect(objects.part(`${FOLDER}/eu-west-1.json.gz`)).toMatchObject({
      repositories: { status: 'present', value: [{ policy: { status: 'absent' } }, { policy: { status: 'absent' } }] },
    });
    expect(server.calls.filter(({ operation }) => operation === 'DescribeRepositories')).toHaveLength(1);
  });

  test('in which a call came no further is ended: what was not read is a gap', async () => {
    const { objects } = await deployment();
    const first = await invoke<object>(handler, region, NO_TIME);
    expect(await invoke(handler, { ...region, reading: first }, NO_TIME)).toEqual({
      region: 'eu-west-1',
      status: 'read',
      key: `${FOLDER}/eu-west-1.json.gz`,
    });
    expect(objects.part(`${FOLDER}/eu-west-1.json.gz`)).toMatchObject({
      repositories: { value: [{ policy: OUT_OF_TIME }, { policy: OUT_OF_TIME }] },
    });
  });

  test('is ended at the twentieth call, however far it came', async () => {
    await deployment();
    await invoke(handler, region, NO_TIME);
    const twentieth = { ...region, reading: { status: 'again', calls: 19, left: 100 } };
    expect(await invoke(handler, twentieth, NO_TIME)).toMatchObject({ status: 'read' });
  });

  test('that was cut short keeps what was read', () => {
    const read = { repositoryName: 'a', repositoryArn: 'arn:a', policy: { status: 'absent' } } as const;
    const registry = { region: 'eu-west-1', registryPolicy: { status: 'absent' } } as const;
    const cursor = { registry, repositories: [read, { repositoryName: 'b', repositoryArn: 'arn:b' }] };
    expect(leftOf(cursor)).toBe(1);
    expect(cutShort(cursor, 20)).toEqual({
      ...registry,
      repositories: { status: 'present', value: [read, { repositoryName: 'b', repositoryArn: 'arn:b', policy: OUT_OF_TIME }] },
    });
  });
});

/** Less than the collector keeps for saving: it lists, and then has no time left. */
const NO_TIME = 59_000;
const OUT_OF_TIME = {
  status: 'unknown',
  error: {
    code: 'OutOfTime',
    api: 'ecr:GetRepositoryPolicy',
    message: expect.stringMatching(/^not read within \d+ calls? of the collector$/),
  },
};
