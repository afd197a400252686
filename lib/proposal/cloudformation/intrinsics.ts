// The functions of CloudFormation on values that are worked out already.
import { quoted } from '../../text/quote.ts';
import { firstUnknown, isValueList, isValueMap, joined, member, scalarText, type TemplateValue, UnknownValue } from './value.ts';

type Pure = (argument: TemplateValue) => TemplateValue;

/** Functions that need nothing but what they are given; whatever is not here is known to AWS alone, or needs the template. */
export const INTRINSICS: ReadonlyMap<string, Pure> = new Map<string, Pure>([
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::Base64', onText('Fn::Base64', (text) => Buffer.from(text).toString('base64'))],
  ['Fn::Length', length],
  ['Fn::ToJsonString', toJson],
  ['Fn::GetAZs', () => new UnknownValue('the availability zones of a region are known to AWS alone')],
  ['Fn::Cidr', () => new UnknownValue('`Fn::Cidr` is not worked out')],
  ['Fn::ImportValue', importValue],
  ['Fn::Transform', (argument) => new UnknownValue(`the macro ${nameIn(argument)} writes it at deployment`, { moves: true })],
]);

/** Says of a function that it is not of its form. */
export function badForm(name: string, form: string): UnknownValue {
  return new UnknownValue(`${quoted(name)} expects ${form}`);
}

function join(argument: TemplateValue): TemplateValue {
  const [between, list] = isValueList(argument) ? argument : [];
  const text = scalarText(between);
  if (list instanceof UnknownValue) return list;
  if (text === undefined || !isValueList(list)) return badForm('Fn::Join', 'a delimiter and a list');
  return joined(list, text);
}

function select(argument: TemplateValue): TemplateValue {
  const [at, list] = isValueList(argument) ? argument : [];
  if (at instanceof UnknownValue) return at;
  if (list instanceof UnknownValue) return list;
  if (scalarText(at) === undefined || !isValueList(list)) return badForm('Fn::Select', 'an index and a list');
  const found = list[Number(at)];
  return found === undefined ? new UnknownValue(`\`Fn::Select\` asks for number ${quoted(String(at))} of a list of ${list.length}`) : found;
}

function split(argument: TemplateValue): TemplateValue {
  const [between, given] = isValueList(argument) ? argument : [];
  if (given instanceof UnknownValue) return given;
  const [delimiter, text] = [scalarText(between), scalarText(given)];
  return delimiter === undefined || text === undefined ? badForm('Fn::Split', 'a delimiter and a text') : text.split(delimiter);
}

function onText(name: string, made: (text: string) => string): Pure {
  return (argument) => {
    if (argument instanceof UnknownValue) return new UnknownValue(argument.why);
    const text = scalarText(argument);
    return text === undefined ? badForm(name, 'a text') : made(text);
  };
}

function length(argument: TemplateValue): TemplateValue {
  if (argument instanceof UnknownValue) return argument;
  return isValueList(argument) ? argument.length : badForm('Fn::Length', 'a list');
}

function toJson(argument: TemplateValue): TemplateValue {
  const unknown = firstUnknown(argument)?.unknown;
  return unknown ? new UnknownValue(unknown.why, { moves: unknown.parts.moves === true }) : JSON.stringify(argument);
}

function importValue(argument: TemplateValue): TemplateValue {
  const name = scalarText(argument);
  return new UnknownValue(name === undefined ? 'it is an export of another stack' : `the export ${quoted(name)} is of another stack`);
}

function nameIn(argument: TemplateValue): string {
  return quoted(scalarText(isValueMap(argument) ? member(argument, 'Name') : undefined) ?? 'of a transform');
}
