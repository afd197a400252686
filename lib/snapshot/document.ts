// Policies travel through AWS as objects, as JSON text and as URL-encoded JSON text; the engine reads JSON text (B29).
import type { PolicyDocument } from '../model/policy.ts';
import type { PolicyRef } from '../model/policy-ref.ts';
import type { DocumentFile } from './schema.ts';

/** The policy behind any of the three forms. Text that is JSON in none of them stays as it is: the policy parser reports it. */
export function policyDocument(ref: PolicyRef, document: DocumentFile): PolicyDocument {
  return { ref, text: documentText(document) };
}

/** The JSON text of a policy in any of the three forms. */
export function documentText(document: DocumentFile): string {
  return typeof document === 'string' ? jsonText(document) : JSON.stringify(document);
}

/** B29: JSON first, then URL-encoded JSON, in which `+` is literal. Without a `%` both readings are the same text. */
function jsonText(text: string): string {
  if (!text.includes('%') || isJson(text)) return text;
  const decoded = urlDecoded(text);
  return decoded !== undefined && isJson(decoded) ? decoded : text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function urlDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
