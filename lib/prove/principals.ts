// One principal of each kind that policies can tell apart: those that they name, somebody else of each account, a service, and somebody of
// whom they say nothing.
import { accountId, arnFields } from '../model/ids.ts';
import type { PrincipalPattern } from '../model/policy.ts';
import type { Caller } from '../model/principal.ts';
import { all, type Formula, not, TRUE } from '../policy/logic/formula.ts';
import { ABSENT, ANYTHING, type Context } from '../policy/match/context.ts';
import { callerKeys } from '../scenario/context.ts';
import { readCaller } from '../scenario/principal.ts';
import { testOf } from './key-test.ts';
import { type ProvenPolicy, providerOf } from './read-policy.ts';

/** Who asks, as far as it is known. */
export interface Asker {
  readonly caller: Caller;
  /** Named by ARN, account or service; undefined for somebody of whom the policies say nothing. */
  readonly account: string | undefined;
  readonly isNamed: boolean;
  readonly context: Context;
  /** What is the case besides. */
  readonly given: Formula;
}

/** An account that no policy is about. */
const OTHER_ACCOUNT = '999999999999';
/** Asked for as well, so that an ARN is one of a principal. */
const NO_ACCOUNT = '000000000000';
const ARN = 'aws:PrincipalArn';
const MEMBER_KEYS = ['aws:principalarn', 'aws:principalaccount', 'aws:principaltype', 'aws:userid', 'aws:username'];
const SERVICE_KEYS = ['aws:principalservicename', 'aws:principalservicenameslist'];

/** What the principals of policies name. */
export function namedIn(policies: readonly ProvenPolicy[]): readonly PrincipalPattern[] {
  return policies.flatMap(({ statements }) => statements.flatMap(({ principal }) => (principal.kind === 'every' ? [] : principal.of)));
}

/** Those who can ask of a resource of the partition, somebody unnamed first. */
export function askers(named: readonly PrincipalPattern[], partition: string): readonly Asker[] {
  const entities = [...new Set(named.flatMap((each) => (each.kind === 'entity' ? [each.arn] : [])))];
  const members = entities.flatMap(namedMember);
  const accounts = accountsOf(named);
  const ids = [...new Set(named.flatMap((each) => (each.kind === 'uniqueId' ? [each.id] : [])))];
  const services = [...new Set(named.flatMap((each) => (each.kind === 'service' ? [each.service] : [])))];
  const arns = members.map(arnOf);
  return [
    unnamedMember({ account: OTHER_ACCOUNT, partition, arns, accounts }),
    ...accounts.map((account) => unnamedMember({ account, partition, arns, accounts: undefined })),
    ...members,
    ...ids.map((id) => member(idCaller(id, partition))),
    ...services.map(service),
    unnamedService(services),
    ANONYMOUS,
  ];
}

/** Whoever an identity policy may be attached to, somebody of the account first; root users have none (A34). */
export function holders(partition: string, account: string | undefined): readonly Asker[] {
  const none = { partition, arns: [] };
  const some = account === undefined ? [] : [unnamedMember({ ...none, account, accounts: undefined })];
  return [...some, unnamedMember({ ...none, account: OTHER_ACCOUNT, accounts: [] })].map((each) => {
    return { ...each, given: all(each.given, not(testOf('StringLike', ARN, ['arn:*:root']))) };
  });
}

/** The principals among askers that a word means: an ARN, an account, a service, or `*`; undefined where it means nobody. */
export function askersNamed(word: string, of: (named: readonly PrincipalPattern[]) => readonly Asker[]): readonly Asker[] | undefined {
  if (word === '*') return of([]);
  const account = /^\d{12}$/.test(word) ? word : undefined;
  if (account) return of([{ kind: 'account', account, partition: undefined }]).filter((each) => each.account === account);
  const reading = readCaller(word, { issuer: undefined, userId: undefined });
  if ('problem' in reading) return undefined;
  const { caller } = reading;
  if (caller.kind === 'service') return [service(caller.service)];
  return [caller.kind === 'role' ? sessionOf(caller.arn) : member(caller)];
}

/** The caller whose ARN a request has. */
export function callerNamed(arn: string): Caller | undefined {
  const reading = readCaller(arn, { issuer: undefined, userId: undefined });
  if ('problem' in reading) return undefined;
  return reading.caller.kind === 'role' ? sessionOf(arn).caller : reading.caller;
}

/** A caller as an answer names it; a session of a role by the role. */
export function nameOf(caller: Caller): string {
  switch (caller.kind) {
    case 'session':
      return caller.arn.endsWith(`/${SESSION}`) ? caller.role : caller.arn;
    case 'service':
      return providerOf(caller.service) ?? caller.service;
    case 'anyone':
      return 'anonymous';
    case 'account':
      return caller.account;
    case 'user':
    case 'role':
    case 'federated':
    case 'root':
      return caller.arn;
  }
}

const SESSION = 'any-session';

function accountsOf(named: readonly PrincipalPattern[]): readonly string[] {
  return [...new Set(named.flatMap((each) => (each.kind === 'account' || each.kind === 'entity' ? [each.account] : [])))];
}

/** Of a session that is named, any other of its role too. */
function namedMember(arn: string): readonly Asker[] {
  const reading = readCaller(arn, { issuer: undefined, userId: undefined });
  if ('problem' in reading) return [];
  const { caller } = reading;
  if (caller.kind === 'role') return [sessionOf(arn)];
  return caller.kind === 'session' ? [member(caller), sessionOf(caller.role)] : [member(caller)];
}

function sessionOf(role: string): Asker {
  const fields = arnFields(role);
  const [account, partition] = [fields?.account ?? '', fields?.partition ?? ''];
  const arn = `arn:${partition}:sts::${account}:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/${SESSION}`;
  // INVARIANT: only the ARNs of roles come here, whose account has been read.
  const made = readCaller(arn, { issuer: role, userId: undefined });
  return member('caller' in made ? made.caller : { kind: 'anyone' });
}

function member(caller: Caller): Asker {
  const keys = new Map(callerKeys(caller));
  const none = new Set(caller.kind === 'user' ? SERVICE_KEYS : [...SERVICE_KEYS, 'aws:username']);
  return {
    caller,
    account: 'account' in caller ? caller.account : undefined,
    isNamed: true,
    context: (key) => keys.get(key) ?? (none.has(key) ? ABSENT : ANYTHING),
    given: TRUE,
  };
}

function arnOf({ context }: Asker): string {
  const known = context('aws:principalarn');
  return known.kind === 'values' ? (known.values[0] ?? '') : '';
}

interface Unnamed {
  readonly account: string;
  readonly partition: string;
  /** Those who are asked about by themselves. */
  readonly arns: readonly string[];
  /** Accounts that are asked about by themselves; undefined for somebody of just this account. */
  readonly accounts: readonly string[] | undefined;
}

function unnamedMember({ account, partition, arns, accounts }: Unnamed): Asker {
  const none = new Set(SERVICE_KEYS);
  const made = readCaller(`arn:${partition}:iam::${account}:user/somebody`, { issuer: undefined, userId: undefined });
  return {
    caller: 'caller' in made ? made.caller : { kind: 'anyone' },
    account: accounts ? undefined : account,
    isNamed: false,
    context: (key) => (none.has(key) ? ABSENT : ANYTHING),
    given: all(
      testOf('StringLike', ARN, [`arn:${partition}:*`]),
      accounts
        ? not(testOf('StringEquals', 'aws:PrincipalAccount', [...accounts, NO_ACCOUNT]))
        : testOf('StringEquals', 'aws:PrincipalAccount', [account]),
      not(testOf('StringEquals', ARN, arns)),
    ),
  };
}

/** B25: whose account no policy tells. */
function idCaller(id: string, partition: string): Caller {
  const account = accountId(OTHER_ACCOUNT);
  if (!account) return { kind: 'anyone' };
  const common = { account, partition, uniqueId: id };
  if (id.startsWith('AIDA')) return { kind: 'user', ...common, arn: `arn:${partition}:iam::${OTHER_ACCOUNT}:user/${id}` };
  const role = `arn:${partition}:iam::${OTHER_ACCOUNT}:role/${id}`;
  return {
    kind: 'session',
    ...common,
    arn: `arn:${partition}:sts::${OTHER_ACCOUNT}:assumed-role/${id}/${SESSION}`,
    role,
    serviceLinked: false,
  };
}

function service(name: string): Asker {
  const keys = new Map(callerKeys({ kind: 'service', service: name }));
  const isProvider = providerOf(name) !== undefined;
  const none = new Set(isProvider ? ['aws:username'] : MEMBER_KEYS);
  return {
    caller: { kind: 'service', service: name },
    account: undefined,
    isNamed: true,
    context: (key) => (isProvider ? undefined : keys.get(key)) ?? (none.has(key) ? ABSENT : ANYTHING),
    given: TRUE,
  };
}

function unnamedService(named: readonly string[]): Asker {
  const name = 'another-service.amazonaws.com';
  const some = service(name);
  return {
    ...some,
    isNamed: false,
    context: (key) => (key === 'aws:principalservicename' ? ANYTHING : some.context(key)),
    given: all(
      testOf('StringLike', 'aws:PrincipalServiceName', ['?*.amazonaws.com']),
      not(testOf('StringEquals', 'aws:PrincipalServiceName', named)),
    ),
  };
}

const ANONYMOUS: Asker = {
  caller: { kind: 'anyone' },
  account: undefined,
  isNamed: false,
  context: (key) => (MEMBER_KEYS.includes(key) || SERVICE_KEYS.includes(key) || key.startsWith('aws:principal') ? ABSENT : ANYTHING),
  given: TRUE,
};
