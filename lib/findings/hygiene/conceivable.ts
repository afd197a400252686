// Local principals as a policy may meet them where nobody knows who has the rights: everybody of whom it speaks, and somebody of whom it does not.
import type { Account } from '../../access/account.ts';
import { outsider, type Subject } from '../../access/subjects.ts';
import { arnFields } from '../../model/ids.ts';
import type { Condition } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { CompiledCondition } from '../../policy/condition.ts';
import { type Context, SOMETHING } from '../../policy/context.ts';
import { all, FALSE, TRUE } from '../../policy/formula.ts';
import { canEqual } from '../../policy/key-shapes.ts';
import { type Door, type Holder, requestOf } from './door.ts';
import { UNWRITTEN } from './nowhere.ts';

const PRINCIPAL_ARN = 'aws:principalarn';

/** Users, roles and sessions of the account with every right, whether or not there are any: one for all that no statement spells out. */
export function conceivableHolders({ ground }: Account, statements: readonly CompiledStatement[]): readonly Holder[] {
  const { partition, account } = ground;
  const unwritten = unwrittenArns(partition, account);
  const written = statements.flatMap(arnsIn).filter((arn) => {
    const fields = arnFields(arn);
    return fields?.partition === partition && fields.account === account && fields.resource !== 'root';
  });
  return [...new Set([...unwritten, ...written])].map((arn) => ({ subject: outsider(ground, arn), when: TRUE }));
}

function unwrittenArns(partition: string, account: string): readonly string[] {
  return [
    `arn:${partition}:iam::${account}:user/${UNWRITTEN}`,
    `arn:${partition}:iam::${account}:role/${UNWRITTEN}`,
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
  const fields = arnFields(arn);
  const [type, role] = fields?.resource.split('/') ?? [];
  return fields && type === 'assumed-role' ? [`arn:${fields.partition}:iam::${fields.account}:role/${role}`] : [];
}

/** When the Denies of the repository's policy apply to conceivable holders. */
export function denialsToConceivable(account: Account, repository: Repository): Door['applies'] {
  return (denial, subject) => {
    const { some } = denial.principal.naming(subject.caller, FALSE);
    const request = nameless(requestOf(account, repository, subject), subject);
    const open = beginningOnly(request, subject);
    const outcomes = denial.conditions.map((condition) => condition.holds(isSpelledOut(condition) ? request : open));
    return all(some, denial.resource.covers(repository.arn, open), ...outcomes);
  };
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
