// Statements that reach nothing (309): no access comes from them, and none is kept away.
import type { Account } from '../../access/account/account.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { Layer, PolicyDocument } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import { isAwsManaged } from '../survey/policy-names.ts';
import { type ResourcePolicy, resourcePolicies, titleOf, whereOf } from '../survey/resource-policies.ts';
import { statementDigest } from '../survey/statement-digest.ts';
import { templatePolicies } from '../templates/templates.ts';
import { type Nothing, nothingOf, type RepositoryStanding } from './reaches-nothing.ts';
import { wordsFor } from './reason-words.ts';

/** A document, where it stands, and how it is told. */
interface Standings extends Pick<PolicyFinding, 'region' | 'repository'> {
  readonly document: PolicyDocument;
  readonly layer: Extract<Layer, 'identity' | 'resource'>;
  readonly standing: RepositoryStanding;
  /** What tells documents apart. */
  readonly subject: string;
  readonly title: string;
}

/** One fact for each such statement of every policy that the account can change; policies that AWS manages are no business of the account's. */
export function idleStatements(account: Account): readonly PolicyFinding[] {
  const standings = [
    ...resourcePolicies(account).map((policy) => ofResourcePolicy(account, policy)),
    ...templateStandings(account),
    ...identityStandings(account),
  ];
  return standings.flatMap((each) => {
    const { written, idle } = account.documents.compiled(each.document, each.layer);
    return written.flatMap((statement) => {
      const nothing = nothingOf(account, statement, each.standing, idle.get(statement));
      return nothing ? [factOf(account, each, statement, nothing)] : [];
    });
  });
}

/** Whether a statement of a repository or registry policy reaches nothing. */
export function reachesNothing(account: Account, policy: ResourcePolicy, statement: CompiledStatement): boolean {
  const { idle } = account.documents.compiled(policy.document, 'resource');
  return nothingOf(account, statement, standingOf(account, policy), idle.get(statement)) !== undefined;
}

function standingOf({ ground }: Account, { region, repository }: ResourcePolicy): RepositoryStanding {
  const { partition, account } = ground;
  return { layer: 'resource', partition, region, account, prefix: repository ?? '', isOne: repository !== null };
}

function ofResourcePolicy(account: Account, policy: ResourcePolicy): Standings {
  return {
    ...whereOf(policy),
    document: policy.document,
    layer: 'resource',
    standing: standingOf(account, policy),
    subject: policy.name,
    title: titleOf(policy),
  };
}

function templateStandings(account: Account): readonly Standings[] {
  const { partition, account: id } = account.ground;
  return templatePolicies(account).map(({ region, prefix, document, subject, title }) => ({
    region,
    repository: null,
    document,
    layer: 'resource',
    standing: { layer: 'resource', partition, region, account: id, prefix, isOne: false },
    subject,
    title: `the policy of ${title}`,
  }));
}

/** Policies of users and roles, those of groups among them. */
function identityStandings({ locals, ground }: Account): readonly Standings[] {
  const documents = new Set<PolicyDocument>();
  for (const { local, principal } of locals) {
    if (principal.class === 'service-linked') continue;
    for (const part of local?.policies ?? []) if (part.kind === 'present' && !isAwsManaged(part.value)) documents.add(part.value);
  }
  const { partition } = ground;
  return [...documents].map((document) => ({
    region: null,
    repository: null,
    document,
    layer: 'identity',
    standing: { layer: 'identity', partition, region: undefined, account: undefined, prefix: '', isOne: false },
    subject: document.name,
    title: document.name,
  }));
}

function factOf(account: Account, standings: Standings, statement: CompiledStatement, nothing: Nothing): PolicyFinding {
  const { document, layer, region, repository, subject, title } = standings;
  const { sid, index, effect } = statement.source;
  const { why, meant } = wordsFor(nothing);
  const effectOf = effect === 'Allow' ? 'an Allow that gives nobody anything' : 'a Deny that keeps nobody from anything';
  return policyFinding({
    code: 'ECRD-309',
    severity: 'low',
    region,
    repository,
    subject: `${subject} ${statementDigest(account, statement.source)}`,
    message: `${title} has ${effectOf}: ${why}; probably meant: ${meant}`,
    statement: { layer, policy: document.name, sid, index, effect },
  });
}
