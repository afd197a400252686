// AWS's answers where only a part of them belongs: which part that is.
import { valueAt } from '../text/schema-issue.ts';

/** Where the policy document is, in the answers that hold one. */
const DOCUMENTS: readonly (readonly string[])[] = [
  ['policyText'],
  ['PolicyDocument'],
  ['PolicyVersion', 'Document'],
  ['Role', 'AssumeRolePolicyDocument'],
  ['AssumeRolePolicyDocument'],
  ['Policy', 'Content'],
  ['Content'],
  ['Document'],
];

/** `take its `policyText``, where `value`, or the JSON text that it is, holds a policy document and is none. */
export function documentInside(value: unknown): string | undefined {
  const answer = typeof value === 'string' ? answerIn(value) : value;
  if (typeof answer !== 'object' || answer === null || Object.hasOwn(answer, 'Statement')) return undefined;
  const path = DOCUMENTS.find((each) => valueAt(answer, each) !== undefined);
  return path && `take its \`${path.join('.')}\``;
}

/** Undefined for whatever cannot be one of those answers: nearly every document, which then need not be read. */
function answerIn(text: string): unknown {
  if (!DOCUMENTS.some(([key]) => text.includes(`"${key}"`))) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // No JSON at all is what the policy parser reports.
    return undefined;
  }
}

/** The same where a list was expected and `value` is an object that holds one, and no policy. */
export function listInside(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.hasOwn(value, 'Statement')) return undefined;
  const found = Object.entries(value).find(([, inner]) => Array.isArray(inner));
  return found && `take its \`${found[0]}\``;
}

/** What has these lacks nothing but the status. */
const PART_KEYS: readonly string[] = ['value', 'error'];
const WRAPPED = '`{"status": "present", "value": ...}`';

/** The same where a part was expected, and `value` is what AWS answered about it. */
export function partAround(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.length > 0 ? `put it into ${WRAPPED}` : undefined;
  if (typeof value !== 'object' || value === null || Object.keys(value).every((key) => PART_KEYS.includes(key))) return undefined;
  const inner = documentInside(value);
  return inner === undefined ? `put it into ${WRAPPED}` : `${inner} and put it into ${WRAPPED}`;
}

/** By place: the key by which another answer is known, and what to do with it. */
const WHOLE_ANSWERS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['$', ['UserDetailList', 'put this answer into `identity.value` of a snapshot']],
  ['organization.value', ['Organization', 'its `Organization.Id` is the `id`, its `Organization.MasterAccountId` the `managementAccount`']],
]);

/** The same where something is missing from the object at `place`, which is another answer as a whole. */
export function answerInstead(place: string, found: unknown): string | undefined {
  const [key, hint] = WHOLE_ANSWERS.get(place) ?? [];
  return key !== undefined && valueAt(found, [key]) !== undefined ? hint : undefined;
}
