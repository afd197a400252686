// The service that knows tags of many resources at once.
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Service } from './clients.ts';

export const TAGGING: Service<ResourceGroupsTaggingAPIClient> = {
  name: 'tag',
  open: (config) => new ResourceGroupsTaggingAPIClient(config),
};
