// Policies of a template: whole, without what cannot bear on repositories, or not known.

import { parsePolicy } from '../../policy/parse/parse.ts';
import type { DocumentFile } from '../../snapshot/schema.ts';
import type { PathPart } from '../../text/path.ts';
import {
  firstUnknown,
  harmlessStandIn,
  isValueList,
  isValueMap,
  listOf,
  member,
  type TemplateValue,
  UnknownValue,
  type ValueMap,
} from './value.ts';

export type TemplateDocument =
  /** `bears`: whether it can say anything about access to repositories. */
  | { readonly kind: 'document'; readonly document: DocumentFile; readonly bears: boolean }
  /** `path` is inside the document. */
  | { readonly kind: 'unread'; readonly path: readonly PathPart[]; readonly why: string };

export type DocumentUse = 'identity' | 'resource' | 'trust';

/** A policy as AWS would get it. Statements that are not whole and that speak of other services only are left out: they decide nothing here. */
export function documentOf(value: TemplateValue, use: DocumentUse): TemplateDocument {
  if (value instanceof UnknownValue) return { kind: 'unread', path: [], why: value.why };
  if (typeof value === 'string') return checked(value, use, true);
  if (!isValueMap(value)) return { kind: 'unread', path: [], why: 'a policy is an object' };
  const statement = member(value, 'Statement');
  const list = listOf(statement);
  const read = list.map((each) => {
    const filled = isValueMap(each) ? withStandIns(each) : each;
    return { filled, bears: !isValueMap(each) || canBear(each) };
  });
  const kept = read.filter(({ filled, bears }) => bears || !firstUnknown(filled));
  const whole: ValueMap = { ...value, ...(statement === undefined ? {} : { Statement: kept.map(({ filled }) => filled) }) };
  const unknown = firstUnknown(whole);
  if (unknown) {
    const at = list.findIndex((each, index) => read[index]?.bears === true && firstUnknown(read[index].filled) && each !== undefined);
    const inside = at < 0 ? undefined : firstUnknown(read[at]?.filled);
    const path = inside ? ['Statement', ...(isValueList(statement) ? [at] : []), ...inside.path] : unknown.path;
    return { kind: 'unread', path, why: (inside ?? unknown).unknown.why };
  }
  // Without statements AWS would have refused it; nothing here decides anything either.
  if (kept.length === 0 && list.length > 0) return { kind: 'document', document: NOTHING, bears: false };
  // INVARIANT: without unknown parts a value is JSON.
  return checked(
    whole as DocumentFile,
    use,
    read.some(({ bears }) => bears),
  );
}

/** Allows nothing that anything here is about. */
const NOTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'none:None', Resource: 'arn:aws:none:::none' }] } as const;

function checked(document: DocumentFile, use: DocumentUse, bears: boolean): TemplateDocument {
  if (use === 'trust') return { kind: 'document', document, bears };
  const reading = parsePolicy(document, use);
  const [issue] = reading.kind === 'malformed' ? reading.issues : [];
  if (issue) return { kind: 'unread', path: [], why: `${issue.path}: ${issue.reason}: AWS would refuse it` };
  return { kind: 'document', document, bears };
}

/** Where the text that stands for an ARN of another service changes nothing about repositories. */
const OTHER_ARNS = ['Resource', 'NotResource', 'Condition'] as const;

function withStandIns(statement: ValueMap): ValueMap {
  const fill = (value: TemplateValue): TemplateValue => {
    if (value instanceof UnknownValue) return harmlessStandIn(value) ?? value;
    if (isValueList(value)) return value.map(fill);
    return isValueMap(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)])) : value;
  };
  const filled = OTHER_ARNS.filter((key) => firstUnknown(member(statement, key))).map((key) => [key, fill(member(statement, key) ?? null)]);
  return filled.length === 0 ? statement : { ...statement, ...Object.fromEntries(filled) };
}

/** Services by whose actions somebody gets at repositories, directly or through a role, a policy or a stack. */
const BEARING = [
  ...[
    'ecr',
    'iam',
    'sts',
    'organizations',
    'sso',
    'lambda',
    'ec2',
    'ecs',
    'batch',
    'codebuild',
    'cloudformation',
    'glue',
    'sagemaker',
    'states',
  ],
  ...['datapipeline', 'apprunner', 'scheduler', 'ssm', 'bedrock-agentcore'],
];

function canBear(statement: ValueMap): boolean {
  const actions = member(statement, 'Action');
  const list = isValueList(actions) ? actions : [actions];
  return list.some((action) => {
    if (typeof action !== 'string') return true;
    const colon = action.indexOf(':');
    const service = (colon < 0 ? action : action.slice(0, colon)).toLowerCase();
    return /[*?]/.test(service) || BEARING.includes(service);
  });
}

/** The same of a template that is no more: where a policy cannot be read, one that says nothing stands in its place. */
export function formerDocumentOf(value: TemplateValue, use: DocumentUse): TemplateDocument {
  const reading = documentOf(value, use);
  return reading.kind === 'document' ? reading : { kind: 'document', document: NOTHING, bears: true };
}
