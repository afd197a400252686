// E9, E11: repository creation templates that would give new repositories access that nobody expects.
import type { Account } from '../../access/account/account.ts';
import { compileDocuments } from '../../access/account/documents.ts';
import { goesBeyond } from '../../access/cell/outcome.ts';
import { proofOf } from '../../access/matrix/grant-of.ts';
import { type CreationTemplate, creationTemplates } from '../../access/placeholder/creation-templates.ts';
import type { GrantCell, IsExpected } from '../../drift/cell/expected.ts';
import { accessSeverity, gravest, isProductionTier } from '../../drift/severity.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { PolicyIssue } from '../../model/policy.ts';
import type { Severity } from '../../model/severity.ts';
import type { Repository } from '../../model/snapshot.ts';
import { UNWRITTEN } from '../../text/name-pattern.ts';
import { whom } from '../../text/whom.ts';
import type { PolicyCheck } from '../survey/check.ts';
import { policyFinding, type Reported } from '../survey/policy-finding.ts';
import { policySubject } from '../survey/policy-subject.ts';
import { shortened } from '../survey/repository-lists.ts';
import { rightsFrom } from '../survey/statement-rights.ts';
import { newRepository } from '../survey/unnamed-repositories.ts';
import { unreadable } from '../survey/unreadable.ts';
import { subjectsOf, withAndWithout } from './template-grants.ts';
import { templateTitle } from './template-policies.ts';

export const creationTemplatePolicyDrift = {
  code: 'ECRD-207',
  name: 'CreationTemplatePolicyDrift',
  meaning: 'A creation template would give new repositories access that no rule allows, or its policy cannot be judged.',
  source: ['E9', 'E11'],
  severity: {
    from: 'info',
    to: 'critical',
    by: 'as the same access on a repository that exists, and at least medium; information where only names below another `/` get it',
  },
  dependsOn: 'settings',
  remedy: 'correct the policy of the template: repositories that it creates will have it',
  decision: 'correct the policy of the template (aws ecr update-repository-creation-template): no repository has it yet',
  check: ({ matrix: { account }, isExpected }) => ({ found: () => templateDrift({ account, isExpected }) }),
} as const satisfies PolicyCheck;

function templateDrift({ account, isExpected }: TemplateInput): readonly PolicyFinding[] {
  // Policies that no repository has yet are no part of the account.
  const apart: Account = { ...account, documents: compileDocuments() };
  return account.snapshot.registries.flatMap((registry) => {
    const { region } = registry;
    const reading = creationTemplates(registry);
    if (reading.kind === 'unreadable')
      return [unreadable({ ...reading, code: creationTemplatePolicyDrift.code, region, setting: 'creationTemplates' })];
    return reading.templates.flatMap((each) => judge({ account: apart, isExpected }, region, each));
  });
}

interface TemplateInput {
  readonly account: Account;
  readonly isExpected: IsExpected;
}

function judge({ account, isExpected }: TemplateInput, region: string, each: CreationTemplate): readonly PolicyFinding[] {
  const { policy } = each;
  if (!policy) return [];
  const { malformed } = account.documents.compiled(policy, 'resource');
  if (malformed) return [malformedTemplate(region, each, malformed)];
  const unexpectedAt = (rest: string): readonly GrantCell[] => {
    return grantsOf(account, repositoryFrom(account, region, each, rest)).filter((cell) => !isExpected(cell));
  };
  const here = unexpectedAt(UNWRITTEN);
  const unexpected = here.length > 0 ? here : unexpectedAt(`${UNWRITTEN}/${UNWRITTEN}`);
  const details = [...new Set(unexpected.map(({ subject, capability }) => `${whom(subject.principal.name)}: ${capability}`))].sort();
  const [first, ...more] = details;
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [
    policyFinding({
      ...common(region, each),
      // Globs of the baseline that stop at a `/` mean no more than that.
      severity: here.length === 0 ? 'info' : gravest(['medium', ...here.map((cell) => severityOf(account, cell))]),
      message: `${templateTitle(region, each)} would give new repositories${here.length === 0 ? ' below another `/`' : ''} access that no rule allows: ${first}${others}`,
      details: shortened(details),
    }),
  ];
}

/** `rest` is what follows the prefix. */
function repositoryFrom(account: Account, region: string, { folder, tags, policy }: CreationTemplate, rest: string): Repository {
  return newRepository(account, {
    region,
    name: `${folder}${rest}`,
    tags: { kind: 'present', value: tags },
    policy: policy ? { kind: 'present', value: policy } : { kind: 'absent' },
  });
}

/** As grave as the same grant on a repository that exists. */
function severityOf(account: Account, { subject, repository, capability, actions }: GrantCell): Severity {
  const { principal } = subject;
  if (principal.class === 'public') return 'critical';
  const { conditions } = proofOf(account, { subject, repository, actions, login: false });
  return accessSeverity(
    { principal, capability, conditions },
    repository.tags.kind === 'present' && isProductionTier(repository.tags.value),
  );
}

/** What the repository's own policy adds to what its principals have anyway. */
function grantsOf(account: Account, repository: Repository): readonly GrantCell[] {
  const { actions, subjects } = subjectsOf(account, repository);
  return subjects.flatMap((subject) => {
    const [withPolicy, without] = withAndWithout(account, subject, repository);
    const rights = rightsFrom(withPolicy, actions, subject).filter((right) => goesBeyond(withPolicy, without, right.actions));
    return rights.map((right): GrantCell => ({ ...right, subject, repository }));
  });
}

function malformedTemplate(region: string, each: CreationTemplate, { path, reason }: PolicyIssue): PolicyFinding {
  return policyFinding({
    ...common(region, each),
    message: `the policy of ${templateTitle(region, each)} is malformed: ${path}: ${reason}`,
  });
}

function common(region: string, { prefix }: CreationTemplate): Pick<Reported, 'code' | 'severity' | 'region' | 'subject' | 'formerly'> {
  return { code: creationTemplatePolicyDrift.code, severity: 'medium', region, ...policySubject({ kind: 'template', region, prefix }) };
}
