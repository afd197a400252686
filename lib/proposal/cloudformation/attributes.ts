// What `Ref` and `Fn::GetAtt` give of a resource, worked out from account, region and name.
import { quoted } from '../../text/quote.ts';
import type { GivenName } from './names.ts';
import { scalarText, type TemplateValue, UnknownValue } from './value.ts';

/** A resource that is asked, and what its answer is made of. */
export interface AskedResource {
  readonly id: string;
  readonly type: string;
  readonly place: { readonly account: string; readonly partition: string; readonly region: string; readonly suffix: string };
  /** Of the resource itself. */
  readonly name: () => GivenName | UnknownValue;
  readonly property: (name: string) => TemplateValue | undefined;
}

/** What `Ref` gives. */
export function referenceToResource(asked: AskedResource): TemplateValue {
  switch (asked.type) {
    case 'AWS::ECR::Repository':
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
    case 'AWS::IAM::Group':
      return plainName(asked);
    case 'AWS::IAM::ManagedPolicy':
      return arnOfResource(asked) ?? atDeployment(asked, 'Ref');
    default:
      return new UnknownValue(
        `${quoted(asked.id)} (${asked.type}) gets its name at deployment`,
        ofAnotherService(asked.type) ? { standIn: asked.id } : {},
      );
  }
}

/** What `Fn::GetAtt` gives. */
export function attributeOfResource(asked: AskedResource, attribute: string): TemplateValue {
  const { type, place } = asked;
  const isArn = attribute === 'Arn' || (type === 'AWS::IAM::ManagedPolicy' && attribute === 'PolicyArn');
  const own = isArn ? arnOfResource(asked) : undefined;
  if (own !== undefined) return own;
  if (type === 'AWS::ECR::Repository' && attribute === 'RepositoryUri') {
    const name = plainName(asked);
    return typeof name === 'string' ? `${place.account}.dkr.ecr.${place.region}.${place.suffix}/${name}` : name;
  }
  return atDeployment(asked, attribute);
}

function plainName({ name }: AskedResource): TemplateValue {
  const given = name();
  return given instanceof UnknownValue ? given : given.name;
}

function atDeployment({ id, type, place }: AskedResource, attribute: string): UnknownValue {
  const service = type.split('::')[1]?.toLowerCase() ?? '';
  const where = service === 's3' ? ':' : `${place.region}:${place.account}`;
  const standIn = attribute.endsWith('Arn') ? `arn:${place.partition}:${service}:${where}:${id}` : id;
  return new UnknownValue(
    `${quoted(`${id}.${attribute}`)} (${type}) is known only at deployment`,
    ofAnotherService(type) ? { standIn } : {},
  );
}

/** Types whose resources cannot be a repository, a principal or a policy. */
function ofAnotherService(type: string): boolean {
  return /^AWS::(?!ECR::|IAM::|CloudFormation::|STS::)[A-Za-z0-9]+::/.test(type);
}

const RESOURCES: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::Role', 'role'],
  ['AWS::IAM::User', 'user'],
  ['AWS::IAM::Group', 'group'],
  ['AWS::IAM::ManagedPolicy', 'policy'],
]);

function arnOfResource(asked: AskedResource): TemplateValue | undefined {
  const { type, place, property } = asked;
  if (type === 'AWS::ECR::Repository') {
    const name = plainName(asked);
    return typeof name === 'string' ? `arn:${place.partition}:ecr:${place.region}:${place.account}:repository/${name}` : name;
  }
  const kind = RESOURCES.get(type);
  if (kind === undefined) return undefined;
  const [name, path] = [plainName(asked), property('Path') ?? '/'];
  if (name instanceof UnknownValue) return name;
  if (path instanceof UnknownValue) return path;
  return `arn:${place.partition}:iam::${place.account}:${kind}${scalarText(path) ?? '/'}${scalarText(name)}`;
}
