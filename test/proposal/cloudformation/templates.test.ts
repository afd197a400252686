// Templates as people and CDK write them, each with the difference that it makes, as people would say it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { account, FOLDER, type Given, told } from './support.ts';

const TEMPLATES = join(FOLDER, 'templates');

interface Expected extends Partial<ReturnType<typeof told>> {
  readonly template: string;
  readonly parameters?: Readonly<Record<string, string | null>>;
}

// INVARIANT: the file is written in these words; what is not in them fails its test.
const CASES = parse(readFileSync(join(FOLDER, 'expected.yaml'), 'utf8')) as Readonly<Record<string, Expected>>;

function textOf(name: string): string {
  return readFileSync(join(TEMPLATES, name), 'utf8');
}

function givenBy({ template, parameters = {} }: Expected): Given {
  const previous = template.replace(/(?=\.yaml$)/, '.previous');
  const nested = readdirSync(TEMPLATES).filter((name) => name.includes('.nested.'));
  return {
    path: template,
    text: textOf(template),
    parameters,
    beside: Object.fromEntries(nested.map((name) => [name, textOf(name)])),
    ...(previous !== template && existsSync(join(TEMPLATES, previous)) ? { previous: textOf(previous) } : {}),
  };
}

for (const [name, { template, parameters, ...expected }] of Object.entries(CASES)) {
  test(name, () => {
    const { assumed, ...rest } = told(account(), givenBy({ template, ...(parameters ? { parameters } : {}) }));
    const found = Object.fromEntries(Object.entries({ ...rest, assumed }).filter(([, lines]) => lines.length > 0));
    expect(found).toEqual(expected);
  });
}

test('every template has its expectation', () => {
  const used = new Set(Object.values(CASES).map(({ template }) => template));
  const templates = readdirSync(TEMPLATES).filter((name) => !/\.(?:previous|nested)\./.test(name));
  expect(templates.filter((name) => !used.has(name))).toEqual([]);
  expect(templates.length).toBeGreaterThanOrEqual(25);
});
