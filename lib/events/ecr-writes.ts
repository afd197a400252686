// The writes of ECR: one row for each action of the table of actions that is none to look or to list (F26).
import type { ACTIONS } from '../ecr/actions.ts';
import { accountId, arnFields } from '../model/ids.ts';
import type { Touched } from './touched.ts';
import { type TouchedReading, type Write, type WriteCall, write } from './write.ts';

type Row = (typeof ACTIONS)[number];
/** A new action of the table that writes does not compile until it has a row here. */
export type EcrWriteName = Exclude<Row, { readonly accessLevel: 'List' | 'Read' }>['name'];

type RepositoryPart = Extract<Touched, { kind: 'repository' }>['part'];
type RegistryPart = Extract<Touched, { kind: 'registry' }>['part'];

const template = write({ kind: 'template' }, ['prefix'], ({ region }, prefix) => [{ kind: 'template', region, prefix }]);

export const ECR_WRITES = {
  BatchDeleteImage: 'nothing',
  CompleteLayerUpload: 'nothing',
  CreatePullThroughCacheRule: registry('pullThroughCacheRules'),
  CreateRepository: repository('existence'),
  CreateRepositoryCreationTemplate: template,
  DeleteLifecyclePolicy: 'nothing',
  DeletePullThroughCacheRule: registry('pullThroughCacheRules'),
  DeleteRegistryPolicy: registry('policy'),
  DeleteRepository: repository('existence'),
  DeleteRepositoryCreationTemplate: template,
  DeleteRepositoryPolicy: repository('policy'),
  DeleteSigningConfiguration: 'nothing',
  DeregisterPullTimeUpdateExclusion: 'nothing',
  BatchImportUpstreamImage: 'nothing',
  InitiateLayerUpload: 'nothing',
  PutAccountSetting: accountSetting(),
  PutImage: 'nothing',
  PutImageScanningConfiguration: 'nothing',
  PutImageTagMutability: 'nothing',
  PutLifecyclePolicy: 'nothing',
  PutRegistryPolicy: registry('policy'),
  PutRegistryScanningConfiguration: 'nothing',
  PutReplicationConfiguration: registry('replication'),
  PutSigningConfiguration: 'nothing',
  RegisterPullTimeUpdateExclusion: 'nothing',
  ReplicateImage: 'nothing',
  SetRepositoryPolicy: repository('policy'),
  StartImageScan: 'nothing',
  StartLifecyclePolicyPreview: 'nothing',
  TagResource: tags(),
  UntagResource: tags(),
  UpdateImageStorageClass: 'nothing',
  UpdatePullThroughCacheRule: registry('pullThroughCacheRules'),
  UpdateRepositoryCreationTemplate: template,
  UploadLayerPart: 'nothing',
} as const satisfies Readonly<Record<EcrWriteName, Write | 'nothing'>>;

function repository(part: RepositoryPart): Write {
  return write({ kind: 'repository', part }, ['repositoryName'], (call, name) =>
    inRegistry(call, { kind: 'repository', region: call.region, repository: name, part }),
  );
}

function registry(part: RegistryPart): Write {
  return write({ kind: 'registry', part }, [], (call) => inRegistry(call, { kind: 'registry', region: call.region, part }));
}

/** Of the settings of a registry, how far its policy reaches bears on verdicts (E3). */
function accountSetting(): Write {
  return write({ kind: 'registry', part: 'policyScope' }, ['name'], ({ region }, name) =>
    name === 'REGISTRY_POLICY_SCOPE' ? [{ kind: 'registry', region, part: 'policyScope' }] : [],
  );
}

function tags(): Write {
  return write({ kind: 'repository', part: 'tags' }, ['resourceArn'], ({ account, partition, region }, arn) => {
    const fields = arnFields(arn);
    const isOfCall = fields?.service === 'ecr' && fields.partition === partition && fields.region === region;
    const name = isOfCall && fields.resource.startsWith(PREFIX) ? fields.resource.slice(PREFIX.length) : '';
    if (name === '') return 'forged';
    return fields?.account === account ? [{ kind: 'repository', region, repository: name, part: 'tags' }] : 'otherAccount';
  });
}

const PREFIX = 'repository/';

/** A call may name the registry, which is another account's where somebody of this one called it. */
function inRegistry({ account, parameters }: WriteCall, touched: Touched): TouchedReading {
  const named = parameters['registryId'];
  if (named === undefined || named === null || named === account) return [touched];
  return typeof named === 'string' && accountId(named) !== undefined ? 'otherAccount' : 'malformed';
}
