// What Lambda adds to the policy of a repository when a function runs an image of it, in the account of both.

import { documentText } from '../../snapshot/document.ts';
import type { DocumentFile } from '../../snapshot/schema.ts';
import type { ProposedChange } from '../change.ts';
import { repositoryPolicyIn } from './existing.ts';
import { type MadeByResource, propertyOf, type ResourceReading, unreadAt } from './made.ts';
import { isValueMap, member, scalarText, type TemplateValue, UnknownValue } from './value.ts';

const FUNCTION = 'AWS::Lambda::Function';

/** A policy that a template gives to a repository; undefined where it gives none. */
export type PolicyInTemplate = (region: string, repository: string) => DocumentFile | undefined;

/** What a function with an image makes of the account; undefined for everything else. */
export function imageFunction(reading: ResourceReading, policyIn: PolicyInTemplate): MadeByResource | undefined {
  if (reading.type !== FUNCTION) return undefined;
  const code = propertyOf(reading, 'Code');
  const uri = isValueMap(code) ? member<TemplateValue>(code, 'ImageUri') : undefined;
  if (uri === undefined) return undefined;
  const text = scalarText(uri);
  const { account, region, partition } = reading.place;
  const what = `image of function ${reading.id}`;
  if (text === undefined) {
    const changes = [unreadAt({ kind: 'repositories', region }, 'Code.ImageUri', uri)];
    return { what, identity: reading.id, exists: undefined, changes, assumed: [] };
  }
  const image = repositoryOf(text);
  if (!image || image.account !== account || image.region !== region) return undefined;
  const before = policyIn(region, image.name) ?? repositoryPolicyIn(reading.existing.repository(image.name));
  const document = before === undefined ? before : withRetrieval(before, `arn:${partition}:lambda:${region}:${account}:function:*`);
  if (document === null) return undefined;
  if (document === undefined) {
    const why = new UnknownValue('nobody could read the repository policy, to which Lambda may add its statement');
    const changes = [unreadAt({ kind: 'repositoryPolicy', region, repository: image.name }, 'Code.ImageUri', why)];
    return { what, identity: reading.id, exists: undefined, changes, assumed: [] };
  }
  const changes: readonly ProposedChange[] = [{ kind: 'repositoryPolicy', region, repository: image.name, document }];
  return {
    what: `repository policy of ${image.name} in ${region}, by Lambda for function ${reading.id}`,
    identity: image.name,
    exists: before !== null,
    changes,
    assumed: ['Lambda adds its statement to the repository policy if whoever deploys may set it'],
  };
}

const IMAGE = /^([0-9]{12})\.dkr[.-]ecr\.([a-z0-9-]+)\.[a-z0-9.-]+\/([a-z0-9][a-z0-9._/-]*)(?:[:@].*)?$/;

function repositoryOf(uri: string): { readonly account: string; readonly region: string; readonly name: string } | undefined {
  const [, account, region, name] = IMAGE.exec(uri) ?? [];
  return account === undefined || region === undefined || name === undefined ? undefined : { account, region, name };
}

const ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** The policy with Lambda's statement; null where it lets Lambda in already, undefined where nobody can make sense of it. */
function withRetrieval(before: DocumentFile | null, functions: string): DocumentFile | null | undefined {
  const statement = {
    ...{ Sid: 'LambdaECRImageRetrievalPolicy', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: ACTIONS },
    Condition: { StringLike: { 'aws:sourceArn': functions } },
  };
  if (before === null) return { Version: '2008-10-17', Statement: [statement] };
  const document = parsed(before);
  if (!document) return undefined;
  const statements = asList(document['Statement']);
  return statements.some(letsLambdaIn) ? null : { ...document, Statement: [...statements, statement] };
}

type JsonMap = Readonly<Record<string, unknown>>;

function parsed(document: DocumentFile): JsonMap | undefined {
  try {
    const value: unknown = JSON.parse(documentText(document));
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** Without conditions but that on the functions: another one can keep Lambda out. */
function letsLambdaIn(statement: unknown): boolean {
  if (!isMap(statement) || statement['Effect'] !== 'Allow') return false;
  const principal = statement['Principal'];
  const services = isMap(principal) ? asList(principal['Service']) : [];
  const actions = new Set(asList(statement['Action']).map((each) => String(each).toLowerCase()));
  return (
    services.includes('lambda.amazonaws.com') && (actions.has('ecr:*') || ACTIONS.every((action) => actions.has(action.toLowerCase())))
  );
}
