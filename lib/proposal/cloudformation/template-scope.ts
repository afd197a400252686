// What functions can ask of a template before its resources are known: parameters, what AWS gives, conditions and mappings.
import { getOrCreate } from '../../collections/get-or-create.ts';
import { quoted } from '../../text/quote.ts';
import { judged, type TemplateScope } from './evaluate.ts';
import { STACK_NAME } from './parameters.ts';
import { mapIn, type StackInput, suffixOf } from './stack-input.ts';
import { member, type TemplateValue, type TreeMap, UnknownValue } from './value.ts';

type Refer = (name: string) => TemplateValue | undefined;

/** The scope of a template without its resources. */
export function scopeBefore(input: StackInput, root: TreeMap, parameters: ReadonlyMap<string, TemplateValue>): TemplateScope {
  const mappings = mapIn(root, 'Mappings');
  const expressions = mapIn(root, 'Conditions');
  const judgements = new Map<string, boolean | UnknownValue>();
  const open = new Set<string>();
  const refer: Refer = (name) => (name.startsWith('AWS::') ? pseudo(name, input) : parameters.get(name));
  const surroundings: TemplateScope = {
    reference: (name) => (name === 'AWS::NoValue' ? undefined : (refer(name) ?? new UnknownValue(`${quoted(name)} is not known here`))),
    attribute: (id, name) => new UnknownValue(`${quoted(`${id}.${name}`)} is not known here`),
    exported: input.exported,
    condition: (name) => {
      const expression = member(expressions, name);
      if (expression === undefined || open.has(name)) return new UnknownValue(`the template has no condition ${quoted(name)}`);
      open.add(name);
      const judgement = getOrCreate(judgements, name, () => judged(expression, surroundings));
      open.delete(name);
      return judgement;
    },
    mappings,
  };
  return surroundings;
}

function pseudo(name: string, { place, stackName }: StackInput): TemplateValue | undefined {
  switch (name) {
    case 'AWS::AccountId':
      return place.account;
    case 'AWS::Region':
      return place.region;
    case 'AWS::Partition':
      return place.partition;
    case 'AWS::URLSuffix':
      return suffixOf(place);
    case STACK_NAME:
      return stackName ?? new UnknownValue(NO_STACK_NAME, { ofDeployment: true, standIn: 'StackName' });
    case 'AWS::StackId':
      return new UnknownValue('the id of a stack is known only after deployment', { standIn: 'StackId' });
    default:
      return new UnknownValue(`${quoted(name)} is known only at deployment`);
  }
}

const NO_STACK_NAME = `the name of the stack is not in the template: give it as --parameters ${STACK_NAME}=NAME`;
