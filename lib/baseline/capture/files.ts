// Captured rules as files that can be read again: one where it is small enough, else several, each with the known repositories that its
// own rules are about.
import type { RepositoryClass } from '../../access/classes/repository-classes.ts';
import { type Bits, numbersIn } from '../../collections/bits.ts';
import { MAX_FILE_BYTES } from '../read/file.ts';
import { dividedRules } from './divide.ts';
import { type CapturedPolicy, type CapturedRule, documentText, printGroup, printRule } from './yaml.ts';

export interface CapturedFile {
  readonly name: string;
  readonly text: string;
}

/** What is printed of a policy, and the repositories that its rules are about. */
export interface ToFile {
  readonly policy: CapturedPolicy;
  readonly repositoryClasses: readonly RepositoryClass[];
  /** How many bytes a file may have. */
  readonly limit?: number;
}

/** The files, each below the limit as far as one rule with its repositories is; the first holds what is about all repositories. */
export function filesOf({ policy, repositoryClasses, limit = MAX_FILE_BYTES }: ToFile): readonly CapturedFile[] {
  const { heading, account, known } = policy;
  const groups = policy.groups.map(printGroup);
  const costs = knownCosts(repositoryClasses);
  // What a rule takes as YAML is at most twice as much.
  const bytesOf = ({ isNew }: CapturedRule): number => (isNew ? (limit - totalOf(costs)) / 3 : limit / 4);
  const rules = dividedRules(policy.rules, bytesOf).map((rule) => ({ rule, text: printRule(rule, account) }));
  const whole = documentText(heading, { groups, rules: rules.map(({ text }) => text), known });
  if (Buffer.byteLength(whole) <= limit) return named([whole]);
  const room = limit - Buffer.byteLength(documentText(heading, { groups: [], rules: [], known: undefined })) - SPARE;
  const ofGroups = packed(groups, room).map((those) => documentText(heading, { groups: those, rules: [], known: undefined }));
  const order = [...rules.filter(({ rule }) => rule.isNew), ...rules.filter(({ rule }) => !rule.isNew)];
  const ofRules = packedRules(order, costs, room).map(({ texts, classes, isAll }) =>
    documentText(heading, { groups: [], rules: texts, known: isAll ? known : knownOf(repositoryClasses, classes, known) }),
  );
  return named([...ofRules, ...ofGroups]);
}

/** Whether one file can list all repositories as known, which rules about new ones need, and has room for rules beside. */
export function canBeListed(repositoryClasses: readonly RepositoryClass[], limit: number = MAX_FILE_BYTES): boolean {
  return totalOf(knownCosts(repositoryClasses)) < (limit * 3) / 4;
}

function totalOf(costs: readonly number[]): number {
  return costs.reduce((total, cost) => total + cost, 0);
}

/** For the keys of a document. */
const SPARE = 1_000;

function named(texts: readonly string[]): readonly CapturedFile[] {
  return texts.map((text, at) => ({ name: at === 0 ? 'captured.yaml' : `captured-${at + 1}.yaml`, text }));
}

function packed(texts: readonly string[], room: number): readonly (readonly string[])[] {
  const files: string[][] = [];
  let left = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    if (size > left) {
      files.push([]);
      left = room;
    }
    files.at(-1)?.push(text);
    left -= size;
  }
  return files;
}

interface RulesOfFile {
  readonly texts: string[];
  readonly classes: Set<number>;
  readonly isAll: boolean;
}

interface PrintedRule {
  readonly rule: CapturedRule;
  readonly text: string;
}

/** What is new is whatever is not known: rules about that come first, and with them the list of all repositories. */
function packedRules(rules: readonly PrintedRule[], costs: readonly number[], room: number): readonly RulesOfFile[] {
  const everything = totalOf(costs);
  const files: RulesOfFile[] = [{ texts: [], classes: new Set(costs.keys()), isAll: true }];
  let left = room - everything;
  for (const { rule, text } of rules) {
    const size = Buffer.byteLength(text);
    const numbers = rule.isNew ? [...costs.keys()] : numbersIn(rule.classes ?? NONE);
    const more = sumOf(numbers, files.at(-1)?.classes, costs) + size;
    if (more > left && (files.at(-1)?.texts.length ?? 0) > 0) {
      files.push({ texts: [], classes: new Set(), isAll: rule.isNew });
      left = room;
    }
    const file = files.at(-1);
    if (!file) continue;
    left -= sumOf(numbers, file.classes, costs) + size;
    file.texts.push(text);
    for (const number of numbers) file.classes.add(number);
  }
  return files;
}

const NONE: Bits = new Uint32Array(0);

function sumOf(numbers: readonly number[], listed: ReadonlySet<number> | undefined, costs: readonly number[]): number {
  return numbers.reduce((sum, number) => (listed?.has(number) ? sum : sum + (costs[number] ?? 0)), 0);
}

/** What a line of `known` has beside the name in quotes. */
const AROUND_NAME = 7;

/** By class the bytes of its repositories in `known`. */
function knownCosts(repositoryClasses: readonly RepositoryClass[]): readonly number[] {
  return repositoryClasses.map(({ members }) =>
    members.reduce((sum, { name }) => sum + Buffer.byteLength(JSON.stringify(name)) + AROUND_NAME, 0),
  );
}

/** The repositories of some classes, in the regions of the whole. */
function knownOf(
  repositoryClasses: readonly RepositoryClass[],
  classes: ReadonlySet<number>,
  whole: CapturedPolicy['known'],
): CapturedPolicy['known'] {
  const members = [...classes].flatMap((number) => repositoryClasses[number]?.members ?? []);
  const names = new Map([...whole.keys()].map((region): [string, string[]] => [region, []]));
  for (const { region, name } of members) names.get(region)?.push(name);
  return new Map([...names].filter(([, those]) => those.length > 0).map(([region, those]) => [region, those.sort()]));
}
