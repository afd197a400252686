// What resources of ECR change: repositories, their policies, and settings of registries.
import type { ProposedChange } from '../change.ts';
import {
  isList,
  listIn,
  noRegion,
  objectsIn,
  type Reader,
  type ReaderInput,
  type ReadResource,
  type ResourceValues,
  textIn,
  unread,
  withTags,
} from './resource-values.ts';

/** `aws_ecr_repository`. */
export function repository({ before, after, isReplaced, region, formerRegion }: ReaderInput): ReadResource {
  const [old, fresh] = [before && textIn(before, 'name'), after && textIn(after, 'name')];
  const gone: readonly ProposedChange[] =
    old &&
    'text' in old &&
    formerRegion !== undefined &&
    (isReplaced || !(fresh && 'text' in fresh && fresh.text === old.text && region === formerRegion))
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

/** `aws_ecr_repository_policy`. */
export function repositoryPolicy({ before, after, region, formerRegion }: ReaderInput): ReadResource {
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

/** `aws_ecr_registry_policy`. */
export function registryPolicy({ after, region }: ReaderInput): ReadResource {
  if (region === undefined) return noRegion('registry policy');
  const what = `registry policy of ${region}`;
  if (!after) return { what, changes: [{ kind: 'registryPolicy', region, document: null }] };
  const policy = textIn(after, 'policy', 'json');
  if ('text' in policy) return { what, changes: [{ kind: 'registryPolicy', region, document: policy.text }] };
  return { what, changes: [unread({ kind: 'registryPolicy', region }, policy.attribute, policy.why)] };
}

/** `aws_ecr_account_setting`. */
export function accountSetting({ after, region }: ReaderInput): ReadResource {
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

/** `aws_ecr_replication_configuration`. */
export function replication({ after, region }: ReaderInput): ReadResource {
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

type AnswerOf = (values: ResourceValues, prefix: string) => object | { readonly attribute: string; readonly why: string };

/** An entry of a list of the registry, which goes by its prefix. */
export function listedSetting(of: 'creationTemplates' | 'pullThroughCacheRules', key: string, answerOf: AnswerOf): Reader {
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

/** `aws_ecr_repository_creation_template`, as AWS would answer it. */
export function creationTemplate(values: ResourceValues, prefix: string): ReturnType<AnswerOf> {
  const policy = values.read('repository_policy', 'json');
  if (policy.kind === 'unknown') return { attribute: 'repository_policy', why: policy.why };
  const [tags, applied] = [values.read('resource_tags'), listIn(values, 'applied_for')];
  if (tags.kind === 'unknown') return { attribute: 'resource_tags', why: tags.why };
  if (!isList(applied)) return applied;
  const role = textIn(values, 'custom_role_arn', 'arn');
  const entries = tags.kind === 'known' && typeof tags.value === 'object' && tags.value !== null ? Object.entries(tags.value) : [];
  return {
    prefix,
    appliedFor: [...applied],
    ...(policy.kind === 'known' && typeof policy.value === 'string' ? { repositoryPolicy: policy.value } : {}),
    resourceTags: entries.map(([Key, Value]) => ({ Key, Value: String(Value) })),
    ...('text' in role ? { customRoleArn: role.text } : {}),
  };
}

/** `aws_ecr_pull_through_cache_rule`, as AWS would answer it. */
export function cacheRule(values: ResourceValues, prefix: string): ReturnType<AnswerOf> {
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
