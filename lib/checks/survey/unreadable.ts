// Answers of AWS's of which a check can say nothing.
import type * as z from 'zod';
import type { PolicyFinding } from '../../model/drift.ts';
import { type RegionSetting, settingName } from '../../model/gap-part.ts';
import { problemOf } from '../../text/problem.ts';
import { policyFinding } from './policy-finding.ts';

export interface Unreadable extends Pick<PolicyFinding, 'code' | 'region'> {
  readonly setting: RegionSetting;
  readonly answer: unknown;
  readonly error: z.ZodError;
}

/** An answer of AWS's of which nothing can be said, as a finding, because silence would pass for "nothing wrong". */
export function unreadable({ code, region, setting, answer, error }: Unreadable): PolicyFinding {
  const name = settingName(setting);
  const message = `${name} of ${region} cannot be judged: ${problemOf(error, answer, [])}`;
  return policyFinding({ code, severity: 'medium', region, subject: ['unreadable', setting], formerly: [`${name} unreadable`], message });
}
