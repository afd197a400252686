// The service that knows the regions of an account.
import { AccountClient } from '@aws-sdk/client-account';
import type { Service } from './clients.ts';

export const ACCOUNT: Service<AccountClient> = { name: 'account', open: (config) => new AccountClient(config) };
