// Access that is to come as findings: under the codes of the same access on a repository that exists, and over the registry as 206.

import { accessSeverity, raised } from '../drift/severity.ts';
import type { Grant } from '../model/access.ts';
import type { AccessCode } from '../model/codes.ts';
import type { PlaceholderAccess, PolicyFinding } from '../model/drift.ts';
import type { Severity } from '../model/severity.ts';
import { quoted } from '../text/quote.ts';
import { whom } from '../text/whom.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Description } from './description.ts';
import { forbiddenBy, UNSTATED } from './forbidding.ts';
import { verb } from './verb.ts';

/** Code, severity, place and sentence of access that is to come, or that is over the registry itself. */
export function describePlaceholder(drift: PlaceholderAccess): Description {
  const { access } = drift;
  const { principal, capability, region, decision } = access;
  const code = codeOf(drift);
  const condition = decision === 'conditional' ? ' under conditions' : '';
  return {
    code,
    severity: severityOf(code, drift),
    region,
    repository: null,
    ...placeholderSubject({ ...drift, repository: access.repository }),
    principal: principal.name,
    principalKey: principal.uniqueId ?? principal.name,
    capability,
    message: `${whom(principal.name)} ${what(drift)}${condition}: ${placeholderReason(drift)}`,
  };
}

/** What tells it apart from other access of the same principal: where it is given, whatever of that is drift. With what versions before said. */
export function placeholderSubject({
  of,
  repository,
  template,
}: Pick<PlaceholderAccess, 'of' | 'template'> & Pick<Grant, 'repository'>): Required<Pick<PolicyFinding, 'subject' | 'formerly'>> {
  if (of === 'registry') return { subject: ['registry'], formerly: ['the registry'] };
  return template === undefined
    ? { subject: ['to-come', repository], formerly: [`repositories to come ${repository}`] }
    : { subject: ['to-come', 'template', template], formerly: [`creation template ${template}: repositories to come`] };
}

/** The codes that it can have. */
export const PLACEHOLDER_CODES = ['ECRD-103', 'ECRD-201', 'ECRD-202', 'ECRD-203', 'ECRD-206'] as const satisfies readonly AccessCode[];
type PlaceholderCode = (typeof PLACEHOLDER_CODES)[number];

function codeOf({ verdict, of, access: { principal } }: PlaceholderAccess): PlaceholderCode {
  if (verdict === 'forbidden') return 'ECRD-103';
  if (of === 'registry') return 'ECRD-206';
  if (principal.class === 'public') return 'ECRD-201';
  if (principal.class === 'external') return 'ECRD-202';
  return principal.class === 'organization' ? 'ECRD-203' : 'ECRD-206';
}

/** As grave as the same access on a repository that exists; what the baseline lets be nearby is information. */
function severityOf(code: PlaceholderCode, { access, of, lenience }: PlaceholderAccess): Severity {
  const { severity: fixed } = CATALOGUE[code];
  if (typeof fixed === 'string') return fixed;
  if (lenience !== undefined) return 'info';
  if (code === 'ECRD-201') return 'critical';
  const severity = accessSeverity(access, false);
  return code === 'ECRD-206' && of === 'repositories' ? raised(severity) : severity;
}

const MOST_NAMED = 3;

function what({ of, access: { capability, region, repository }, among, template, more }: PlaceholderAccess): string {
  if (of === 'registry') {
    const others = more.length === 0 ? '' : ` and ${more.length} more actions`;
    return `may call ${capability}${others} on the registry of ${region} by its policy, which AWS does not document to give that`;
  }
  const patterns = among.length === 0 ? [repository] : among;
  const others = patterns.length > MOST_NAMED ? ` or ${patterns.length - MOST_NAMED} more` : '';
  const names = `${patterns.slice(0, MOST_NAMED).map(quoted).join(' or ')}${others}`;
  const maker = template === undefined ? '' : ` and are made from the creation template ${quoted(template)}`;
  return `can ${verb(capability)} repositories to come in ${region} that match ${names}${maker}`;
}

/** Why the baseline does not let access be that is to come. */
export function placeholderReason({ verdict, rule, shown, lenience }: PlaceholderAccess): string {
  switch (verdict) {
    case 'observed':
      return UNSTATED;
    case 'unexpected':
      return `no rule allows it${lenience === undefined ? '' : LENIENCE[lenience]}`;
    case 'forbidden':
      return forbiddenBy(rule?.id ?? '');
    case 'weakened':
      return `rule \`${rule?.id}\` allows it under conditions that ${shown ? 'the access does not have' : 'it is not shown to have'}`;
  }
}

const LENIENCE = {
  today: ' there, as they do wherever it reaches today',
  above: ' there, as they do on names with a `/` less: in their globs `**` goes on below one, and `*` does not',
} as const;
