// Files of other tools that people give in the place of a template: what each is, and what to do.
import { isTreeMap, type TreeMap } from './value.ts';

interface OtherTool {
  readonly is: (root: TreeMap) => boolean;
  readonly reason: string;
}

const TERRAFORM = 'this is a Terraform';

const OTHERS: readonly OtherTool[] = [
  { is: (root) => 'planned_values' in root || 'resource_changes' in root, reason: `${TERRAFORM} plan, not a CloudFormation template` },
  { is: (root) => 'terraform_version' in root && 'lineage' in root, reason: `${TERRAFORM} state, not a CloudFormation template` },
  {
    is: ({ artifacts, version }) => isTreeMap(artifacts) && version !== undefined,
    reason: 'this is the manifest of a CDK assembly: name one of the templates beside it, such as STACK.template.json',
  },
  {
    is: ({ service, provider }) => service !== undefined && provider !== undefined,
    reason: 'this is a Serverless Framework file: run `serverless package` and name the template in `.serverless`',
  },
  {
    is: ({ apiVersion, kind }) => apiVersion !== undefined && kind !== undefined,
    reason: 'this is a Kubernetes manifest, not a CloudFormation template',
  },
  {
    is: ({ StackId, TemplateBody }) => TemplateBody !== undefined || StackId !== undefined,
    reason: 'this is an answer of AWS about a stack: name the template in its `TemplateBody`',
  },
  {
    is: ({ TemplateBody, Resources, Statement }) => TemplateBody === undefined && Resources === undefined && Statement !== undefined,
    reason: 'this is a policy, not a template: use --repository-policy, --registry-policy or --identity-policy',
  },
  {
    is: ({ schemaVersion, collectedAt }) => schemaVersion !== undefined && collectedAt !== undefined,
    reason: 'this is a snapshot, not a template: use --snapshot',
  },
  {
    is: ({ $schema, resources }) => $schema !== undefined && resources !== undefined,
    reason: 'this is a template of Azure, not of CloudFormation',
  },
];

/** What a file is that another tool wrote, with what to do; undefined where it is not known to be one. */
export function otherTool(root: TreeMap): string | undefined {
  return OTHERS.find(({ is }) => is(root))?.reason;
}
