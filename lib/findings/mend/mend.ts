// What would mend a finding: the smallest change to the policies in AWS, ready to be applied, or why there is none.
import type { Account } from '../../access/account.ts';
import type { Grant } from '../../model/access.ts';
import type { Drift } from '../../model/drift.ts';
import type { Finding } from '../../model/finding.ts';
import type { FindingId } from '../../model/ids.ts';
import { type Change, changesOf } from './change.ts';
import { grantMend } from './grant-mend.ts';
import { openFindings } from './open-findings.ts';
import { warningsOf } from './warnings.ts';

export type Mend =
  | {
      readonly kind: 'change';
      readonly changes: readonly Change[];
      /** Other open findings that go with it. */
      readonly alsoRemoves: readonly FindingId[];
      readonly warnings: readonly string[];
      /** The command that keeps things as they are instead. */
      readonly accept: string;
    }
  | { readonly kind: 'none'; readonly why: string; readonly accept: string };
