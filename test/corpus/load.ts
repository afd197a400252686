// Reads test/corpus/decide/*.yaml: the shorthand of a case becomes a full scenario (docs/formats.md#scenario).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Scenario } from '../oracle/world.ts';

export interface Expectation {
  readonly error?: true;
  readonly decision?: string;
  readonly deniedBy?: readonly string[];
  readonly statements?: readonly string[];
  readonly conditions?: readonly string[];
}
export interface Case {
  readonly file: string;
  readonly title: string;
  readonly rules: readonly string[];
  readonly scenario: Scenario;
  readonly expect: Expectation;
}
type Fields = Readonly<Record<string, unknown>>;

const DECIDE = join(import.meta.dirname, 'decide');
const KEYS = [
  ...['note', 'rule', 'principal', 'issuer', 'action', 'resource', 'resource account', 'context', 'unknown context'],
  ...['identity policies', 'boundary', 'session policy', 'repository policy', 'registry policy', 'scps', 'rcps', 'expect'],
];
const EXPECTED = ['error', 'decision', 'deniedBy', 'statements', 'conditions'];
const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

/** Every case of every file, in order. */
export function loadCases(): readonly Case[] {
  const files = readdirSync(DECIDE).filter((name) => name.endsWith('.yaml'));
  return files.sort().flatMap((file) => {
    const cases = parse(readFileSync(join(DECIDE, file), 'utf8')) as readonly Fields[];
    return cases.map((fields) => readCase(fields, file));
  });
}

function readCase(fields: Fields, file: string): Case {
  const { note, rule, expect } = fields;
  const where = `${file}: ${String(note)}`;
  refuseOthers(fields, KEYS, where);
  refuseOthers(expect as Fields, EXPECTED, where);
  if (typeof note !== 'string' || rule === undefined) throw new Error(`${where}: a case needs a note and a rule`);
  const rules = [rule].flat().map(String);
  return { file, title: `${rules.join(', ')}: ${note}`, rules, scenario: scenarioOf(fields), expect: expect as Expectation };
}

function refuseOthers(fields: Fields, known: readonly string[], where: string): void {
  const stranger = Object.keys(fields).find((key) => !known.includes(key));
  if (stranger !== undefined) throw new Error(`${where}: unknown key \`${stranger}\``);
}

function scenarioOf(fields: Fields): Scenario {
  const { principal = 'user/alice', action = 'ecr:BatchGetImage', resource = 'repository/team/app', issuer, context = {} } = fields;
  const request = {
    principal: principalArn(String(principal)),
    action,
    resource: resourceArn(String(resource)),
    context,
    ...(issuer === undefined ? {} : { issuer: principalArn(String(issuer)) }),
    ...(fields['resource account'] === undefined ? {} : { resourceAccount: fields['resource account'] }),
    ...(fields['unknown context'] === undefined ? {} : { unknownContext: fields['unknown context'] }),
  };
  const resourceBased = [fields['repository policy'], fields['registry policy']].filter((policy) => policy !== undefined);
  const policies = {
    identityPolicies: each(fields['identity policies'], policyOf),
    permissionsBoundary: policyOf(fields['boundary']),
    sessionPolicy: sessionOf(fields['session policy']),
    resourcePolicies: resourceBased.includes('unknown') ? { status: 'unknown' } : resourceBased.map(policyOf),
    serviceControlPolicies: each(fields['scps'], (level) => each(level, policyOf)),
    resourceControlPolicies: each(fields['rcps'], (level) => each(level, policyOf)),
  };
  const given = Object.entries(policies).filter(([, policy]) => policy !== undefined);
  return { request, ...Object.fromEntries(given) } as Scenario; // the corpus may say things that are wrong on purpose
}

/** `user/alice` is of account 111111111111, `B:user/bob` of 222222222222; ARNs and service names stay as they are. */
function principalArn(text: string): string {
  const [, other, name = ''] = /^(B:)?(.*)$/.exec(text) ?? [];
  const account = other === undefined ? '111111111111' : '222222222222';
  if (/^(user|role|group)\//.test(name) || name === 'root') return `arn:aws:iam::${account}:${name}`;
  if (/^session /.test(name)) return `arn:aws:sts::${account}:assumed-${name.slice('session '.length)}`;
  if (/^federated /.test(name)) return `arn:aws:sts::${account}:federated-user/${name.slice('federated '.length)}`;
  return text;
}

const resourceArn = (text: string): string => (text.startsWith('repository/') ? `arn:aws:ecr:us-east-1:111111111111:${text}` : text);

/** A list of statements is a document of the current version; a word stands for a policy that AWS wrote, or for one that nobody could read. */
function policyOf(policy: unknown): unknown {
  if (policy === 'FullAWSAccess') return { name: 'FullAWSAccess', document: { Version: '2012-10-17', Statement: [ALLOW_ALL] } };
  if (policy === 'unknown') return { status: 'unknown' };
  return Array.isArray(policy) ? { Version: '2012-10-17', Statement: policy } : policy;
}

/** One session policy, or a list of them. */
function sessionOf(policy: unknown): unknown {
  const several = Array.isArray(policy) && policy.some((entry) => Array.isArray(entry) || 'Statement' in Object(entry));
  return several ? policy.map(policyOf) : policyOf(policy);
}

function each(list: unknown, read: (entry: unknown) => unknown): unknown {
  if (list === 'unknown') return { status: 'unknown' };
  return Array.isArray(list) ? list.map(read) : list;
}
