// Words that are well written and that AWS does not have: what is nearly a region, a service, a kind of ARN.
import type { Baseline, BaselineIssue, PrincipalSelector, SourceLocation } from '../../model/baseline.ts';
import { arnFields } from '../../model/ids.ts';
import { PARTITIONS, REGIONS } from '../../model/regions.ts';
import { SERVICES } from '../../model/services.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';
import { principalWord } from '../match/principal-selector.ts';

/** Each word once, where it is first used. */
export function typos({
  rules,
  known = [],
  exceptions,
  lock,
}: Pick<Baseline, 'rules' | 'known' | 'exceptions' | 'lock'>): readonly BaselineIssue[] {
  const regions = [
    ...rules.flatMap(({ repositories, at }) => repositories.regions.map((word) => ({ word, at }))),
    ...known.flatMap(({ places, at }) => [...places].map(([word, names]) => ({ word, at: [...names.values()][0] ?? at }))),
    ...lock.map(({ region, at }) => ({ word: region, at })),
  ];
  const principals = [
    ...rules.flatMap(({ entries }) =>
      entries.flatMap((entry) => [
        ...placed(entry.principals, entry.at),
        ...entry.except.flatMap((each) => placed(each.principals, each.at)),
      ]),
    ),
    ...exceptions.flatMap(({ match, at }) => (match.kind === 'selector' ? placed(match.principals, at) : [])),
    ...lock.map(({ principal, at }) => ({ word: principal, at })),
  ];
  return [...found(regions, regionTypo), ...found(principals, principalTypo)];
}

interface Word {
  readonly word: string;
  readonly at: SourceLocation;
}

function placed(selectors: readonly PrincipalSelector[], at: SourceLocation): readonly Word[] {
  return selectors.map((selector) => ({ word: principalWord(selector), at }));
}

/** Each of them may be compared with every word that there is. */
const MOST_WORDS = 10_000;

function found(words: readonly Word[], typoOf: (word: string) => string | undefined): readonly BaselineIssue[] {
  const first = new Map<string, SourceLocation>();
  for (const { word, at } of words) if (!first.has(word)) first.set(word, at);
  return [...first].slice(0, MOST_WORDS).flatMap(([word, at]) => {
    const reason = typoOf(word);
    return reason === undefined ? [] : [{ reason, at }];
  });
}

function regionTypo(region: string): string | undefined {
  return REGIONS.includes(region) ? undefined : `unknown region ${quoted(region)}${suggestion(region, REGIONS)}`;
}

function principalTypo(word: string): string | undefined {
  if (word.startsWith('service:')) return serviceTypo(word.slice('service:'.length));
  return word.startsWith('arn:') ? arnTypo(word) : undefined;
}

/** Endings of the names of services, in every partition. */
const ENDING = /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|aws\.internal|amazon\.com|c2s\.ic\.gov|sc2s\.sgov\.gov)$/;
/** Services of one region have a name with the region in it. */
const REGIONAL = /\.[a-z]{2,4}(-[a-z]+)+-[0-9]+(?=\.amazonaws\.com)/;

function serviceTypo(service: string): string | undefined {
  const name = service.toLowerCase().replace(REGIONAL, '').replace(/\.cn$/, '');
  if (SERVICES.includes(name)) return undefined;
  const near = suggestion(name, SERVICES).replace('did you mean `', 'did you mean `service:');
  if (near === '') return undefined;
  if (!ENDING.test(name)) return `${quoted(`service:${service}`)} is not the name of a service, which ends in \`.amazonaws.com\`${near}`;
  return `unknown service ${quoted(service)}${near}`;
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  iam: ['user', 'role', 'saml-provider', 'oidc-provider', 'root'],
  sts: ['assumed-role', 'federated-user', 'self'],
};

/** What is spelled out of an ARN and can be of no principal; wildcards may stand for anything. */
function arnTypo(arn: string): string | undefined {
  const fields = arnFields(arn);
  if (!fields) return undefined;
  const { partition, service, region, resource } = fields;
  const kind = resource.split('/', 1)[0] ?? '';
  const can = (word: string, known: readonly string[]): boolean => /[*?]/.test(word) || known.includes(word);
  const problem = (what: string, word: string, known: readonly string[]): string =>
    `${quoted(arn)} can match no principal: unknown ${what} ${quoted(word)}${suggestion(word, known) || `: expected ${known.map(quoted).join(', ')}`}`;
  if (!can(partition, PARTITIONS)) return problem('partition', partition, PARTITIONS);
  if (!can(service, Object.keys(KINDS))) return problem('service', service, Object.keys(KINDS));
  if (region !== '' && !/[*?]/.test(region)) return `${quoted(arn)} can match no principal: its region must be empty`;
  const kinds = KINDS[service] ?? Object.values(KINDS).flat();
  return can(kind, kinds) ? undefined : problem('kind of principal', kind, kinds);
}
