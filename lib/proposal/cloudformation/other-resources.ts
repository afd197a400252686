// Resources of types that are not modelled and could bear on access: what each leaves unknown. Types that cannot are not mentioned.
import { quoted } from '../../text/quote.ts';
import type { UnreadPlace } from '../change.ts';
import { isValueMap, member, scalarText, type ValueMap } from './value.ts';

export interface UnmodelledType {
  readonly place: UnreadPlace;
  readonly attribute: string;
  readonly why: string;
}

/** Of ECR and IAM: nothing of them changes who may do what with a repository. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    'AWS::ECR::PublicRepository',
    'AWS::ECR::PullTimeUpdateExclusion',
    'AWS::ECR::RegistryScanningConfiguration',
    'AWS::ECR::SigningConfiguration',
  ],
  ...[
    'AWS::IAM::AccessKey',
    'AWS::IAM::InstanceProfile',
    'AWS::IAM::OIDCProvider',
    'AWS::IAM::SAMLProvider',
    'AWS::IAM::ServerCertificate',
  ],
  'AWS::IAM::VirtualMFADevice',
]);

/** Custom resources that CDK brings along, none of which writes a policy that bears on repositories. */
const OF_CDK: ReadonlySet<string> = new Set(
  [
    ...[
      'AWSCDK-EKS-Cluster',
      'AWSCDK-EKS-FargateProfile',
      'AWSCDK-EKS-HelmChart',
      'AWSCDK-EKS-KubernetesPatch',
      'AWSCDK-EKS-KubernetesResource',
    ],
    ...[
      'AWSCDKOpenIdConnectProvider',
      'CDKBucketDeployment',
      'CrossAccountZoneDelegation',
      'CrossRegionExportReader',
      'CrossRegionExportWriter',
    ],
    ...['DescribeCognitoUserPoolClient', 'DynamoDBReplica', 'ECRAutoDeleteImages', 'LogRetention', 'S3AutoDeleteObjects'],
    ...['S3BucketNotifications', 'VpcRestrictDefaultSG'],
  ].map((name) => `Custom::${name}`),
);

/** What is taken for granted of a resource by the name of its type, which anybody may give; undefined where nothing is. */
export function takenForCdk(type: string): string | undefined {
  return OF_CDK.has(type) ? `${quoted(type)} is taken for what CDK calls so, which writes no policy that bears on repositories` : undefined;
}

const EVERYTHING: UnreadPlace = { kind: 'everything' };
const PRINCIPALS: UnreadPlace = { kind: 'principals' };

const UNMODELLED: ReadonlyMap<string, Pick<UnmodelledType, 'place' | 'why'>> = new Map([
  ['AWS::CloudFormation::StackSet', { place: EVERYTHING, why: 'what a stack set makes in this account is in another template' }],
  ['AWS::CloudFormation::CustomResource', { place: EVERYTHING, why: 'what a custom resource does is known to its function alone' }],
  ['AWS::ServiceCatalog::CloudFormationProvisionedProduct', { place: EVERYTHING, why: 'what a product makes is in another template' }],
  ['AWS::Organizations::Policy', { place: EVERYTHING, why: 'a policy of the organization can limit everything' }],
  ['AWS::SSO::Assignment', { place: PRINCIPALS, why: 'the roles of IAM Identity Center are made by AWS' }],
  ['AWS::SSO::PermissionSet', { place: PRINCIPALS, why: 'the roles of IAM Identity Center are made by AWS' }],
]);

/** What a resource of a type without a reader leaves unknown; undefined where it cannot bear on access. */
export function unmodelled(type: string, properties: ValueMap, region: string): UnmodelledType | undefined {
  const known = UNMODELLED.get(type);
  if (known) return { attribute: 'Type', ...known };
  if (HARMLESS.has(type) || OF_CDK.has(type)) return undefined;
  if (type === 'Custom::AWS') return awsCall(properties);
  if (type.startsWith('Custom::'))
    return { place: EVERYTHING, attribute: 'Type', why: `what ${quoted(type)} does is known to its function alone` };
  if (type.endsWith('::MODULE'))
    return { place: EVERYTHING, attribute: 'Type', why: `what the module ${quoted(type)} makes is in its registry` };
  const why = `${quoted(type)} is not modelled`;
  if (type.startsWith('AWS::ECR::')) return { place: { kind: 'repositories', region }, attribute: 'Type', why };
  return type.startsWith('AWS::IAM::') ? { place: PRINCIPALS, attribute: 'Type', why } : undefined;
}

/** A call that CDK makes of a resource: only those of some services write policies. */
function awsCall(properties: ValueMap): UnmodelledType | undefined {
  const calls = ['Create', 'Update', 'Delete']
    .map((name) => [name, member(properties, name)] as const)
    .filter(([, call]) => call !== undefined);
  const bearing = calls.find(([, call]) => {
    const service = serviceIn(call);
    return service === undefined || BEARING.has(service);
  });
  if (!bearing) return undefined;
  return { place: EVERYTHING, attribute: bearing[0], why: 'what a call of AWS changes that a custom resource makes is not worked out' };
}

const BEARING: ReadonlySet<string> = new Set(['ecr', 'iam', 'organizations', 'cloudformation', 'ssoadmin', 'sso-admin', 'lambda']);

function serviceIn(call: ValueMap[string] | undefined): string | undefined {
  if (isValueMap(call)) return scalarText(member<ValueMap[string]>(call, 'service'))?.toLowerCase();
  if (typeof call !== 'string') return undefined;
  const [, service] = /"service"\s*:\s*"([^"]*)"/.exec(call) ?? [];
  return service?.toLowerCase().replace(/^@aws-sdk\/client-/, '');
}
