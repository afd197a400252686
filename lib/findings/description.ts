// What a drift comes to as a finding: what is shown of it, and what makes up its id.
import type { FindingCode } from '../model/codes.ts';
import type { FindingObject } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';

export type Description = Pick<Finding, 'severity' | 'region' | 'repository' | 'principal' | 'capability' | 'message'> & {
  readonly code: FindingCode;
  /** With code, region, principal and capability what makes the finding the one that it is. */
  readonly subject: FindingObject;
  /** As of a finding about a policy. */
  readonly formerly?: readonly string[] | undefined;
  readonly principalKey: string | null;
};
