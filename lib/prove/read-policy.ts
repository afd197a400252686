// A policy by itself, of an identity or of a resource. Identity providers and canonical users, whom only the policies of some services name, are
// read as names of their own kind.
import type { Policy, PolicyIssue, Statement } from '../model/policy.ts';
import { type IndexedPolicy, indexPolicy } from '../policy/action-index.ts';
import { parsePolicy } from '../policy/parse/parse.ts';
import { jsonPath } from '../text/path.ts';

export type PolicyType = 'identity' | 'resource';

export interface ProvenPolicy {
  readonly type: PolicyType;
  readonly statements: readonly Statement[];
  readonly indexed: IndexedPolicy;
}

export type ProvenReading =
  | { readonly kind: 'policy'; readonly policy: ProvenPolicy }
  | { readonly kind: 'problem'; readonly reason: string };

type Fields = Readonly<Record<string, unknown>>;

/** Whether a statement names principals; what has no statements is of an identity. */
export function policyTypeOf(document: unknown): PolicyType {
  return statementsOf(document).some((each) => isFields(each) && ('Principal' in each || 'NotPrincipal' in each)) ? 'resource' : 'identity';
}

/** `together`: all documents of a question, whose identity providers `*` stands for. */
export function readPolicy(document: unknown, type: PolicyType, together: readonly unknown[] = [document]): ProvenReading {
  const reading = parsePolicy(type === 'resource' ? withProviders(document, providersOf(together)) : document, type);
  if (reading.kind === 'malformed') return { kind: 'problem', reason: problemOf(reading.issues[0]) };
  const { policy } = reading;
  const wildcard = wildcardIn(policy);
  if (wildcard) return { kind: 'problem', reason: wildcard };
  return { kind: 'policy', policy: { type, statements: policy.statements, indexed: indexPolicy(policy, type) } };
}

function problemOf({ path, reason, rule }: PolicyIssue): string {
  return `${path}: ${reason} (${rule})`;
}

/** A51: read as nobody, such a principal would make any claim true. */
function wildcardIn({ statements }: Policy): string | undefined {
  for (const { index, principal } of statements) {
    const patterns = principal.kind === 'every' ? [] : principal.of;
    const found = patterns.find((each) => each.kind === 'nobody' && /[*?]/.test(each.text));
    if (found?.kind === 'nobody')
      return `${jsonPath(['Statement', index])}: \`${found.text}\` is a principal with a wildcard (A51): use \`*\` and a condition on aws:PrincipalArn`;
  }
  return undefined;
}

const PROVIDER = { Federated: 'federated:', CanonicalUser: 'canonical:' } as const;
const PROVIDER_TYPES = ['Federated', 'CanonicalUser'] as const;

/** A provider that no policy names. */
const OTHER_PROVIDER = `${PROVIDER.Federated}another-provider`;

/** Whether the name of a service stands for an identity provider or a canonical user. */
export function providerOf(service: string): string | undefined {
  const prefix = Object.values(PROVIDER).find((each) => service.startsWith(each));
  return prefix && service.slice(prefix.length);
}

/** Whether an identity provider is none that an account has set up: a canonical user is the number of an account. */
export function isPublicProvider(name: string): boolean {
  return !name.startsWith('arn:') && !/^[0-9a-f]{64}$/i.test(name);
}

function statementsOf(document: unknown): readonly unknown[] {
  const statement = isFields(document) ? document['Statement'] : undefined;
  const list: unknown = Array.isArray(statement) ? statement : [statement];
  return Array.isArray(list) ? list : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function providersOf(documents: readonly unknown[]): readonly string[] {
  const named = documents.flatMap(statementsOf).flatMap((statement) => {
    const elements = isFields(statement) ? [statement['Principal'], statement['NotPrincipal']] : [];
    return elements.flatMap((each) => (isFields(each) ? (texts(each['Federated']) ?? []) : []));
  });
  return [...new Set(named.filter((each) => each !== '*').map((each) => PROVIDER.Federated + each)), OTHER_PROVIDER];
}

function texts(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((each) => typeof each === 'string') ? list : undefined;
}

function withProviders(document: unknown, every: readonly string[]): unknown {
  if (!isFields(document) || document['Statement'] === undefined) return document;
  const { Statement: statement } = document;
  const read = (each: unknown): unknown => (isFields(each) ? withServices(each, every) : each);
  return { ...document, Statement: Array.isArray(statement) ? statement.map(read) : read(statement) };
}

function withServices(statement: Fields, every: readonly string[]): Fields {
  const elements = ['Principal', 'NotPrincipal'].filter((name) => isFields(statement[name]));
  return { ...statement, ...Object.fromEntries(elements.map((name) => [name, principalOf(statement[name], every)])) };
}

/** What is not a text stays where it is, for the reader of policies to refuse. */
function principalOf(element: unknown, every: readonly string[]): unknown {
  if (!isFields(element)) return element;
  const read = PROVIDER_TYPES.filter((type) => element[type] !== undefined && texts(element[type]));
  const services = texts(element['Service'] ?? []);
  if (read.length === 0 || !services) return element;
  const named = read.flatMap((type) =>
    (texts(element[type]) ?? []).flatMap((each) => (type === 'Federated' && each === '*' ? every : [PROVIDER[type] + each])),
  );
  const others = Object.entries(element).filter(([type]) => type !== 'Service' && !read.some((each) => each === type));
  return { ...Object.fromEntries(others), Service: [...services, ...named] };
}
