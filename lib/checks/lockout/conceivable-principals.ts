// Local principals as a policy may meet them where nobody knows who has the rights: everybody of whom it speaks, and somebody of whom it does not.
import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import { outsider, type Subject } from '../../access/account/subjects.ts';
import { arnFields, roleArn, roleSession } from '../../model/ids.ts';
import type { Condition } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import { all, any, FALSE, type Formula } from '../../policy/logic/formula.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { type Context, SOMETHING } from '../../policy/match/context.ts';
import { canEqual } from '../../policy/theory/key-shapes.ts';
import { isAlways } from '../../policy/theory/solve.ts';
import { UNWRITTEN } from '../../text/name-pattern.ts';
import type { ClosingDenials } from './closing-sets.ts';

const PRINCIPAL_ARN = 'aws:principalarn';

/** The repositories where the Denies leave an action to nobody whom the account has or may come to have. */
export function conceivablyShut(account: Account, bit: number, kept: ClosingDenials): ReadonlySet<Repository> {
  const shut = [...kept].filter(([repository, written]) => {
    const denials = written.filter(({ actions }) => hasBit(actions, bit));
    return conceivables(account, denials).every((subject) =>
      isAlways(any(...denials.map(denialOf(account, repository, subject))), 'ofKind'),
    );
  });
  return new Set(shut.map(([repository]) => repository));
}

/** Users, roles and sessions, whether or not there are any: of each kind one for all that no statement spells out. */
function conceivables({ ground }: Account, statements: readonly CompiledStatement[]): readonly Subject[] {
  const { partition, account } = ground;
  const unwritten = unwrittenArns(partition, account);
  const written = statements.flatMap(arnsIn).filter((arn) => {
    const fields = arnFields(arn);
    return fields?.partition === partition && fields.account === account && fields.resource !== 'root';
  });
  return [...new Set([...unwritten, ...written])].map((arn) => outsider(ground, arn));
}

function unwrittenArns(partition: string, account: string): readonly string[] {
  return [
    `arn:${partition}:iam::${account}:user/${UNWRITTEN}`,
    roleArn({ partition, account, role: UNWRITTEN }),
    `arn:${partition}:sts::${account}:federated-user/${UNWRITTEN}`,
  ];
}

/** ARNs of principals that a statement spells out; A53: a condition on a session's ARN speaks of nobody. */
function arnsIn({ source: { principal, conditions } }: CompiledStatement): readonly string[] {
  const named = principal.kind === 'every' ? [] : principal.of.flatMap((pattern) => (pattern.kind === 'entity' ? [pattern.arn] : []));
  const asked = conditions.filter(({ key }) => key.toLowerCase() === PRINCIPAL_ARN).flatMap(({ values }) => values);
  return [...named, ...named.flatMap(roleOf), ...asked.filter((value) => canEqual(PRINCIPAL_ARN, value))];
}

function roleOf(arn: string): readonly string[] {
  const session = roleSession(arn);
  return session ? [roleArn(session)] : [];
}

/** When a Deny of the repository's policy applies to somebody of whom only the ARN is known. */
function denialOf(account: Account, repository: Repository, subject: Subject): (denial: CompiledStatement) => Formula {
  const request = nameless(requestOf(account, repository, subject), subject);
  const open = beginningOnly(request, subject);
  return ({ principal, resource, conditions }) => {
    const outcomes = conditions.map((condition) => condition.holds(isSpelledOut(condition) ? request : open));
    return all(principal.match(subject.caller, FALSE).some, resource.covers(repository.arn, open), ...outcomes);
  };
}

/** What a request about a repository brings along. */
export function requestOf({ ground }: Account, repository: Repository, { keys }: Pick<Subject, 'keys'>): Context {
  return requestContext(ground, keys, { region: repository.region, repository, tagging: false });
}

/** A user whom no ARN spells out may be spelled out by his name. */
function nameless(request: Context, subject: Subject): Context {
  if (!isUnwritten(subject) || subject.caller.kind !== 'user') return request;
  return (key) => (key === 'aws:username' ? SOMETHING : request(key));
}

/** Of somebody whom no ARN spells out, a pattern may mean any name. */
function beginningOnly(request: Context, subject: Subject): Context {
  if (!isUnwritten(subject)) return request;
  const { name } = subject.principal;
  const prefix = name.slice(0, -UNWRITTEN.length);
  return (key) => (key === PRINCIPAL_ARN ? { kind: 'prefix', prefix } : request(key));
}

function isUnwritten({ principal: { name } }: Subject): boolean {
  return name.endsWith(UNWRITTEN);
}

/** Whether every value is one text. */
function isSpelledOut({ written }: CompiledCondition): boolean {
  const special = hasWildcards(written) ? ['*', '?', '$'] : ['$'];
  return written.values.every((value) => !special.some((each) => value.includes(each)));
}

function hasWildcards({ base }: Condition): boolean {
  return base.startsWith('Arn') || base.endsWith('Like');
}
