// Resources of ECR: repositories with policy and tags, and the settings of the registry.
import type { Tags } from '../../model/snapshot.ts';
import { isThere, type ProposedChange, type UnreadPlace } from '../change.ts';
import {
  documentChanges,
  type MadeByResource,
  nameOr,
  propertyOf,
  type ResourceReading,
  type TypeReader,
  tagEntries,
  tagsAfter,
  unreadAt,
} from './made.ts';
import { firstUnknown, isValueList, isValueMap, listOf, member, scalarText, type TemplateValue, type ValueMap } from './value.ts';

/** Readers by type. */
export const ECR_READERS: ReadonlyMap<string, TypeReader> = new Map<string, TypeReader>([
  ['AWS::ECR::Repository', repository],
  ['AWS::ECR::RegistryPolicy', registryPolicy],
  ['AWS::ECR::ReplicationConfiguration', replication],
  ['AWS::ECR::PullThroughCacheRule', cacheRule],
  ['AWS::ECR::RepositoryCreationTemplate', creationTemplate],
]);

function repository(reading: ResourceReading): MadeByResource {
  const { region } = reading.place;
  const { name, assumed, unknown } = nameOr(reading);
  const before = reading.existing.repository(name);
  const what = `repository ${name} in ${region}`;
  if (unknown) {
    const changes = [unreadAt({ kind: 'repositories', region }, 'RepositoryName', unknown)];
    return { what: `repository in ${region}`, identity: reading.id, exists: undefined, changes, assumed };
  }
  const tags = propertyOf(reading, 'Tags');
  const policy = propertyOf(reading, 'RepositoryPolicyText');
  const place: UnreadPlace = { kind: 'repositoryPolicy', region, repository: name };
  const known: Tags | undefined = before === undefined || before.tags?.status === 'absent' || !before.tags ? {} : presentTags(before.tags);
  const after = known && tagsAfter(reading, tags, known);
  const changes: readonly ProposedChange[] = [
    { kind: 'repository', region, name, tags: after },
    ...(firstUnknown(tags) ? [unreadAt({ kind: 'repositoryTags', region, repository: name }, 'Tags', tags)] : []),
    ...(policy === undefined
      ? []
      : documentChanges(reading, { property: 'RepositoryPolicyText', value: policy, use: 'resource', place }, (document) => [
          { kind: 'repositoryPolicy', region, repository: name, document },
        ])),
  ];
  const exists = isThere(reading.existing.region.repositories) && before !== undefined;
  return { what, identity: name, exists, changes, assumed };
}

function presentTags(part: { readonly status: string; readonly value?: unknown }): Tags | undefined {
  // INVARIANT: the schema of snapshots lets through no other value of present tags.
  return part.status === 'present' ? (part.value as Tags) : undefined;
}

function registryPolicy(reading: ResourceReading): MadeByResource {
  const { region } = reading.place;
  const value = propertyOf(reading, 'PolicyText') ?? null;
  const changes = documentChanges(
    reading,
    { property: 'PolicyText', value, use: 'resource', place: { kind: 'registryPolicy', region } },
    (document) => [{ kind: 'registryPolicy', region, document }],
  );
  const exists = isThere(reading.existing.region.registryPolicy);
  return { what: `registry policy of ${region}`, identity: region, exists, changes, assumed: [] };
}

function replication(reading: ResourceReading): MadeByResource {
  const { region } = reading.place;
  const value = propertyOf(reading, 'ReplicationConfiguration');
  const rules = isValueMap(value) ? listOf(member<TemplateValue>(value, 'Rules')) : [];
  const changes: readonly ProposedChange[] = firstUnknown(value)
    ? [unreadAt({ kind: 'registrySetting', region, of: 'replication' }, 'ReplicationConfiguration', value)]
    : [{ kind: 'registrySetting', region, of: 'replication', answer: { replicationConfiguration: { rules: rules.map(asAnswer) } } }];
  const exists = isThere(reading.existing.region.replication);
  return { what: `replication of ${region}`, identity: region, exists, changes, assumed: [] };
}

function cacheRule(reading: ResourceReading): MadeByResource {
  return listed(
    reading,
    { of: 'pullThroughCacheRules', key: 'EcrRepositoryPrefix', what: 'pull-through cache rule' },
    (prefix, answer) => ({
      kind: 'cacheRule',
      region: reading.place.region,
      prefix,
      answer,
    }),
  );
}

function creationTemplate(reading: ResourceReading): MadeByResource {
  const policy = propertyOf(reading, 'RepositoryPolicy');
  const region = reading.place.region;
  const read = policy === undefined ? undefined : reading.document(policy, 'resource');
  if (read?.kind === 'unread') {
    const place: UnreadPlace = { kind: 'registrySetting', region, of: 'creationTemplates' };
    const changes: readonly ProposedChange[] = [{ kind: 'unread', place, attribute: 'RepositoryPolicy', why: read.why }];
    return { what: `repository creation template in ${region}`, identity: reading.id, exists: undefined, changes, assumed: [] };
  }
  return listed(reading, { of: 'creationTemplates', key: 'Prefix', what: 'repository creation template' }, (prefix, answer) => ({
    kind: 'creationTemplate',
    region,
    prefix,
    answer: {
      ...answer,
      ...(read ? { repositoryPolicy: read.document } : {}),
      resourceTags: tagEntries(propertyOf(reading, 'ResourceTags')).map(([Key, text]) => ({ Key, Value: text })),
    },
  }));
}

interface Listed {
  readonly of: 'pullThroughCacheRules' | 'creationTemplates';
  readonly key: string;
  readonly what: string;
}

/** Of what bears on access; a secret or a key of encryption does not. */
const BEARING: ReadonlySet<string> = new Set([
  ...['EcrRepositoryPrefix', 'UpstreamRegistryUrl', 'UpstreamRegistry', 'UpstreamRepositoryPrefix', 'CustomRoleArn'],
  ...['Prefix', 'AppliedFor', 'RepositoryPolicy', 'ResourceTags'],
]);

function listed(
  reading: ResourceReading,
  { of, key, what }: Listed,
  change: (prefix: string, answer: object) => ProposedChange,
): MadeByResource {
  const { region } = reading.place;
  const properties: ValueMap = Object.fromEntries(Object.entries(reading.properties).filter(([name]) => BEARING.has(name)));
  const unknown = Object.entries(properties).find(([, value]) => firstUnknown(value) !== undefined);
  const prefix = scalarText(member(properties, key));
  if (unknown || prefix === undefined) {
    const [property, value] = unknown ?? [key, undefined];
    const changes = [unreadAt({ kind: 'registrySetting', region, of }, property, value)];
    return { what: `${what} in ${region}`, identity: prefix ?? reading.id, exists: undefined, changes, assumed: [] };
  }
  const exists = isThere(reading.existing.region[of]) && JSON.stringify(reading.existing.region[of]).includes(JSON.stringify(prefix));
  return {
    what: `${what} ${prefix} in ${region}`,
    identity: prefix,
    exists,
    changes: [change(prefix, lowerKeys(properties))],
    assumed: [],
  };
}

/** AWS answers with the keys of templates in small letters at the beginning. */
function asAnswer(value: TemplateValue): unknown {
  if (isValueList(value)) return value.map(asAnswer);
  return isValueMap(value) ? lowerKeys(value) : value;
}

function lowerKeys(map: ValueMap): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).map(([key, each]) => [`${key.charAt(0).toLowerCase()}${key.slice(1)}`, asAnswer(each)]));
}
