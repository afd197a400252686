// E15: AWS replicates in the name of an account, so that nobody can be told to name anybody of it.
import { describe, expect, test } from 'vitest';
import { type Fields, present } from '../../snapshot/support/files.ts';
import { findingsIn, NOBODY } from '../../support/audited.ts';
import { account, expecting, factsOf, grant, linesOf, OTHER, OWN, PULL, policy, root } from '../support/facts.ts';

const THIRD = '333333333333';
const RESOURCE = `arn:aws:ecr:us-east-1:${OWN}:repository/*`;
const BOTH = ['ecr:CreateRepository', 'ecr:ReplicateImage'];
const replicating = (accounts: unknown, action: string | readonly string[] = BOTH, fields: Fields = {}) =>
  grant({ AWS: accounts }, action, { Resource: RESOURCE, ...fields });
const registry = (...statements: readonly Fields[]) => ({ registry: { registryPolicy: present(policy(...statements)) } });
const factOf = (...statements: readonly Fields[]) => factsOf('ECRD-204', account(registry(...statements)));

const EXPECTED = `where account ${OTHER} is meant to replicate here, allow it \`replicate\` in the baseline, and keep the Resource of the statement to the prefix of the repositories that come from there; otherwise remove the statement`;

describe('a whole account that a registry policy lets replicate', () => {
  test.each([
    ['as AWS documents it', replicating(root(OTHER))],
    ['by its id', replicating(OTHER)],
    ['into repositories that are there', replicating(root(OTHER), 'ecr:ReplicateImage')],
    ['by a pattern', replicating(root(OTHER), 'ecr:Replicate*')],
    ['under a condition', replicating(root(OTHER), BOTH, { Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } })],
  ])('%s is expected or not, and nobody has to be named', (_, statement) => {
    expect(factOf(statement)).toMatchObject([
      {
        severity: 'medium',
        principal: `account:${OTHER}`,
        message: `the registry policy of us-east-1 lets the whole account ${OTHER} replicate images here`,
        remedy: EXPECTED,
      },
    ]);
  });

  test('is known by the id that it had: what it is about is the same', () => {
    const [fact] = factOf(replicating(root(OTHER)));
    expect(fact?.subject).toEqual(['registry', 'us-east-1', expect.stringMatching(/^[0-9a-f]+$/)]);
    expect(fact?.formerly).toEqual([expect.stringMatching(/^registry policy [0-9a-f]+$/)]);
  });

  test('may be one of several', () => {
    expect(factOf(replicating([root(OTHER), root(THIRD)]))).toMatchObject([
      { principal: null, remedy: expect.stringContaining('where each of these accounts is meant to replicate here') },
    ]);
  });

  test('is not told where the baseline expects it', () => {
    expect(linesOf('ECRD-204', account(registry(replicating(root(OTHER)))), expecting('replicate'))).toEqual([]);
  });

  test('may make the repositories by a statement of its own', () => {
    const [one, two] = [replicating(root(OTHER), 'ecr:ReplicateImage'), replicating(root(OTHER), 'ecr:CreateRepository')];
    for (const { remedy } of factOf(one, two)) expect(remedy).toBe(EXPECTED);
  });

  test('that is the own one needs no policy', () => {
    const users = [{ UserName: 'ann', UserId: 'AIDAann', Path: '/', Arn: `arn:aws:iam::${OWN}:user/ann` }];
    const [fact] = factsOf('ECRD-204', account({ users, repositories: [], ...registry(replicating(root(OWN))) }));
    expect(fact).toMatchObject({
      severity: 'low',
      remedy: 'remove the statement: replication between regions of one account needs no registry policy',
    });
  });
});

describe('what is more than replication is told as before', () => {
  test.each([
    ['pulling', replicating(root(OTHER), PULL)],
    ['pulling beside it', replicating(root(OTHER), [...BOTH, ...PULL])],
    ['everything', replicating(root(OTHER), 'ecr:*')],
    ['importing from upstream', replicating(root(OTHER), ['ecr:ReplicateImage', 'ecr:BatchImportUpstreamImage'])],
  ])('%s', (_, statement) => {
    const [fact] = factOf(statement);
    expect(fact?.message).toContain(`names the whole account ${OTHER} instead of roles or users of it`);
    expect(fact?.remedy).toBeUndefined();
  });

  test('making repositories, where another account replicates', () => {
    const facts = factOf(replicating(root(OTHER), 'ecr:ReplicateImage'), replicating(root(THIRD), ['ecr:CreateRepository', ...PULL]));
    expect(facts.map(({ principal, remedy }) => [principal, remedy !== undefined])).toEqual([
      [`account:${OTHER}`, true],
      [`account:${THIRD}`, false],
    ]);
  });
});

describe('the finding about the grant', () => {
  const words = (organization: object) => ({ repositories: { app: {} }, 'registry policy': [replicating(root(OTHER))], ...organization });
  const remedies = (organization: object) =>
    findingsIn(words(organization), NOBODY).map(({ code, capability, remediation }) => [code, capability, remediation]);

  test('of an outsider, of a member: the account is expected, or the statement goes', () => {
    expect(remedies({})).toContainEqual(['ECRD-202', 'replicate', EXPECTED]);
    expect(remedies({ organization: { accounts: { [OTHER]: 'o-acme/r-1/ou-dev/' } } })).toContainEqual(['ECRD-203', 'replicate', EXPECTED]);
  });

  test('of every other right of an account says what it said', () => {
    const found = findingsIn({ repositories: { app: { policy: [grant({ AWS: root(OTHER) }, PULL)] } } }, NOBODY);
    const pull = found.find(({ capability }) => capability === 'pull');
    expect(pull?.remediation).toBe('remove the statement or narrow it to the role that needs it, or allow it in the baseline');
  });

  test('nothing about replication speaks of roles', () => {
    const findings = findingsIn(words({}), NOBODY);
    expect(findings.length).toBeGreaterThan(0);
    for (const { message, remediation } of findings) expect(`${message} ${remediation}`).not.toMatch(/\broles?\b/);
  });
});
