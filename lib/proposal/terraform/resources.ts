// Which resources of the AWS provider bear on access to repositories, and what each changes.
import type { PolicyOwner } from '../../model/policy-ref.ts';
import type { Tags } from '../../model/snapshot.ts';
import type { PrincipalName, ProposedChange, UnreadPlace } from '../change.ts';
import type { Ground } from './ground.ts';
import type { WantedValue } from './references.ts';

export type AttributeReading =
  | { readonly kind: 'known'; readonly value: unknown }
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nobody sets it: AWS does, or nobody. */
  | { readonly kind: 'unset' };

export interface ResourceValues {
  readonly read: (attribute: string, wanted?: WantedValue) => AttributeReading;
  /** Whether the configuration sets it. */
  readonly isWritten: (attribute: string) => boolean;
}

export interface ReaderInput {
  readonly ground: Ground;
  readonly address: string;
  readonly type: string;
  /** Undefined where the resource is new. */
  readonly before: ResourceValues | undefined;
  /** Undefined where it goes. */
  readonly after: ResourceValues | undefined;
  readonly region: string | undefined;
  readonly formerRegion: string | undefined;
}

export interface ReadResource {
  readonly what: string;
  readonly changes: readonly ProposedChange[];
}

export type Reader = (input: ReaderInput) => ReadResource;

/** By type. */
export const RESOURCES: Readonly<Record<string, Reader | null>> = {
  aws_ecr_repository: repository,
  aws_ecr_repository_policy: repositoryPolicy,
  aws_ecr_registry_policy: registryPolicy,
  aws_ecr_account_setting: accountSetting,
  aws_ecr_replication_configuration: replication,
  aws_ecr_repository_creation_template: listedSetting('creationTemplates', 'prefix', creationTemplate),
  aws_ecr_pull_through_cache_rule: listedSetting('pullThroughCacheRules', 'ecr_repository_prefix', cacheRule),
  aws_ecr_lifecycle_policy: null,
  aws_ecr_registry_scanning_configuration: null,
  aws_iam_role: principal('role'),
  aws_iam_user: principal('user'),
  aws_iam_group: group,
  aws_iam_policy: managedPolicy,
  aws_iam_role_policy: inlinePolicy('role'),
  aws_iam_user_policy: inlinePolicy('user'),
  aws_iam_group_policy: inlinePolicy('group'),
  aws_iam_role_policy_attachment: attachment('role'),
  aws_iam_user_policy_attachment: attachment('user'),
  aws_iam_group_policy_attachment: attachment('group'),
  aws_iam_policy_attachment: attachedOnlyTo,
  aws_iam_role_policies_exclusive: onlyInline('role'),
  aws_iam_user_policies_exclusive: onlyInline('user'),
  aws_iam_group_policies_exclusive: onlyInline('group'),
  aws_iam_role_policy_attachments_exclusive: onlyAttachments('role'),
  aws_iam_user_policy_attachments_exclusive: onlyAttachments('user'),
  aws_iam_group_policy_attachments_exclusive: onlyAttachments('group'),
  aws_iam_group_membership: groupMembership,
  aws_iam_user_group_membership: userGroups,
  // Neither keys nor providers of identities nor settings of the account say what anybody may do.
  aws_iam_access_key: null,
  aws_iam_account_alias: null,
  aws_iam_account_password_policy: null,
  aws_iam_instance_profile: null,
  aws_iam_openid_connect_provider: null,
  aws_iam_saml_provider: null,
  aws_iam_security_token_service_preferences: null,
  aws_iam_server_certificate: null,
  aws_iam_service_specific_credential: null,
  aws_iam_signing_certificate: null,
  aws_iam_user_login_profile: null,
  aws_iam_user_ssh_key: null,
  aws_iam_virtual_mfa_device: null,
};

/** Types whose effect on access is not modelled; what they change is unknown. */
const BEARING =
  /^(?:aws_(?:ecr_|iam_|cloudformation_|ssoadmin_|organizations_(?:policy|account|organization))|awscc_(?:ecr|iam|sso|organizations)_)/;

/** A reader for a type that bears on access and is not in the table; undefined for all others. */
export function unmodelled(type: string): Reader | undefined {
  if (!BEARING.test(type) || type in RESOURCES) return undefined;
  return ({ type: of }) => ({ what: of, changes: [unread({ kind: 'everything' }, 'type', `what ${of} does to access is not modelled`)] });
}

function unread(place: UnreadPlace, attribute: string, why: string): ProposedChange {
  return { kind: 'unread', place, attribute, why };
}

type TextReading = { readonly text: string } | { readonly attribute: string; readonly why: string };

function textIn(values: ResourceValues, attribute: string, wanted: WantedValue = 'name'): TextReading {
  const read = values.read(attribute, wanted);
  if (read.kind === 'known' && typeof read.value === 'string' && read.value !== '') return { text: read.value };
  return { attribute, why: read.kind === 'unknown' ? read.why : 'it is known only after apply' };
}

/** The name of a thing that may be given as an ARN or by its name. */
function nameIn(values: ResourceValues, attribute: string): TextReading {
  const read = textIn(values, attribute);
  return 'text' in read && read.text.startsWith('arn:') ? { text: read.text.slice(read.text.lastIndexOf('/') + 1) } : read;
}

function listIn(
  values: ResourceValues,
  attribute: string,
  wanted: WantedValue = 'name',
): readonly string[] | { readonly attribute: string; readonly why: string } {
  const read = values.read(attribute, wanted);
  if (read.kind === 'unknown') return { attribute, why: read.why };
  const list: unknown = read.kind === 'known' ? (read.value ?? []) : [];
  return (Array.isArray(list) ? list : [list]).filter((each) => typeof each === 'string');
}

function isList(read: ReturnType<typeof listIn>): read is readonly string[] {
  return Array.isArray(read);
}

function pathIn(values: ResourceValues): string {
  const read = textIn(values, 'path');
  return 'text' in read ? read.text : '/';
}

/** `tags_all` has the provider's default tags; of a new resource it may be unknown, and then its own are what there is. */
function tagsIn(values: ResourceValues): Tags | undefined {
  for (const attribute of ['tags_all', 'tags']) {
    const read = values.read(attribute);
    if (read.kind !== 'known' || read.value === null || typeof read.value !== 'object') continue;
    const entries = Object.entries(read.value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return Object.fromEntries(entries);
  }
  return undefined;
}

function withTags(
  values: ResourceValues,
  place: UnreadPlace,
): { readonly tags: Tags | undefined; readonly open: readonly ProposedChange[] } {
  const own = values.read('tags');
  return own.kind === 'unknown' ? { tags: undefined, open: [unread(place, 'tags', own.why)] } : { tags: tagsIn(values), open: [] };
}

function noRegion(what: string): ReadResource {
  const why = 'nothing says which region it is in: add --region';
  return { what, changes: [unread({ kind: 'repositories', region: null }, 'region', why)] };
}

function repository({ before, after, region, formerRegion }: ReaderInput): ReadResource {
  const [old, fresh] = [before && textIn(before, 'name'), after && textIn(after, 'name')];
  const gone: readonly ProposedChange[] =
    old && 'text' in old && formerRegion !== undefined && !(fresh && 'text' in fresh && fresh.text === old.text && region === formerRegion)
      ? [{ kind: 'noRepository', region: formerRegion, name: old.text }]
      : [];
  if (!after || !fresh) return { what: `repository ${old && 'text' in old ? old.text : ''}`, changes: gone };
  if (region === undefined) return noRegion('repository');
  if (!('text' in fresh))
    return { what: 'repository', changes: [...gone, unread({ kind: 'repositories', region }, fresh.attribute, fresh.why)] };
  const { tags, open } = withTags(after, { kind: 'repositoryTags', region, repository: fresh.text });
  return {
    what: `repository ${fresh.text} in ${region}`,
    changes: [...gone, { kind: 'repository', region, name: fresh.text, tags }, ...open],
  };
}

function repositoryPolicy({ before, after, region, formerRegion }: ReaderInput): ReadResource {
  const [old, fresh] = [before && textIn(before, 'repository'), after && textIn(after, 'repository')];
  const gone: readonly ProposedChange[] =
    old && 'text' in old && formerRegion !== undefined
      ? [{ kind: 'repositoryPolicy', region: formerRegion, repository: old.text, document: null }]
      : [];
  if (!after || !fresh) return { what: `repository policy of ${old && 'text' in old ? old.text : 'a repository'}`, changes: gone };
  if (region === undefined) return noRegion('repository policy');
  if (!('text' in fresh))
    return { what: 'repository policy', changes: [...gone, unread({ kind: 'repositories', region }, fresh.attribute, fresh.why)] };
  const what = `repository policy of ${fresh.text} in ${region}`;
  const isSame = old && 'text' in old && old.text === fresh.text && region === formerRegion;
  const policy = textIn(after, 'policy', 'json');
  if ('text' in policy)
    return {
      what,
      changes: [...(isSame ? [] : gone), { kind: 'repositoryPolicy', region, repository: fresh.text, document: policy.text }],
    };
  return {
    what,
    changes: [...(isSame ? [] : gone), unread({ kind: 'repositoryPolicy', region, repository: fresh.text }, policy.attribute, policy.why)],
  };
}

function registryPolicy({ after, region }: ReaderInput): ReadResource {
  if (region === undefined) return noRegion('registry policy');
  const what = `registry policy of ${region}`;
  if (!after) return { what, changes: [{ kind: 'registryPolicy', region, document: null }] };
  const policy = textIn(after, 'policy', 'json');
  if ('text' in policy) return { what, changes: [{ kind: 'registryPolicy', region, document: policy.text }] };
  return { what, changes: [unread({ kind: 'registryPolicy', region }, policy.attribute, policy.why)] };
}

function accountSetting({ after, region }: ReaderInput): ReadResource {
  if (region === undefined) return noRegion('setting of the registry');
  // The setting stays as it is where Terraform lets go of it.
  if (!after) return { what: `setting of the registry of ${region}`, changes: [] };
  const [name, value] = [textIn(after, 'name'), textIn(after, 'value')];
  if (!('text' in name) || !('text' in value))
    return {
      what: 'setting of the registry',
      changes: [unread({ kind: 'registrySetting', region, of: 'policyScope' }, 'value', 'it is known only after apply')],
    };
  if (name.text !== 'REGISTRY_POLICY_SCOPE') return { what: `setting ${name.text} of ${region}`, changes: [] };
  return {
    what: `registry policy scope of ${region}`,
    changes: [{ kind: 'registrySetting', region, of: 'policyScope', answer: { name: name.text, value: value.text } }],
  };
}

function replication({ after, region }: ReaderInput): ReadResource {
  if (region === undefined) return noRegion('replication');
  const what = `replication of ${region}`;
  if (!after)
    return { what, changes: [{ kind: 'registrySetting', region, of: 'replication', answer: { replicationConfiguration: { rules: [] } } }] };
  const read = after.read('replication_configuration');
  const [configuration] = read.kind === 'known' ? objectsIn(read.value) : [];
  if (!configuration)
    return {
      what,
      changes: [
        unread({ kind: 'registrySetting', region, of: 'replication' }, 'replication_configuration', 'it is known only after apply'),
      ],
    };
  const rules = objectsIn(configuration['rule']).map((rule) => ({
    destinations: objectsIn(rule['destination']).map((each) => ({ region: each['region'], registryId: each['registry_id'] })),
    repositoryFilters: objectsIn(rule['repository_filter']).map((each) => ({ filter: each['filter'], filterType: each['filter_type'] })),
  }));
  if (rules.some(({ destinations }) => destinations.some((each) => typeof each.registryId !== 'string' || typeof each.region !== 'string')))
    return {
      what,
      changes: [unread({ kind: 'registrySetting', region, of: 'replication' }, 'destination', 'it is known only after apply')],
    };
  return { what, changes: [{ kind: 'registrySetting', region, of: 'replication', answer: { replicationConfiguration: { rules } } }] };
}

function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return (Array.isArray(value) ? value : []).filter((each) => typeof each === 'object' && each !== null);
}

type AnswerOf = (values: ResourceValues, prefix: string) => object | { readonly attribute: string; readonly why: string };

/** An entry of a list of the registry, which goes by its prefix. */
function listedSetting(of: 'creationTemplates' | 'pullThroughCacheRules', key: string, answerOf: AnswerOf): Reader {
  return ({ before, after, region, formerRegion }) => {
    const words = of === 'creationTemplates' ? 'creation template' : 'pull-through cache rule';
    if (region === undefined) return noRegion(words);
    const entry = (at: string, prefix: string, value: object | null): ProposedChange =>
      of === 'creationTemplates'
        ? { kind: 'creationTemplate', region: at, prefix, answer: value }
        : { kind: 'cacheRule', region: at, prefix, answer: value };
    const [old, fresh] = [before && textIn(before, key), after && textIn(after, key)];
    const gone = old && 'text' in old && formerRegion !== undefined ? [entry(formerRegion, old.text, null)] : [];
    if (!after || !fresh) return { what: `${words} in ${region}`, changes: gone };
    if (!('text' in fresh))
      return { what: words, changes: [...gone, unread({ kind: 'registrySetting', region, of }, fresh.attribute, fresh.why)] };
    const what = `${words} ${fresh.text} in ${region}`;
    const answer = answerOf(after, fresh.text);
    if ('why' in answer && 'attribute' in answer)
      return { what, changes: [...gone, unread({ kind: 'registrySetting', region, of }, String(answer.attribute), String(answer.why))] };
    return { what, changes: [...gone, entry(region, fresh.text, answer)] };
  };
}

function creationTemplate(values: ResourceValues, prefix: string): ReturnType<AnswerOf> {
  const policy = values.read('repository_policy', 'json');
  if (policy.kind === 'unknown') return { attribute: 'repository_policy', why: policy.why };
  const [tags, applied] = [values.read('resource_tags'), listIn(values, 'applied_for')];
  if (tags.kind === 'unknown') return { attribute: 'resource_tags', why: tags.why };
  const role = textIn(values, 'custom_role_arn', 'arn');
  const entries = tags.kind === 'known' && typeof tags.value === 'object' && tags.value !== null ? Object.entries(tags.value) : [];
  return {
    prefix,
    appliedFor: isList(applied) ? [...applied] : [],
    ...(policy.kind === 'known' && typeof policy.value === 'string' ? { repositoryPolicy: policy.value } : {}),
    resourceTags: entries.map(([Key, Value]) => ({ Key, Value: String(Value) })),
    ...('text' in role ? { customRoleArn: role.text } : {}),
  };
}

function cacheRule(values: ResourceValues, prefix: string): ReturnType<AnswerOf> {
  const url = textIn(values, 'upstream_registry_url');
  if (!('text' in url)) return url;
  const optional = (attribute: string): string | undefined => {
    const read = textIn(values, attribute, 'arn');
    return 'text' in read ? read.text : undefined;
  };
  const [credentialArn, customRoleArn] = [optional('credential_arn'), optional('custom_role_arn')];
  return {
    ecrRepositoryPrefix: prefix,
    upstreamRegistryUrl: url.text,
    ...(credentialArn === undefined ? {} : { credentialArn }),
    ...(customRoleArn === undefined ? {} : { customRoleArn }),
  };
}

function principal(kind: 'user' | 'role'): Reader {
  return ({ before, after, address }) => {
    const [old, fresh] = [before && textIn(before, 'name'), after && textIn(after, 'name')];
    const [oldPath, path] = [before ? pathIn(before) : '/', after ? pathIn(after) : '/'];
    const oldName = old && 'text' in old ? old.text : undefined;
    if (!after || !fresh)
      return {
        what: `${kind} ${oldName ?? ''}`,
        changes: oldName === undefined ? [] : [{ kind: 'noPrincipal', principal: { kind, name: oldName } }],
      };
    // A name that AWS makes up is that of somebody new: the address stands for it.
    const name = 'text' in fresh ? fresh.text : address;
    const isSame = oldName === name && oldPath === path;
    const gone: readonly ProposedChange[] =
      oldName === undefined || isSame ? [] : [{ kind: 'noPrincipal', principal: { kind, name: oldName } }];
    const of: PrincipalName = { kind, name };
    const trust = kind === 'role' ? textIn(after, 'assume_role_policy', 'json') : undefined;
    const { tags, open } = withTags(after, { kind: 'owner', owner: of, limits: true });
    const made: ProposedChange = { kind: 'principal', principal: of, path, trust: trust && 'text' in trust ? trust.text : undefined, tags };
    return {
      what: `${kind} ${name}`,
      changes: [
        ...gone,
        made,
        ...open,
        ...(trust && !('text' in trust) ? [unread({ kind: 'trust', role: name }, trust.attribute, trust.why)] : []),
        ...boundaryOf(of, isSame ? before : undefined, after),
        ...(kind === 'role' ? ownPolicies(of, after) : []),
      ],
    };
  };
}

function boundaryOf(owner: PrincipalName, before: ResourceValues | undefined, after: ResourceValues): readonly ProposedChange[] {
  const read = after.read('permissions_boundary', 'arn');
  if (read.kind === 'unknown') return [unread({ kind: 'owner', owner, limits: true }, 'permissions_boundary', read.why)];
  const arn = read.kind === 'known' && typeof read.value === 'string' && read.value !== '' ? read.value : null;
  const had = before?.read('permissions_boundary');
  const old = had?.kind === 'known' && typeof had.value === 'string' && had.value !== '' ? had.value : null;
  return arn === old ? [] : [{ kind: 'boundary', owner, arn }];
}

/** `inline_policy` and `managed_policy_arns` are exclusive where they are written, and what AWS holds where they are not. */
function ownPolicies(owner: PolicyOwner, after: ResourceValues): readonly ProposedChange[] {
  const changes: ProposedChange[] = [];
  if (after.isWritten('managed_policy_arns')) {
    const arns = listIn(after, 'managed_policy_arns', 'arn');
    changes.push(
      isList(arns) ? { kind: 'onlyAttachments', owner, arns } : unread({ kind: 'owner', owner, limits: false }, arns.attribute, arns.why),
    );
  }
  if (after.isWritten('inline_policy')) {
    const read = after.read('inline_policy', 'json');
    const blocks = read.kind === 'known' ? objectsIn(read.value) : [];
    if (read.kind === 'unknown' || blocks.some(({ name, policy }) => typeof name !== 'string' || typeof policy !== 'string'))
      changes.push(
        unread(
          { kind: 'owner', owner, limits: false },
          'inline_policy',
          read.kind === 'unknown' ? read.why : 'it is known only after apply',
        ),
      );
    else {
      changes.push({ kind: 'onlyInlinePolicies', owner, names: blocks.map(({ name }) => String(name)) });
      for (const { name, policy } of blocks) changes.push({ kind: 'inlinePolicy', owner, name: String(name), document: String(policy) });
    }
  }
  return changes;
}

function group({ before, after }: ReaderInput): ReadResource {
  const [old, fresh] = [before && textIn(before, 'name'), after && textIn(after, 'name')];
  const oldName = old && 'text' in old ? old.text : undefined;
  const gone: readonly ProposedChange[] = oldName === undefined ? [] : [{ kind: 'noGroup', name: oldName }];
  if (!after || !fresh) return { what: `group ${oldName ?? ''}`, changes: gone };
  if (!('text' in fresh)) return { what: 'group', changes: [unread({ kind: 'principals' }, fresh.attribute, fresh.why)] };
  return {
    what: `group ${fresh.text}`,
    changes: [...(oldName === fresh.text ? [] : gone), { kind: 'group', name: fresh.text, path: pathIn(after) }],
  };
}

function managedPolicy({ before, after, ground, address }: ReaderInput): ReadResource {
  const arnOf = (values: ResourceValues): string => {
    const [arn, name] = [textIn(values, 'arn', 'arn'), textIn(values, 'name')];
    if ('text' in arn) return arn.text;
    return `arn:${ground.partition}:iam::${ground.account}:policy${pathIn(values)}${'text' in name ? name.text : address}`;
  };
  const old = before && arnOf(before);
  if (!after)
    return { what: `managed policy ${old}`, changes: old === undefined ? [] : [{ kind: 'managedPolicy', arn: old, document: null }] };
  const arn = arnOf(after);
  const gone: readonly ProposedChange[] = old === undefined || old === arn ? [] : [{ kind: 'managedPolicy', arn: old, document: null }];
  const policy = textIn(after, 'policy', 'json');
  const what = `managed policy ${arn}`;
  if ('text' in policy) return { what, changes: [...gone, { kind: 'managedPolicy', arn, document: policy.text }] };
  return { what, changes: [...gone, unread({ kind: 'managedPolicy', arn }, policy.attribute, policy.why)] };
}

function inlinePolicy(kind: PolicyOwner['kind']): Reader {
  return ({ before, after, address }) => {
    const [old, oldOwner] = [before && textIn(before, 'name'), before && nameIn(before, kind)];
    const gone: readonly ProposedChange[] =
      old && oldOwner && 'text' in old && 'text' in oldOwner
        ? [{ kind: 'inlinePolicy', owner: { kind, name: oldOwner.text }, name: old.text, document: null }]
        : [];
    if (!after) return { what: `inline policy of ${kind} ${oldOwner && 'text' in oldOwner ? oldOwner.text : ''}`, changes: gone };
    const owner = nameIn(after, kind);
    if (!('text' in owner))
      return { what: `inline policy of a ${kind}`, changes: [...gone, unread({ kind: 'principals' }, owner.attribute, owner.why)] };
    const [named, policy] = [textIn(after, 'name'), textIn(after, 'policy', 'json')];
    const name = 'text' in named ? named.text : address;
    const of: PolicyOwner = { kind, name: owner.text };
    const what = `inline policy ${name} of ${kind} ${owner.text}`;
    if ('text' in policy) return { what, changes: [...gone, { kind: 'inlinePolicy', owner: of, name, document: policy.text }] };
    return { what, changes: [...gone, unread({ kind: 'owner', owner: of, limits: false }, policy.attribute, policy.why)] };
  };
}

function attachment(kind: PolicyOwner['kind']): Reader {
  return ({ before, after }) => {
    const changes: ProposedChange[] = [];
    let what = `attachment to a ${kind}`;
    for (const [values, attached] of [
      [before, false],
      [after, true],
    ] as const) {
      if (!values) continue;
      const [owner, arn] = [nameIn(values, kind), textIn(values, 'policy_arn', 'arn')];
      if (!('text' in owner)) changes.push(unread({ kind: 'principals' }, owner.attribute, owner.why));
      else if (!('text' in arn))
        changes.push(unread({ kind: 'owner', owner: { kind, name: owner.text }, limits: false }, arn.attribute, arn.why));
      else {
        what = `attachment of ${arn.text} to ${kind} ${owner.text}`;
        changes.push({ kind: 'attachment', owner: { kind, name: owner.text }, arn: arn.text, attached });
      }
    }
    return { what, changes };
  };
}

const HOLDERS = { users: 'user', roles: 'role', groups: 'group' } as const;

/** `aws_iam_policy_attachment`: whoever else has the policy loses it. */
function attachedOnlyTo({ before, after }: ReaderInput): ReadResource {
  const values = after ?? before;
  const arn = values && textIn(values, 'policy_arn', 'arn');
  if (!values || !arn || !('text' in arn))
    return { what: 'exclusive attachment', changes: [unread({ kind: 'principals' }, 'policy_arn', arn && 'why' in arn ? arn.why : '')] };
  const owners: PolicyOwner[] = [];
  const what = `exclusive attachment of ${arn.text}`;
  for (const [attribute, kind] of Object.entries(HOLDERS)) {
    const names = listIn(values, attribute);
    if (!isList(names)) return { what, changes: [unread({ kind: 'principals' }, names.attribute, names.why)] };
    owners.push(...names.map((name) => ({ kind, name })));
  }
  // A new one adds those that it lists. Who else has the policy loses it by the plan after that, which has seen them.
  if (after && before) return { what, changes: [{ kind: 'attachedOnlyTo', arn: arn.text, owners }] };
  return { what, changes: owners.map((owner) => ({ kind: 'attachment', owner, arn: arn.text, attached: after !== undefined })) };
}

/** Where Terraform lets go of one of these, everything stays as it is. */
function onlyInline(kind: PolicyOwner['kind']): Reader {
  return ({ after }) => {
    if (!after) return { what: `exclusive inline policies of a ${kind}`, changes: [] };
    const [owner, names] = [nameIn(after, `${kind}_name`), listIn(after, 'policy_names')];
    if (!('text' in owner))
      return { what: 'exclusive inline policies', changes: [unread({ kind: 'principals' }, owner.attribute, owner.why)] };
    const of: PolicyOwner = { kind, name: owner.text };
    const what = `exclusive inline policies of ${kind} ${owner.text}`;
    if (!isList(names)) return { what, changes: [unread({ kind: 'owner', owner: of, limits: false }, names.attribute, names.why)] };
    return { what, changes: [{ kind: 'onlyInlinePolicies', owner: of, names }] };
  };
}

function onlyAttachments(kind: PolicyOwner['kind']): Reader {
  return ({ after }) => {
    if (!after) return { what: `exclusive attachments of a ${kind}`, changes: [] };
    const [owner, arns] = [nameIn(after, `${kind}_name`), listIn(after, 'policy_arns', 'arn')];
    if (!('text' in owner)) return { what: 'exclusive attachments', changes: [unread({ kind: 'principals' }, owner.attribute, owner.why)] };
    const of: PolicyOwner = { kind, name: owner.text };
    const what = `exclusive attachments of ${kind} ${owner.text}`;
    if (!isList(arns)) return { what, changes: [unread({ kind: 'owner', owner: of, limits: false }, arns.attribute, arns.why)] };
    return { what, changes: [{ kind: 'onlyAttachments', owner: of, arns }] };
  };
}

function groupMembership({ before, after }: ReaderInput): ReadResource {
  const values = after ?? before;
  const name = values && nameIn(values, 'group');
  const users = values && listIn(values, 'users');
  if (!values || !name || !users || !('text' in name))
    return { what: 'members of a group', changes: [unread({ kind: 'principals' }, 'group', 'it is known only after apply')] };
  const what = `members of group ${name.text}`;
  if (!isList(users)) return { what, changes: [unread({ kind: 'principals' }, users.attribute, users.why)] };
  // Terraform adds and removes those that it has listed, and knows no others.
  const had = before ? listIn(before, 'users') : [];
  const gone = (isList(had) ? had : []).filter((user) => !after || !users.includes(user));
  return {
    what,
    changes: [
      ...gone.map((user): ProposedChange => ({ kind: 'membership', user, group: name.text, member: false })),
      ...(after ? users.map((user): ProposedChange => ({ kind: 'membership', user, group: name.text, member: true })) : []),
    ],
  };
}

function userGroups({ before, after }: ReaderInput): ReadResource {
  const values = after ?? before;
  const user = values && nameIn(values, 'user');
  const groups = values && listIn(values, 'groups');
  if (!values || !user || !groups || !('text' in user))
    return { what: 'groups of a user', changes: [unread({ kind: 'principals' }, 'user', 'it is known only after apply')] };
  const what = `groups of user ${user.text}`;
  if (!isList(groups))
    return {
      what,
      changes: [unread({ kind: 'owner', owner: { kind: 'user', name: user.text }, limits: false }, groups.attribute, groups.why)],
    };
  const had = before ? listIn(before, 'groups') : [];
  const gone = (isList(had) ? had : []).filter((each) => !after || !groups.includes(each));
  return {
    what,
    changes: [
      ...gone.map((each): ProposedChange => ({ kind: 'membership', user: user.text, group: each, member: false })),
      ...(after ? groups.map((each): ProposedChange => ({ kind: 'membership', user: user.text, group: each, member: true })) : []),
    ],
  };
}
