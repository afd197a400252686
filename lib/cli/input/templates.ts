// A CloudFormation template as options give it: its file, its parameters, the template before it, and files that it names.
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { ProposedResource } from '../../proposal/change.ts';
import {
  type GivenStack,
  type GivenTemplate,
  givenTemplate,
  parameterProblems,
  proposedStacks,
} from '../../proposal/cloudformation/cloudformation.ts';
import { type GivenParameters, keyAndValue, readParameters } from '../../proposal/cloudformation/parameters.ts';
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { quoted } from '../../text/quote.ts';
import { nameOf, readPlainText, readText } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';

export interface StackOptions {
  readonly cloudformation?: readonly string[] | undefined;
  /** Files, or `Key=Value`, for all templates. */
  readonly parameters?: readonly string[] | undefined;
  /** One for each template, in their order. */
  readonly previous?: readonly string[] | undefined;
  readonly region?: string | undefined;
}

/** Reads the files of templates; what comes back says what they change in an account. Undefined where no template is given. Throws a Failure. */
export function readTemplates(options: StackOptions): ((file: SnapshotFile) => readonly ProposedResource[]) | undefined {
  const { cloudformation: paths = [], previous = [], parameters = [], region } = options;
  if (paths.length === 0) {
    const [alone] = (['parameters', 'previous'] as const).filter((name) => options[name] !== undefined);
    if (alone !== undefined) throw new Failure(`--${alone} goes with --cloudformation: add the template`);
    return undefined;
  }
  if (previous.length > 0 && previous.length !== paths.length)
    throw new Failure(
      `--previous is given ${previous.length} times and --cloudformation ${paths.length} times: give one for each, in their order`,
    );
  const given = parametersIn(parameters);
  const templates = paths.map(templateIn);
  const before = previous.map(templateIn);
  const strange = parameterProblems(templates, given);
  if (strange.length > 0) throw new Failure(strange);
  const stacks = templates.map((template, at): GivenStack => {
    return { template, previous: before[at], parameters: given, region, beside: besideOf(paths[at], previous[at]) };
  });
  return (file) => {
    const proposal = proposedStacks(file, stacks);
    if (proposal.kind === 'problem') throw new Failure(proposal.reasons);
    return proposal.resources;
  };
}

function templateIn(path: string): GivenTemplate {
  const template = givenTemplate(nameOf(path), readText(path));
  if ('reason' in template) throw new Failure(template.reason);
  return template;
}

function parametersIn(texts: readonly string[]): GivenParameters {
  const all = texts.map((text): GivenParameters => {
    const pair = keyAndValue(text);
    if (pair) return new Map([pair]);
    const reading = readParameters(nameOf(text), readText(text));
    if (reading.kind === 'problem') throw new Failure(reading.reason);
    return reading.given;
  });
  return new Map(all.flatMap((each) => [...each]));
}

/** Only files below the folder of a template that somebody gave: a template is no reason to read others. */
function besideOf(...given: readonly (string | undefined)[]): GivenStack['beside'] {
  const folders = given.flatMap((path) => (path === undefined ? [] : [resolve(dirname(path))]));
  return (file, from) => {
    const path = resolve(dirname(from), file);
    const isBelow = folders.some((folder) => !relative(folder, path).startsWith('..') && !isAbsolute(relative(folder, path)));
    if (!isBelow) return { reason: `the template ${quoted(file)} is not below the folder of the one that names it` };
    try {
      return { path: relative('', path), text: readPlainText(path) };
    } catch (error) {
      return { reason: error instanceof Failure ? error.message : `the template ${quoted(file)} cannot be read` };
    }
  };
}
