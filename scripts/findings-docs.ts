// The parts of the documentation that are made of the catalogue of findings.
import { CATALOGUE } from '../lib/findings/catalogue.ts';
import { FINDING_CODES, isAcceptable } from '../lib/model/codes.ts';
import type { DependsOn, FindingDefinition } from '../lib/model/finding-definition.ts';

/** A part of a file, between the two comments that name it. */
export interface MadePart {
  /** From the root of the repository. */
  readonly file: string;
  readonly name: string;
  readonly text: string;
}

/** Every part, as the code of today makes it. */
export function madeParts(): readonly MadePart[] {
  return [
    { file: 'README.md', name: 'codes of findings', text: codesTable() },
    { file: 'docs/findings.md', name: 'findings', text: findingsPage() },
  ];
}

/** The file with the part put in place of what stands between its comments; undefined where it lacks them. */
export function withPart(file: string, { name, text }: MadePart): string | undefined {
  const [begin, end] = [`<!-- ${name}: made by \`npm run docs\` -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [file.indexOf(begin), file.indexOf(end)];
  if (from === -1 || to < from) return undefined;
  return `${file.slice(0, from)}${begin}\n${text}\n\n${file.slice(to)}`;
}

function definitions(): readonly FindingDefinition[] {
  return FINDING_CODES.map((code) => CATALOGUE[code]);
}

function codesTable(): string {
  const rows = definitions().map(
    ({ code, name, meaning }) => `| [${code}](docs/findings.md#${anchorOf(`${code} ${name}`)}) | ${name} | ${meaning} |`,
  );
  return ['| code | name | what |', '|---|---|---|', ...rows].join('\n');
}

const PARTS = {
  1: 'Access and the baseline',
  2: 'Who gets in, and by what',
  3: 'Policies by themselves',
  4: 'The baseline',
  5: 'The scan',
} as const;

function findingsPage(): string {
  const parts = Object.entries(PARTS).map(([digit, title]) => {
    const own = definitions().filter(({ code }) => code.startsWith(`ECRD-${digit}`));
    return [`## ${title}`, ...own.map(section)].join('\n\n');
  });
  return parts.join('\n\n');
}

function section(definition: FindingDefinition): string {
  const { code, name, meaning, source, dependsOn, remedy } = definition;
  const lines = [
    `- severity: ${severityText(definition)}`,
    `- rests on: ${source.length === 0 ? 'what the baseline says' : `${source.join(', ')} of [semantics](semantics.md)`}`,
    `- what to do: ${remedy}`,
    `- before it is over, what has to be read: ${READ[dependsOn]}`,
    ...(isAcceptable(code) ? [] : ['- no exception accepts it']),
  ];
  // The links of the README start one folder above.
  return `### ${code} ${name}\n\n${meaning.replaceAll('](docs/', '](')}\n\n${lines.join('\n')}`;
}

function severityText({ severity }: FindingDefinition): string {
  return typeof severity === 'string' ? severity : `${severity.from} to ${severity.to} (${severity.by})`;
}

const READ = {
  grant: 'the policies of the principal and of the place',
  lack: 'the policies of the principal and of the place',
  unsettled: 'the policies of the principal and of the place',
  cells: 'every policy that may bear on the principals and repositories that it is about',
  paths: 'the policies, groups and trust policies of all users and roles',
  unmanaged: 'the policies of all users and roles, and of the repository',
  document: 'the policy',
  statement: 'the policy, whosever it is',
  settings: 'the settings of the registry',
  intent: 'everything that the baseline could match',
  calendar: 'the baseline',
  validity: 'the baseline',
  part: 'the part that it is about',
} as const satisfies Record<DependsOn, string>;

/** As GitHub links to a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}
