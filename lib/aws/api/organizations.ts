// What Organizations always sends.
import * as z from 'zod';
import { account, filled, object, policyText, token } from './words.ts';

const rootId = z.string().regex(/^r-[a-z0-9]+$/, { error: 'expected the id of a root' });
const unitId = z.string().regex(/^ou-[a-z0-9-]+$/, { error: 'expected the id of an organizational unit' });
const policySummary = object({
  Id: z.string().regex(/^p-\w+$/, { error: 'expected the id of a policy' }),
  Name: filled,
  Type: filled,
});
const policyType = object({ Type: filled, Status: z.enum(['ENABLED', 'PENDING_ENABLE', 'PENDING_DISABLE']) });

export const ORGANIZATION_ANSWERS = {
  'organizations:DescribeOrganization': object({
    Organization: object({
      Id: z.string().regex(/^o-[a-z0-9]+$/, { error: 'expected the id of an organization' }),
      MasterAccountId: account,
    }),
  }),
  'organizations:ListRoots': object({ Roots: z.array(object({ Id: rootId, PolicyTypes: z.array(policyType) })), NextToken: token }),
  'organizations:ListParents': object({
    Parents: z.array(
      z.discriminatedUnion('Type', [
        object({ Type: z.literal('ROOT'), Id: rootId }),
        object({ Type: z.literal('ORGANIZATIONAL_UNIT'), Id: unitId }),
      ]),
    ),
    NextToken: token,
  }),
  'organizations:ListPoliciesForTarget': object({ Policies: z.array(policySummary), NextToken: token }),
  'organizations:DescribePolicy': object({ Policy: object({ PolicySummary: policySummary, Content: policyText }) }),
  'organizations:ListOrganizationalUnitsForParent': object({ OrganizationalUnits: z.array(object({ Id: unitId })), NextToken: token }),
  'organizations:ListAccountsForParent': object({ Accounts: z.array(object({ Id: account, Name: filled })), NextToken: token }),
} as const;
