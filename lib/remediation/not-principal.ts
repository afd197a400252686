// A Deny with NotPrincipal written anew: for everybody, but for those whom a condition on who asks spares (A50).
import { subjectNamed } from '../access/account/account.ts';
import { repositoryOf } from '../access/classes/repository-classes.ts';
import { arnFields, isSessionOf } from '../model/ids.ts';
import { isObject } from '../policy/parse/parse-report.ts';
import type { AccessEffect, NamedGrant } from './effect/effect.ts';
import { type JudgedPlan, judgeEdits, refused, type Search } from './effect/plan.ts';
import type { StatementJson } from './policy/document.ts';
import { principalsIn, type WrittenPrincipal } from './policy/principal-edit.ts';
import { rewritten, type StatementPlace } from './removal/rewritten.ts';

/** A plan that gives nobody but whom the baseline expects anything, or why there is none. */
export function spared(search: Search, place: StatementPlace): JudgedPlan {
  const { ground } = search.account;
  const index = place.statement?.source.index;
  let isWritable = false;
  const edit = rewritten(search.account, place, (statements) =>
    statements.map((json, position) => {
      const sparing = position === index ? sparingStatement(json, ground.account, ground.partition) : undefined;
      isWritable ||= sparing !== undefined;
      return sparing ?? json;
    }),
  );
  if (!edit?.after || !isWritable) return refused('whom the statement spares cannot be said by their ARNs alone');
  const judged = judgeEdits(search, [edit], (grant) => search.isExpected(grant));
  if (judged.kind === 'refused') return judged;
  const { effect } = judged.plan;
  const settled = [...effect.gained, ...effect.altered, ...effect.alteredActions];
  return settled.some((grant) => drifts(search, effect, grant)) ? refused('what it spares then is drift') : judged;
}

/** Whether the baseline has something against what is then certain, and nothing reported it before. */
function drifts({ terms, open }: Search, { after, at }: AccessEffect, { subject, repository }: NamedGrant): boolean {
  const place = repositoryOf(after, repository.arn);
  if (!place) return false;
  const who = subjectNamed(after, subject.principal.name);
  const verdicts = terms.verdicts(after, { subject: who, repository: place }, at(who, place));
  return verdicts.some(({ capability }) => open.findingsOf({ subject, repository, capability }).length === 0);
}

/** The Deny as A50 has it; undefined where it spares somebody whom no condition on an ARN or on a service means alone. */
function sparingStatement(json: StatementJson, account: string, partition: string): StatementJson | undefined {
  const listed = principalsIn(json, 'NotPrincipal');
  if (json['Effect'] !== 'Deny' || listed.length === 0) return undefined;
  const roles = new Set(listed.flatMap(({ pattern }) => (pattern.kind === 'entity' ? [roleOf(pattern.arn)] : [])));
  const parts = listed.map((each) => askedOf(each, { account, partition, roles }));
  if (parts.includes(undefined)) return undefined;
  const values = (key: string): readonly string[] => [...new Set(parts.flatMap((part) => (part?.key === key ? [part.value] : [])))];
  const [arns, services] = [values(ARN), values(SERVICE)];
  const { Condition: condition = {} } = json;
  if (!isObject(condition) || [NOT_ARN, NOT_TEXT].some((operator) => condition[operator] !== undefined)) return undefined;
  const sparing = {
    ...condition,
    ...(arns.length > 0 ? { [NOT_ARN]: { [ARN]: arns } } : {}),
    ...(services.length > 0 ? { [NOT_TEXT]: { [SERVICE]: services } } : {}),
  };
  const entries = Object.entries(json).filter(([key]) => key !== 'Condition');
  const renamed = entries.map(([key, value]) => (key === 'NotPrincipal' ? ['Principal', '*'] : [key, value]));
  return { ...Object.fromEntries(renamed), Condition: sparing };
}

const ARN = 'aws:PrincipalArn';
const SERVICE = 'aws:PrincipalServiceName';
const NOT_ARN = 'ArnNotEquals';
const NOT_TEXT = 'StringNotEquals';

interface Listing {
  readonly account: string;
  readonly partition: string;
  /** ARNs of the roles and users that are listed themselves. */
  readonly roles: ReadonlySet<string>;
}

/** What a listed principal is by a condition; a session goes with its role, which aws:PrincipalArn names for it. */
function askedOf({ pattern }: WrittenPrincipal, { account, partition, roles }: Listing): { key: string; value: string } | undefined {
  switch (pattern.kind) {
    case 'entity':
      return roles.has(roleOf(pattern.arn)) && !isSession(pattern.arn)
        ? { key: ARN, value: pattern.arn }
        : sessionValue(pattern.arn, roles);
    case 'account':
      return pattern.account === account ? { key: ARN, value: `arn:${partition}:iam::${account}:root` } : undefined;
    case 'service':
      return { key: SERVICE, value: pattern.service };
    case 'everyone':
    case 'uniqueId':
    case 'nobody':
      return undefined;
  }
}

function sessionValue(arn: string, roles: ReadonlySet<string>): { key: string; value: string } | undefined {
  const role = [...roles].find((each) => each !== '' && isSessionOf(arn, each));
  return role === undefined ? undefined : { key: ARN, value: role };
}

/** The ARN itself; empty for a session. */
function roleOf(arn: string): string {
  return isSession(arn) ? '' : arn;
}

function isSession(arn: string): boolean {
  const resource = arnFields(arn)?.resource ?? '';
  return resource.startsWith('assumed-role/') || resource.startsWith('federated-user/');
}
