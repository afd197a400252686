// Principals as written in a Principal element: what each text names (A26, A31, A42, A51, A54, B26, B28).
import { accountId, arnFields } from '../../model/ids.ts';
import type { PrincipalPattern } from '../../model/policy.ts';

export interface PatternReading {
  readonly pattern: PrincipalPattern;
  /** Why the text can match nobody, and the rule that says so. */
  readonly note: { readonly reason: string; readonly rule: string } | undefined;
}

export const PRINCIPAL_TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;
export type PrincipalType = (typeof PRINCIPAL_TYPES)[number];

/** What one text of a Principal element names. A text that can match nobody comes back as a pattern that does not, with the reason. */
export function readPrincipal(type: PrincipalType, text: string): PatternReading {
  switch (type) {
    case 'AWS':
      return readAwsPrincipal(text);
    case 'Service':
      return text.includes('*')
        ? nobody(text, 'a service principal cannot hold a wildcard', 'A42')
        : named({ kind: 'service', service: text });
    case 'Federated':
      return nobody(text, 'a federated principal is only for role trust policies', 'A54');
    case 'CanonicalUser':
      return nobody(text, 'a canonical user is only for Amazon S3', 'A51');
  }
}

function readAwsPrincipal(text: string): PatternReading {
  if (text === '*') return named({ kind: 'everyone' });
  const account = accountId(text);
  if (account) return named({ kind: 'account', account, partition: undefined });
  if (isUniqueId(text)) return named({ kind: 'uniqueId', id: text });
  // A51: only the whole value `*` is a wildcard.
  if (text.includes('*') || text.includes('?')) return nobody(text, 'a principal cannot hold a wildcard', 'A51');
  const arn = arnFields(text);
  if (!arn || !accountId(arn.account) || arn.region !== '') return nobody(text, 'not a principal', 'A51');
  if (arn.service === 'iam' && arn.resource === 'root') return named({ kind: 'account', account: arn.account, partition: arn.partition });
  if (arn.service === 'iam' && arn.resource.startsWith('group/')) return nobody(text, 'a group cannot be a principal', 'A26');
  return isEntity(arn.service, arn.resource)
    ? named({ kind: 'entity', arn: text, account: arn.account })
    : nobody(text, 'not a principal', 'A51');
}

function isEntity(service: string, resource: string): boolean {
  const [type, ...names] = resource.split('/');
  if (names.length === 0 || names.includes('')) return false;
  if (service === 'iam') return type === 'user' || type === 'role';
  if (service !== 'sts') return false;
  return (type === 'assumed-role' && names.length === 2) || (type === 'federated-user' && names.length === 1);
}

const UNIQUE_ID_PREFIXES = ['AIDA', 'AROA'];

/** B25: what is left of a deleted user or role, or another spelling of a living one. */
function isUniqueId(text: string): boolean {
  return UNIQUE_ID_PREFIXES.some((prefix) => text.startsWith(prefix)) && /^[A-Z0-9]+$/.test(text);
}

function named(pattern: PrincipalPattern): PatternReading {
  return { pattern, note: undefined };
}

function nobody(text: string, reason: string, rule: string): PatternReading {
  return { pattern: { kind: 'nobody', text }, note: { reason, rule } };
}
