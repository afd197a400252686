// Service and resource control policies of each level above an account. A level that was not read leaves none of them known.
import { DescribePolicyCommand, ListPoliciesForTargetCommand, PolicyType } from '@aws-sdk/client-organizations';
import type { AnswerOf } from '../../api/answers.ts';
import { call, type Read, unknownAnswer } from '../../client/call.ts';
import type { ControlPolicy } from '../../client/organization-memory.ts';
import { recalled } from '../../client/organization-memory.ts';
import { everyPage, pageOf } from '../../client/pages.ts';
import { ORGANIZATIONS } from '../../client/services.ts';
import type { Session } from '../../client/session.ts';

const LIST = 'organizations:ListPoliciesForTarget';
const DESCRIBE = 'organizations:DescribePolicy';
/** AWS's largest page of organizations. */
const PAGE = 20;

type PolicySummary = AnswerOf<typeof LIST>['Policies'][number];
type ReadDocument = (policy: PolicySummary) => Promise<Read<ControlPolicy>>;

/** Reads policies of an organization by their ids; one that is attached in several places is asked for once. */
export function policyReader(session: Session, organization: string): ReadDocument {
  const asked = new Map<string, Promise<Read<ControlPolicy>>>();
  const ask = async ({ Id: id, Type: type }: PolicySummary): Promise<Read<ControlPolicy>> => {
    const policy = await describedPolicy(session, id);
    if (policy.status === 'unknown') return policy;
    const { name, document } = policy.value;
    return policy.value.type === type ? { status: 'present', value: { name, document } } : unknownAnswer(DESCRIBE, `${id} is no ${type}`);
  };
  const recall = (summary: PolicySummary) =>
    recalled({ kept: session.organizations?.policies, key: `${organization} ${summary.Id}`, holds: () => true }, () => ask(summary));
  return (summary) => {
    const answer = asked.get(summary.Id) ?? recall(summary);
    asked.set(summary.Id, answer);
    return answer;
  };
}

/** A policy by its id, of whichever type it is. */
export function describedPolicy(
  { clients, region, signal }: Session,
  id: string,
): Promise<Read<ControlPolicy & { readonly type: string }>> {
  const client = clients.of(ORGANIZATIONS, region);
  return call(signal, {
    api: DESCRIBE,
    send: (options) => client.send(new DescribePolicyCommand({ PolicyId: id }), options),
    read: ({ Policy: { Content: document, PolicySummary: summary } }) =>
      summary.Id === id ? { name: summary.Name, document, type: summary.Type } : undefined,
  });
}

export interface PolicyQuestion {
  /** The root and the units above the account. */
  readonly path: Read<readonly string[]>;
  readonly type: PolicyType;
  readonly readDocument: ReadDocument;
}

/** One list of policies per level, from the root down to the account itself. */
export async function controlPolicies(
  session: Session,
  { path, type, readDocument }: PolicyQuestion,
): Promise<Read<readonly ControlPolicy[][]>> {
  if (path.status === 'unknown') return path;
  const levels: ControlPolicy[][] = [];
  for (const target of [...path.value, session.account]) {
    const attached = await attachedPolicies(session, target, type);
    if (attached.status === 'unknown') return attached;
    const policies: ControlPolicy[] = [];
    for (const summary of attached.value) {
      const policy = await readDocument(summary);
      if (policy.status === 'unknown') return policy;
      policies.push(policy.value);
    }
    levels.push(policies);
  }
  return { status: 'present', value: levels };
}

/** Only what is attached to the target itself: AWS does not add what it inherits (F20), and no target is without a service control policy. */
export async function attachedPolicies(
  { clients, region, signal }: Session,
  TargetId: string,
  Filter: PolicyType,
): Promise<Read<readonly PolicySummary[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  const attached = await everyPage(signal, {
    api: LIST,
    send: (token, options) => {
      const input = { TargetId, Filter, MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new ListPoliciesForTargetCommand(input), options);
    },
    read: ({ Policies: list, NextToken: next }) => (list.every(({ Type }) => Type === Filter) ? pageOf(list, next) : undefined),
  });
  const isEmpty = attached.status === 'present' && attached.value.length === 0;
  return isEmpty && Filter === PolicyType.SERVICE_CONTROL_POLICY ? unknownAnswer(LIST, `no policy at ${TargetId}`) : attached;
}
