import { onTestFinished } from 'vitest';
import { openBucket } from '../../lib/aws/deployment/bucket.ts';
import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import { deployment } from '../functions/support/deployment.ts';
import { holdsToContract } from './finding-store.ts';

holdsToContract('a bucket', async () => {
  const { objects } = await deployment();
  const bucket = openBucket('deployed');
  onTestFinished(bucket.close);
  return {
    open: () => findingStore(stateObjects(bucket)),
    plant: async (account, content) => objects.plant(`state/${account}.json`, content),
    look: async (account) => objects.text(`state/${account}.json`),
  };
});
