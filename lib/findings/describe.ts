// What a drift comes to as a finding: a code, a severity, a sentence.
import { MALFORMED } from '../access/account/documents.ts';
import { openRule } from '../checks/survey/open-rules.ts';
import type { GapCode } from '../model/codes.ts';
import type { Drift, MissingAccess, PolicyFinding, UnsettledAccess } from '../model/drift.ts';
import { type GapPart, gapPartName, gapPartParts } from '../model/gap-part.ts';
import { policyName } from '../model/policy-ref.ts';
import type { Severity } from '../model/severity.ts';
import type { AccountSnapshot, Gap } from '../model/snapshot.ts';
import { whom } from '../text/whom.ts';
import { GAP_FINDINGS } from './codes/gaps.ts';
import { describeGrant } from './describe-grant.ts';
import { describePlaceholder } from './describe-placeholder.ts';
import type { Description } from './description.ts';
import { forbiddenBy } from './forbidding.ts';
import { verb } from './verb.ts';

/** Code, severity, place and sentence of any drift of `snapshot`. */
export function describe(drift: Drift, snapshot: AccountSnapshot): Description {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
    case 'weakened':
    case 'forbidden':
      return describeGrant(drift, snapshot);
    case 'coming':
      return describePlaceholder(drift);
    case 'missing':
      return describeMissing(drift);
    case 'unsettled':
      return describeUnsettled(drift);
    case 'unmanaged':
      return describeUnmanaged(drift);
    case 'hygiene':
      return describePolicyFinding(drift);
    case 'unverified':
      return describeGap(drift.gap);
  }
}

function describeMissing({
  source,
  rule,
  region,
  repository,
  principal,
  uniqueId,
  capability,
  blockedBy,
  isNeverWhole,
}: MissingAccess): Description {
  const wanted = source === 'lock' ? 'the lock holds it' : `rule \`${rule.id}\` requires it`;
  const blocked = blockedBy.length === 0 ? '' : `; blocked by ${blockedBy.join(', ')}`;
  const excluded = isNeverWhole ? '; its actions are allowed only under conditions that exclude each other' : '';
  return {
    code: 'ECRD-102',
    severity: source === 'lock' ? 'medium' : 'high',
    region,
    repository,
    subject: repository,
    principal,
    principalKey: uniqueId ?? principal,
    capability,
    message: `${whom(principal)} cannot ${verb(capability)} ${repository} in ${region}: ${wanted}${blocked}${excluded}`,
  };
}

/** Neither missing nor forbidden: what keeps the baseline from saying so is as grave as what might be. */
const UNSETTLED_SEVERITY = { forbid: 'high', require: 'medium', lock: 'low' } as const satisfies Record<UnsettledAccess['asked'], Severity>;

function describeUnsettled({
  asked,
  rule,
  region,
  repository,
  principal,
  uniqueId,
  capability,
  open,
  statements,
}: UnsettledAccess): Description {
  const wanted = { forbid: forbiddenBy(rule.id), require: `rule \`${rule.id}\` requires it`, lock: 'the lock holds it' }[asked];
  const blamed = statements.map(
    ({ policy, source: { sid, index } }) => `statement ${index}${sid === null ? '' : ` (${sid})`} of the ${policyName(policy)}`,
  );
  const why = open.map((id) => `${openRule(id).reason} (${id})`).join('; ');
  return {
    code: 'ECRD-108',
    severity: UNSETTLED_SEVERITY[asked],
    region,
    repository,
    subject: repository,
    principal,
    principalKey: uniqueId ?? principal,
    capability,
    message: `whether ${whom(principal)} can ${verb(capability)} ${repository} in ${region} cannot be verified, and ${wanted}: ${blamed.join(' and ')} leaves it open, because ${why}`,
  };
}

function describePolicyFinding({
  code,
  severity,
  region,
  repository,
  principal,
  capability,
  subject,
  formerly,
  message,
}: PolicyFinding): Description {
  return { code, severity, region, repository, subject, formerly, principal, principalKey: principal, capability, message };
}

function describeUnmanaged({ region, repository, principals, grants, newly }: Extract<Drift, { kind: 'unmanaged' }>): Description {
  const where = `${repository} in ${region}`;
  return {
    code: 'ECRD-401',
    severity: newly ? 'info' : 'low',
    region,
    repository,
    subject: repository,
    principal: null,
    principalKey: null,
    capability: null,
    message: newly
      ? `${where} is new to the baseline, and grants on every repository reach it, as rule \`${newly.id}\` allows: list it in \`known\` of ${newly.at.file}`
      : `no rule is about ${where}, where ${principals} principals of the account have ${grants} grants`,
  };
}

function gapCode(part: GapPart, error: string): GapCode {
  if (error === MALFORMED) return 'ECRD-305';
  return part.kind === 'organization' ? 'ECRD-502' : 'ECRD-501';
}

function describeGap({ part, api, code: error, message }: Gap): Description {
  const code = gapCode(part, error);
  const name = gapPartName(part);
  const detail = [error, message].filter((text) => text !== '').join(': ');
  return {
    code,
    severity: GAP_FINDINGS[code].severity,
    region: null,
    repository: null,
    subject: [...gapPartParts(part), api],
    formerly: [`${name} ${api}`],
    principal: null,
    principalKey: null,
    capability: null,
    message: code === 'ECRD-305' ? `${name} is malformed: ${message}` : `${name} was not read${detail === '' ? '' : `: ${detail}`}`,
  };
}
