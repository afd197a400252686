// Repository creation templates that would give new repositories access that nobody expects (207).
import * as z from 'zod';
import type { Account } from '../../access/account.ts';
import { compileDocuments } from '../../access/documents.ts';
import type { GrantCell, IsExpected } from '../../baseline/expected.ts';
import type { Hygiene } from '../../model/drift.ts';
import type { PolicyDocument, PolicyIssue } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import { fact, type Told } from './fact.ts';
import { rightsFrom } from './grant-cell.ts';
import { newRepository, UNWRITTEN } from './nowhere.ts';
import { shortened } from './places.ts';
import { subjectsOf, withAndWithout } from './template-grants.ts';
import { unreadable } from './unreadable.ts';

const tag = z.looseObject({ Key: z.string(), Value: z.string() });
const template = z.looseObject({
  prefix: z.string(),
  repositoryPolicy: z.union([z.string(), z.looseObject({})]).nullish(),
  resourceTags: z.array(tag).nullish(),
});
/** What DescribeRepositoryCreationTemplates answers (E9), or only its list. */
const answer = z.union([z.array(template), z.looseObject({ repositoryCreationTemplates: z.array(template) })]);
type Template = z.output<typeof template>;

export function templateDrift({ account, isExpected }: TemplateGround): readonly Hygiene[] {
  // Policies that no repository has yet are no part of the account.
  const apart: Account = { ...account, documents: compileDocuments() };
  return account.snapshot.registries.flatMap(({ creationTemplates, region }) => {
    if (creationTemplates.kind !== 'present') return [];
    const { value } = creationTemplates;
    const { success, error, data } = answer.safeParse(value);
    if (!success) return [unreadable({ code: 'ECRD-207', region, part: 'creation templates', answer: value, error })];
    const templates = Array.isArray(data) ? data : data.repositoryCreationTemplates;
    return templates.flatMap((each) => judge({ account: apart, isExpected }, region, each));
  });
}

export interface TemplateGround {
  readonly account: Account;
  readonly isExpected: IsExpected;
}

function judge({ account, isExpected }: TemplateGround, region: string, each: Template): readonly Hygiene[] {
  const document = policyOf(each);
  if (!document) return [];
  const { malformed } = account.documents.compiled(document, 'resource');
  if (malformed) return [malformedTemplate(region, each, malformed)];
  const repository = repositoryFrom(account, region, each, document);
  const unexpected = grantsOf(account, repository).filter((cell) => !isExpected(cell));
  const details = [...new Set(unexpected.map(({ subject, capability }) => `${subject.principal.name}: ${capability}`))].sort();
  const [first, ...more] = details;
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [
    fact({
      ...common(region, each),
      message: `${titleOf(region, each)} would give new repositories access that no rule allows: ${first}${others}`,
      details: shortened(details),
    }),
  ];
}

function policyOf({ repositoryPolicy: policy }: Template): PolicyDocument | undefined {
  if (policy === null || policy === undefined || policy === '') return undefined;
  return { name: 'repository policy', text: typeof policy === 'string' ? policy : JSON.stringify(policy) };
}

/** E9: a `/` is appended to the prefix, and `ROOT` is for what no other template is for. */
function folderOf({ prefix }: Template): string {
  if (prefix === 'ROOT') return '';
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}

function repositoryFrom(account: Account, region: string, each: Template, policy: PolicyDocument): Repository {
  const { resourceTags } = each;
  const tags = Object.fromEntries((resourceTags ?? []).map(({ Key, Value }) => [Key, Value]));
  return newRepository(account, {
    region,
    name: `${folderOf(each)}${UNWRITTEN}`,
    tags: { kind: 'present', value: tags },
    policy: { kind: 'present', value: policy },
  });
}

/** What the repository's own policy adds to what its principals have anyway. */
function grantsOf(account: Account, repository: Repository): readonly GrantCell[] {
  const { actions, subjects } = subjectsOf(account, repository);
  return subjects.flatMap((subject) => {
    const [withPolicy, without] = withAndWithout(account, subject, repository);
    const before = new Set(rightsFrom(without, actions, subject).map(({ capability }) => capability));
    const rights = rightsFrom(withPolicy, actions, subject).filter(({ capability }) => !before.has(capability));
    return rights.map((right): GrantCell => ({ ...right, subject, repository }));
  });
}

function malformedTemplate(region: string, each: Template, { path, reason }: PolicyIssue): Hygiene {
  return fact({ ...common(region, each), message: `the policy of ${titleOf(region, each)} is malformed: ${path}: ${reason}` });
}

function common(region: string, { prefix }: Template): Pick<Told, 'code' | 'severity' | 'region' | 'subject'> {
  return { code: 'ECRD-207', severity: 'medium', region, subject: `creation template ${prefix}` };
}

function titleOf(region: string, { prefix }: Template): string {
  return `the creation template \`${prefix}\` of ${region}`;
}

/** The policy of a template, as it would be that of repositories whose names begin with `prefix`. */
export interface TemplatePolicy {
  readonly region: string;
  readonly prefix: string;
  readonly document: PolicyDocument;
  readonly subject: string;
  readonly title: string;
}

/** Every policy of a template that could be read. */
export function templatePolicies({ snapshot }: Account): readonly TemplatePolicy[] {
  return snapshot.registries.flatMap(({ creationTemplates, region }) => {
    const { data } = creationTemplates.kind === 'present' ? answer.safeParse(creationTemplates.value) : {};
    const templates = data === undefined || Array.isArray(data) ? (data ?? []) : data.repositoryCreationTemplates;
    return templates.flatMap((each) => {
      const document = policyOf(each);
      const { subject } = common(region, each);
      return document ? [{ region, prefix: folderOf(each), document, subject, title: titleOf(region, each) }] : [];
    });
  });
}
