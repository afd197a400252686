// What all operations of IAM share: its refusals, and its documents.
import type { Invalid } from '../input.ts';
import { queryRefusals } from '../refusals.ts';
import { AwsRefusal, type Context } from '../service.ts';
import type { Account } from '../world.ts';
import type { PolicyText } from '../world-identity.ts';

export const REFUSALS = queryRefusals({ denied: 'AccessDenied', broken: 'ServiceFailure' });
const DOCUMENTS: ReadonlySet<string> = new Set(['PolicyDocument', 'AssumeRolePolicyDocument', 'Document']);

export const invalid: Invalid = (message) => ({ status: 400, code: 'ValidationError', message });

/** What IAM says of a name that nobody has. */
export function missing(message: string): AwsRefusal {
  return new AwsRefusal({ status: 404, code: 'NoSuchEntity', message });
}

/** The account of the caller. */
export function accountOf({ world, caller }: Context): Account {
  const found = world.accounts[caller.account];
  if (found === undefined) throw new AwsRefusal(REFUSALS.unknownKey);
  return found;
}

/** Copies a value with its policy documents as IAM gives them: URL-encoded. */
export function encodeDocuments(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, encodeContent(key, content)]));
}

function encodeContent(key: string, content: unknown): unknown {
  if (DOCUMENTS.has(key) && content !== undefined) return encodePolicy(content as PolicyText);
  if (Array.isArray(content)) return content.map((entry) => (typeof entry === 'object' ? encodeDocuments(entry) : entry));
  return typeof content === 'object' && content !== null ? encodeDocuments(content) : content;
}

/** B29: percent-encoding of RFC 3986, which leaves fewer characters alone than JavaScript does. */
function encodePolicy(policy: PolicyText): string {
  const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
  if (text.startsWith('%7B')) return text;
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
