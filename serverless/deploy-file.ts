// Parameters as somebody gave them: in deploy.yml, which is in git, and as --param, which overrides it.
import { readFile } from '../lib/baseline/read/file.ts';
import { quoted, shownValue } from '../lib/text/quote.ts';
import { suggestion } from '../lib/text/suggest.ts';
import type { YamlNode } from '../lib/text/yaml.ts';
import { isParameter, PARAMETER_NAMES, type Parameter, ruleOf } from './parameters.ts';

/** Where something was given, as a message names it. */
export type Origin = `deploy.yml:${number}` | '--param';

export interface Given {
  readonly name: Parameter;
  readonly value: string;
  readonly from: Origin;
}

export interface Reading<T> {
  readonly given: T;
  /** One line each. */
  readonly problems: readonly string[];
}

/** What deploy.yml says for every stage, and what for one. */
export interface DeployFile {
  readonly everywhere: readonly Given[];
  readonly stages: ReadonlyMap<string, readonly Given[]>;
}

const NOTHING: DeployFile = { everywhere: [], stages: new Map() };
const STAGES = 'stages';

/** The content of deploy.yml; a file of comments says nothing. */
export function readDeployFile(text: string): Reading<DeployFile> {
  if (text.split(/\r?\n/).every((line) => /^\s*(?:#.*)?$/.test(line))) return { given: NOTHING, problems: [] };
  const { documents, issues } = readFile({ path: 'deploy.yml', text });
  const problems = issues.map(({ reason, at }) => `${reason} (deploy.yml:${at.line})`);
  const [document, second] = documents;
  if (document === undefined) return { given: NOTHING, problems };
  if (second) return { given: NOTHING, problems: [...problems, `one document is enough (deploy.yml:${second.root.line})`] };
  if (!isMap(document.root))
    return { given: NOTHING, problems: [...problems, 'expected lines such as `email: you@example.com` (deploy.yml:1)'] };
  const everywhere = readParameters(document.root, [STAGES]);
  const stages = readStages(document.root);
  return {
    given: { everywhere: everywhere.given, stages: stages.given },
    problems: [...problems, ...everywhere.problems, ...stages.problems],
  };
}

function isMap({ value }: YamlNode): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readStages({ children }: YamlNode): Reading<DeployFile['stages']> {
  const stages = children.get(STAGES);
  if (stages === undefined || stages.node.value === null) return { given: new Map(), problems: [] };
  if (!isMap(stages.node)) return { given: new Map(), problems: [`stages: expected names of stages (deploy.yml:${stages.line})`] };
  const read = [...stages.node.children].map(([name, { line, node }]) => {
    const reading = isMap(node) ? readParameters(node, []) : { given: [], problems: noParameters(String(name), node, line) };
    return { name: String(name), ...reading };
  });
  return { given: new Map(read.map(({ name, given }) => [name, given])), problems: read.flatMap(({ problems }) => problems) };
}

function noParameters(stage: string, { value }: YamlNode, line: number): readonly string[] {
  return value === null ? [] : [`stages: expected parameters below ${quoted(stage)} (deploy.yml:${line})`];
}

function readParameters({ children }: YamlNode, others: readonly string[]): Reading<readonly Given[]> {
  const entries = [...children].filter(([key]) => !others.includes(String(key)));
  const read = entries.map(([key, { line, node }]): Reading<readonly Given[]> => {
    const name = String(key);
    const from: Origin = `deploy.yml:${line}`;
    if (!isParameter(name)) return { given: [], problems: [`${unknownName(name, others)} (${from})`] };
    const text = textOf(name, node);
    if ('problem' in text) return { given: [], problems: [`${name}: ${text.problem} (${from})`] };
    return { given: [{ name, value: text.value, from }], problems: [] };
  });
  return { given: read.flatMap(({ given }) => given), problems: read.flatMap(({ problems }) => problems) };
}

function unknownName(name: string, others: readonly string[]): string {
  return `there is no parameter ${quoted(name)}${suggestion(name, [...PARAMETER_NAMES, ...others])}`;
}

type Text = { readonly value: string } | { readonly problem: string };

/** A value of YAML as the text that --param would hold. */
function textOf(name: Parameter, node: YamlNode): Text {
  const { form, default: usual } = ruleOf(name);
  const { value } = node;
  if (value === null) return { value: usual };
  if (!Array.isArray(value)) return scalarOf(name, node);
  if (form !== 'list') return { problem: 'takes one value, not a list' };
  if (value.length === 0) return { problem: 'the list is empty' };
  const parts = [...node.children.values()].map((child) => scalarOf(name, child.node));
  const wrong = parts.find((part) => 'problem' in part);
  return wrong ?? { value: parts.flatMap((part) => ('value' in part ? part.value : [])).join(',') };
}

function scalarOf(name: Parameter, { value, source }: YamlNode): Text {
  if (typeof value === 'string') return { value };
  const written = source ?? '';
  // What YAML makes of digits without quotes is a number: it may lose a zero in front, or be another one.
  if (typeof value === 'number')
    return ruleOf(name).form === 'number' ? { value: written } : { problem: `put ${quoted(written)} in quotes, or YAML reads a number` };
  if (typeof value === 'boolean') return { problem: `expected text, got ${quoted(written)}: write it as words, such as on or off` };
  return { problem: `expected text, got ${shownValue(value)}` };
}

/** The values of every `--param name=value`, as the framework splits them. */
export function readParams(params: readonly string[]): Reading<readonly Given[]> {
  const read = params.map((param, at): Reading<readonly Given[]> => {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(param) ?? [];
    const line = (problem: string) => ({ given: [], problems: [`${problem} (--param)`] });
    if (!param.includes('=')) return line(`expected name=value, got ${quoted(param)}`);
    if (!isParameter(name)) return line(unknownName(name, []));
    if (value.trim() === '') return line(`${name}: the value is empty: leave it out, or change deploy.yml`);
    const again = params.slice(0, at).some((before) => before.startsWith(`${name}=`));
    return again ? line(`${name}: given twice`) : { given: [{ name, value: value.trimEnd(), from: '--param' }], problems: [] };
  });
  return { given: read.flatMap(({ given }) => given), problems: read.flatMap(({ problems }) => problems) };
}
