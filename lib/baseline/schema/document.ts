// One document of a baseline against the schema of its kind.
import type * as z from 'zod';
import type { BaselineIssue } from '../../model/baseline.ts';
import type { PathPart } from '../../text/path.ts';
import { lineOf, nodeAt, nodesAt, type YamlIssue, type YamlNode } from '../../text/yaml.ts';
import type { BaselineDocument } from '../read/file.ts';
import { choiceProblem, nameOf, schemaIssues } from './issues.ts';
import {
  type AccessPolicy,
  API_VERSION,
  accessPolicySchema,
  exceptionListSchema,
  KINDS,
  singleExceptionSchema,
  type WrittenException,
} from './schema.ts';

export type Validation =
  | { readonly kind: 'policy'; readonly policy: AccessPolicy }
  | { readonly kind: 'exceptions'; readonly exceptions: readonly PlacedException[] }
  | { readonly kind: 'invalid'; readonly issues: readonly BaselineIssue[] };

export interface PlacedException {
  readonly written: WrittenException;
  readonly path: readonly PathPart[];
}

/** A document as the schema of its kind has it, or all that is wrong with it, each with its line. */
export function validateDocument(document: BaselineDocument): Validation {
  const { file, root } = document;
  const whole = documentProblem(root) ?? sizeProblem(root);
  if (whole) return { kind: 'invalid', issues: [{ reason: whole.reason, at: { file, line: whole.line } }] };
  if (!isException(root)) return checked(accessPolicySchema, document, (policy) => ({ kind: 'policy', policy }));
  if (!root.children.has('items'))
    return checked(singleExceptionSchema, document, (written) => ({ kind: 'exceptions', exceptions: [{ written, path: [] }] }));
  return checked(exceptionListSchema, document, ({ items }) => {
    return { kind: 'exceptions', exceptions: items.map((written, index) => ({ written, path: ['items', index] })) };
  });
}

/** Whether a document says of itself that it holds exceptions. */
export function isException(root: YamlNode): boolean {
  return nodeAt(root, ['kind'])?.value === 'Exception';
}

/** Whether a map says of itself that it is a document of a baseline. */
export function isBaselineDocument({ children }: YamlNode): boolean {
  return children.has('apiVersion') || children.has('kind');
}

function checked<S extends z.ZodType>(schema: S, document: BaselineDocument, use: (value: z.output<S>) => Validation): Validation {
  const parsed = schema.safeParse(document.root.value);
  return parsed.success ? use(parsed.data) : { kind: 'invalid', issues: schemaIssues(schema, parsed.error, document) };
}

/** A problem after which nothing else in the document deserves a message. */
function documentProblem(root: YamlNode): YamlIssue | undefined {
  const { value, line, children } = root;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { reason: `a document must be a map, not ${nameOf(value)}`, line };
  if (!isBaselineDocument(root)) return { reason: children.has('Statement') ? NOT_NAMED : NOT_A_BASELINE, line };
  const kind = nodeAt(root, ['kind']);
  if (!kind || KINDS.some((each) => each === kind.value)) return undefined;
  return { reason: choiceProblem('`kind`', KINDS, kind), line: lineOf(root, ['kind']) };
}

const NOT_A_BASELINE = `not a baseline document: it lacks \`apiVersion: ${API_VERSION}\` and \`kind: ${KINDS.join('` or `')}\``;
const NOT_NAMED = 'an AWS policy document that no rule means: name its file as `policy` of an entry';

/** zod hands the issues of one element on as arguments of one call, whose number the stack limits. */
export const MAX_VALUES = 20_000;

const ELEMENTS = [
  ['groups', '*'],
  ['rules', '*'],
  ['items', '*'],
  ['match', '*'],
] as const;

function sizeProblem(root: YamlNode): YamlIssue | undefined {
  const large = ELEMENTS.flatMap((path) => nodesAt(root, path)).find(({ size }) => size > MAX_VALUES);
  return large && { reason: `one rule, group or exception holds more than ${MAX_VALUES} values`, line: large.line };
}
