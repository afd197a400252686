// The only place that says what "pull" is (D7-D12, docs/formats.md#capabilities).
import { CAPABILITIES, type Capability } from '../model/access.ts';
import type { ActionMask } from '../policy/logic/mask.ts';
import { emptyMask, maskOf, union } from '../policy/logic/mask.ts';
import { actionBit, type RepositoryAction } from './actions.ts';

export interface CapabilityRule {
  /** Whether a principal of the account also needs GetAuthorizationToken by an identity policy (D7). */
  readonly login: boolean;
  readonly needs: 'all' | 'any';
  readonly of: readonly RepositoryAction[];
}

export const CAPABILITY_RULES = {
  list: { login: false, needs: 'all', of: ['DescribeImages', 'ListImages'] },
  // D8: BatchCheckLayerAvailability is optional.
  pull: { login: true, needs: 'all', of: ['BatchGetImage', 'GetDownloadUrlForLayer'] },
  // D9: BatchGetImage is optional.
  push: {
    login: true,
    needs: 'all',
    of: ['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'],
  },
  retag: { login: false, needs: 'all', of: ['BatchGetImage', 'PutImage'] },
  // D11
  delete: { login: false, needs: 'any', of: ['BatchDeleteImage', 'DeleteRepository'] },
  configure: {
    login: false,
    needs: 'any',
    of: [
      'PutLifecyclePolicy',
      'DeleteLifecyclePolicy',
      'PutImageTagMutability',
      'PutImageScanningConfiguration',
      'TagResource',
      'UntagResource',
      'UpdateImageStorageClass',
    ],
  },
  // D12
  admin: { login: false, needs: 'any', of: ['SetRepositoryPolicy', 'DeleteRepositoryPolicy'] },
  // D10
  replicate: { login: false, needs: 'any', of: ['ReplicateImage', 'BatchImportUpstreamImage'] },
} as const satisfies Record<Capability, CapabilityRule>;

/** The actions of each capability, without the token. */
export const CAPABILITY_ACTIONS: Readonly<Record<Capability, ActionMask>> = {
  list: actionsOf('list'),
  pull: actionsOf('pull'),
  push: actionsOf('push'),
  retag: actionsOf('retag'),
  delete: actionsOf('delete'),
  configure: actionsOf('configure'),
  admin: actionsOf('admin'),
  replicate: actionsOf('replicate'),
};

/** Every action that belongs to some capability. */
export const ALL_CAPABILITY_ACTIONS: ActionMask = CAPABILITIES.reduce((all, name) => union(all, CAPABILITY_ACTIONS[name]), emptyMask());

function actionsOf(capability: Capability): ActionMask {
  return maskOf(CAPABILITY_RULES[capability].of.flatMap((name) => actionBit(`ecr:${name}`) ?? []));
}
