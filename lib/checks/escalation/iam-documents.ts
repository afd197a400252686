// The account's policies compiled for the actions of this folder. Most name other services only: they are not worth a second parse.
import { type Account, underDocuments } from '../../access/account/account.ts';
import { compileDocuments, type Documents } from '../../access/account/documents.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Layer, PolicyDocument } from '../../model/policy.ts';
import type { IdentityStock } from '../../model/snapshot.ts';
import { PATH_UNIVERSE } from './indirect-actions.ts';

/** Kept with what the account has, so that what edits leave alone is compiled once. */
const KNOWN = new WeakMap<IdentityStock, Documents>();

/** The account with its documents compiled for the actions that lead to more access, instead of those of ECR. */
export function pathAccount(account: Account): Account {
  const compiled = getOrCreate(KNOWN, account.snapshot.stock, () => compileDocuments(PATH_UNIVERSE));
  return underDocuments(account, {
    compiled: (document, layer) =>
      mayTakePaths(account, document, layer)
        ? compiled.compiled(document, layer)
        : { ...SILENT, malformed: account.documents.compiled(document, layer).malformed },
    notes: () => [],
  });
}

const SILENT = { id: -1, meaning: -1, policy: { statements: [] }, written: [], idle: new Map() } as const;

// The services of PATH_UNIVERSE with what names of their actions begin with: `ec2:DescribeInstances` is everywhere. Each alternative reads a string
// once, whatever it is made of.
const PATH_WORDS =
  /"(?:iam:[acdprsu*?]|sts:[a*?]|lambda:[aci*?]|ec2:[r*?]|ecs:[cr*?]|codebuild:[cs*?]|cloudformation:[ce*?]|glue:[crs*?]|sagemaker:[c*?]|states:[cs*?]|datapipeline:[acp*?]|batch:[rs*?]|apprunner:[c*?]|scheduler:[c*?]|ssm:[s*?]|bedrock-agentcore:[cis*?]|[^":*?]*[*?][^":]*:)|"NotAction"|\\u/i;

const NAMING = new WeakMap<PolicyDocument, { readonly paths: boolean }>();

function mayNamePaths(document: PolicyDocument): boolean {
  return getOrCreate(NAMING, document, () => ({ paths: PATH_WORDS.test(document.text) })).paths;
}

/** Whether a policy may speak of actions that lead to more access. Statements about `*` also speak of ECR. */
export function mayTakePaths({ documents }: Account, document: PolicyDocument, layer: Layer): boolean {
  if (layer === 'scp' || layer === 'rcp' || mayNamePaths(document)) return true;
  const { statements } = documents.compiled(document, layer).policy;
  return statements.some(({ source: { action } }) => action.kind === 'only' && action.of.some((pattern) => !pattern.includes(':')));
}
