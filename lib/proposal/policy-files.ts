// Policies that somebody gives as files: which place each is for, and what it changes there.
import { arnFields } from '../model/ids.ts';
import type { PolicyOwner } from '../model/policy-ref.ts';
import { parsePolicy } from '../policy/parse/parse.ts';
import type { SnapshotFile } from '../snapshot/schema.ts';
import { readUniqueJson } from '../text/json.ts';
import { quoted } from '../text/quote.ts';
import { didYouMean } from '../text/suggest.ts';
import { isThere, type ProposedChange, type ProposedResource, writingAction } from './change.ts';

export const POLICY_OPTIONS = ['repository-policy', 'registry-policy', 'identity-policy'] as const;
export type PolicyOption = (typeof POLICY_OPTIONS)[number];

/** A policy by the option that gave it. */
export interface GivenPolicy {
  readonly option: PolicyOption;
  /** The option's text before the file. */
  readonly place: string;
  /** `none` takes the policy away. */
  readonly file: string;
}

export type GivenPolicyReading =
  | { readonly kind: 'resource'; readonly resource: ProposedResource }
  /** One line: what, where and what to do. */
  | { readonly kind: 'problem'; readonly reason: string };

const FORMS = {
  'repository-policy': 'NAME[@REGION]=FILE, such as team/app@eu-west-1=policy.json',
  'registry-policy': 'REGION=FILE, such as eu-west-1=policy.json',
  'identity-policy': 'ARN#NAME=FILE, such as arn:aws:iam::111111111111:role/ci#pull=policy.json',
} as const satisfies Record<PolicyOption, string>;

export const NO_POLICY = 'none';

/** The parts of `NAME[@REGION]=FILE` and its like, or what is wrong with it. Names of repositories have no `=`, those of policies may. */
export function givenPolicy(option: PolicyOption, text: string): GivenPolicy | { readonly reason: string } {
  const at = option === 'identity-policy' ? text.lastIndexOf('=') : text.indexOf('=');
  const [place, file] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  if (place === '' || file === '') return { reason: `--${option} ${quoted(text)}: expected ${FORMS[option]}` };
  return { option, place, file };
}

/** What a given policy changes in the account; `text` is what is in its file, undefined where the policy is taken away. */
export function proposedPolicy(file: SnapshotFile, given: GivenPolicy, text: string | undefined): GivenPolicyReading {
  const document = text === undefined ? null : documentIn(given, text);
  if (document !== null && 'reason' in document) return problem(document.reason);
  const found = placeOf(file, given, document?.text ?? null);
  if ('reason' in found) return problem(`--${given.option} ${quoted(given.place)}: ${found.reason}`);
  const { change, what, exists } = found;
  const action = document === null ? 'delete' : writingAction(exists);
  const address = `--${given.option} ${given.place}=${given.file}`;
  return { kind: 'resource', resource: { address, what, action, ...(document ? { file: given.file } : {}), changes: [change] } };
}

function problem(reason: string): GivenPolicyReading {
  return { kind: 'problem', reason };
}

function documentIn({ option, file }: GivenPolicy, text: string): { readonly text: string } | { readonly reason: string } {
  const json = readUniqueJson(text);
  if (json.kind === 'problem') return { reason: `${file}:${json.line}: ${json.reason}` };
  const reading = parsePolicy(text, option === 'identity-policy' ? 'identity' : 'resource');
  const [issue] = reading.kind === 'malformed' ? reading.issues : [];
  return issue ? { reason: `${file}: ${issue.path}: ${issue.reason} (${issue.rule}): AWS would refuse it` } : { text };
}

type Found = { readonly change: ProposedChange; readonly what: string; readonly exists: boolean | undefined } | { readonly reason: string };

function placeOf(file: SnapshotFile, { option, place }: GivenPolicy, document: string | null): Found {
  switch (option) {
    case 'repository-policy':
      return repositoryAt(file, place, document);
    case 'registry-policy':
      return registryAt(file, place, document);
    case 'identity-policy':
      return identityAt(file, place, document);
  }
}

function repositoryAt({ regions }: SnapshotFile, place: string, document: string | null): Found {
  const [name = '', region] = place.split('@');
  const known = regions.map((each) => each.region);
  if (region !== undefined && !known.includes(region)) return { reason: noRegion(region, known) };
  const among = regions.filter((each) => region === undefined || each.region === region);
  const all = among.flatMap((each) =>
    each.repositories.status === 'present' ? each.repositories.value.map((repository) => ({ region: each.region, repository })) : [],
  );
  const found = all.filter(({ repository }) => repository.repositoryName === name);
  const [first, second] = found;
  const unread = among.filter((each) => each.repositories.status === 'unknown').map((each) => each.region);
  if (unread.length > 0 && !second)
    return {
      reason: `the repositories of ${unread.join(' and ')} were not read, so that nobody can tell ${first ? `which one is meant: say ${name}@${first.region} if it is that` : 'whether it is there'}`,
    };
  if (second) return { reason: `it is in ${found.map((each) => each.region).join(' and ')}: say which, as ${name}@${first?.region}` };
  if (!first) {
    const names = new Set(all.map(({ repository }) => repository.repositoryName));
    return { reason: `no such repository in the snapshot${didYouMean(name, names) || ''}` };
  }
  const change: ProposedChange = { kind: 'repositoryPolicy', region: first.region, repository: name, document };
  return { change, what: `repository policy of ${name} in ${first.region}`, exists: isThere(first.repository.policy) };
}

function registryAt({ regions }: SnapshotFile, region: string, document: string | null): Found {
  const found = regions.find((each) => each.region === region);
  if (!found)
    return {
      reason: noRegion(
        region,
        regions.map((each) => each.region),
      ),
    };
  const change: ProposedChange = { kind: 'registryPolicy', region, document };
  return { change, what: `registry policy of ${region}`, exists: isThere(found.registryPolicy) };
}

function noRegion(region: string, known: readonly string[]): string {
  return `no region ${quoted(region)} in the snapshot${didYouMean(region, known) || `: it holds ${known.join(', ')}`}`;
}

const OWNERS: readonly PolicyOwner['kind'][] = ['user', 'role', 'group'];

function identityAt({ identity, account }: SnapshotFile, place: string, document: string | null): Found {
  const at = place.indexOf('#');
  const [arn, name] = at < 0 ? [place, undefined] : [place.slice(0, at), place.slice(at + 1)];
  const fields = arnFields(arn);
  const kind = fields?.resource.slice(0, fields.resource.indexOf('/'));
  const ownerKind = OWNERS.find((each) => each === kind);
  if (!fields || (!ownerKind && kind !== 'policy')) return { reason: `expected ${FORMS['identity-policy']}` };
  if (fields.account !== account) return { reason: `it is of account ${fields.account}, and the snapshot is of ${account}` };
  if (identity.status !== 'present') return { reason: 'the snapshot holds no identities: nobody could read them' };
  const { UserDetailList: users, RoleDetailList: roles, GroupDetailList: groups, Policies: policies } = identity.value;
  if (kind === 'policy') {
    if (name !== undefined) return { reason: 'a managed policy has no policies of its own: leave out what follows the #' };
    if (!policies.some((each) => each.Arn === arn)) return { reason: 'no such policy in the snapshot' };
    return { change: { kind: 'managedPolicy', arn, document }, what: `managed policy ${arn}`, exists: true };
  }
  if (!name || !ownerKind) return { reason: `expected ${FORMS['identity-policy']}` };
  const user = users.find((each) => each.Arn === arn);
  const role = roles.find((each) => each.Arn === arn);
  const group = groups.find(
    (each) => (each.Arn ?? `arn:${fields.partition}:iam::${account}:group${each.Path ?? '/'}${each.GroupName}`) === arn,
  );
  const ownName = user?.UserName ?? role?.RoleName ?? group?.GroupName;
  const inline = user?.UserPolicyList ?? role?.RolePolicyList ?? group?.GroupPolicyList ?? [];
  if (ownName === undefined) {
    const known = [...users, ...roles].map((each) => each.Arn);
    return { reason: `no such ${ownerKind} in the snapshot${didYouMean(arn, known) || ''}` };
  }
  const owner: PolicyOwner = { kind: ownerKind, name: ownName };
  const exists = inline.some((each) => each.PolicyName === name);
  return { change: { kind: 'inlinePolicy', owner, name, document }, what: `inline policy ${name} of ${ownerKind} ${ownName}`, exists };
}
