// Lists that AWS pages: an answer that says that it goes on is one page, and whoever has a page does not have the list.
import type { UnreadFile } from './schema.ts';

/** In any spelling of a service or of a client. */
const TOKENS: readonly string[] = ['istruncated', 'marker', 'nextmarker', 'nexttoken', 'paginationtoken'];

type Changes = ReadonlyMap<string, (value: unknown) => unknown>;

/** Every part of a region or of the file whose list AWS pages. A tag may have any name, and a policy is never paged. */
const IN_REGION: Changes = new Map([
  ['repositories', wholePart],
  ['creationTemplates', wholePart],
  ['replication', wholePart],
  ['pullThroughCacheRules', wholePart],
]);
const IN_ORGANIZATION: Changes = new Map([
  ['serviceControlPolicies', wholeList],
  ['resourceControlPolicies', wholeList],
  ['accounts', wholeList],
]);
const IN_PART: Changes = new Map([['value', (value) => inside(value, IN_ORGANIZATION)]]);
const IN_FILE: Changes = new Map([
  ['identity', wholePart],
  ['organization', (part) => inside(wholePart(part), IN_PART)],
  ['regions', (regions) => (Array.isArray(regions) ? regions.map((region: unknown) => inside(region, IN_REGION)) : regions)],
]);

/** The file, in which every part that holds a page is unknown. Whatever else is wrong with it stays as it is. */
export function withoutPages<T>(file: T): T {
  // INVARIANT: a part may be unknown wherever it may be present.
  return inside(file, IN_FILE) as T;
}

/** Own properties only, and all of them: also one that is called `__proto__`. */
function inside(value: unknown, changes: Changes): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changes.get(key)?.(inner) ?? inner]));
}

/** A part says so in its value, or beside it. */
function wholePart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || !('status' in part) || part.status !== 'present') return part;
  const token = tokenOf(part) ?? ('value' in part ? tokenWithin(part.value) : undefined);
  return token === undefined ? part : onePage(token);
}

function wholeList(list: unknown): unknown {
  const token = tokenWithin(list);
  return token === undefined ? list : onePage(token);
}

/** Of an answer, or of one in a list of answers. */
function tokenWithin(value: unknown): string | undefined {
  if (!Array.isArray(value)) return tokenOf(value);
  for (const each of value) {
    const token = tokenOf(each);
    if (token !== undefined) return token;
  }
  return undefined;
}

/** The key with which an answer says that it goes on. */
function tokenOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  const found = Object.entries(answer).find(([key, value]) => TOKENS.includes(key.toLowerCase()) && !isEnd(value));
  return found?.[0];
}

function isEnd(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === '';
}

function onePage(token: string): UnreadFile {
  const message = `the snapshot holds one page of it, as \`${token}\` says: put in the answer with all pages, as the AWS CLI gives it without --no-paginate and --max-items`;
  return { status: 'unknown', error: { code: 'OnlyOnePage', message } };
}
