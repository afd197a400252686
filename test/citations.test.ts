// What comments and documents refer to is in the repository: links, documents with their headings, decisions, source files.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schemas } from '../lib/cli/schemas.ts';

const root = join(import.meta.dirname, '..');

const MADE: ReadonlySet<string> = new Set(['.git', 'node_modules', 'dist', 'out', '.cache', '.serverless']);

/** Such as `lib/audit.ts`, sorted: all but what is installed or built. */
const files = filesBelow('.').toSorted();
const known = new Set([...files, ...files.flatMap(foldersOf)]);
const documents = files.filter((path) => path.endsWith('.md'));
const sources = files.filter((path) => /\.(?:ts|ya?ml|md)$|^\.ci\/|^Dockerfile$/.test(path) && path !== 'test/citations.test.ts');

describe('comments and documents', () => {
  test('cite no text that is not here: a rule has an id, a format and a decision have a document', () => {
    expect(found(sources, /\b(?:CONTRACT|DESIGN|FEATURES|LAYOUT|SEMANTICS|STYLE)\b/g)).toEqual([]);
  });

  test('name documents that there are, with headings that they have', () => {
    const cited = found(sources, /(?<![\w./-])docs\/[\w./-]+\.md(?:#[\w-]+)?/g);
    expect(cited.length).toBeGreaterThan(100);
    expect(cited.filter(({ text }) => !leadsSomewhere(text))).toEqual([]);
  });

  test('name files and folders that there are', () => {
    // GLOBS and NAMES stand for several files; what a build makes is not in the repository.
    const PATH =
      /(?<=[`( "'])(?:lib|functions|test|scripts|bench|serverless|examples|events|\.github|\.ci)\/[\w./-]*[\w/](?=[`)\s"',:;#])/g;
    const named = found([...documents, ...sources.filter((path) => path.endsWith('.yml'))], PATH).filter(
      ({ path }) => path !== 'CHANGELOG.md',
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ text }) => !known.has(text.replace(/\/$/, '')))).toEqual([]);
  });
});

describe('documents', () => {
  test('have links that lead somewhere', () => {
    const links = found(documents, /(?<=\]\()(?!https?:|mailto:)[^)\s]+(?=\))/g);
    expect(links.length).toBeGreaterThan(50);
    const targetOf = (path: string, text: string): string =>
      text.startsWith('#') ? `${path}${text}` : posix.join(posix.dirname(path), text);
    expect(links.filter(({ path, text }) => !leadsSomewhere(targetOf(path, text)))).toEqual([]);
  });

  test('of formats names every member of every schema that is published; the state is for nobody else to read', () => {
    const text = textOf('docs/formats.md');
    const { state: _, ...published } = schemas;
    // Names of AWS's own answers, which a snapshot holds as they are, begin with a capital letter.
    const members = Object.values(published)
      .flatMap(membersOf)
      .filter((name) => /^[a-z]/.test(name));
    expect([...new Set(members)].filter((name) => !isNamed(text, name))).toEqual([]);
  });

  test('of decisions are listed in the architecture, each of them', () => {
    const decisions = files.filter((path) => path.startsWith('docs/decisions/'));
    const listed = found(['docs/architecture.md'], /(?<=^\| \[\d+\]\()decisions\/[\w-]+\.md(?=\))/gm).map(({ text }) => `docs/${text}`);
    expect(listed).toEqual(decisions);
  });

  test('the glossary has each word once, in the order of the alphabet', () => {
    const words = found(['docs/glossary.md'], /(?<=^\| )[a-z][^|]*(?= \| )/gm).map(({ text }) => text);
    expect(words.filter((word) => word !== 'word')).toEqual([...new Set(words)].filter((word) => word !== 'word').sort());
  });
});

describe('the README of a folder of lib', () => {
  const folders = readdirSync(join(root, 'lib')).filter((name) => statSync(join(root, 'lib', name)).isDirectory());

  test('is there', () => {
    expect(folders.filter((name) => !known.has(`lib/${name}/README.md`))).toEqual([]);
  });

  test.each(folders)('says what lib/%s may import, as the test of the architecture does', (name) => {
    const rule = new RegExp(`^ {2}'?${name}'?: \\{\\s*may: \\[([^\\]]*)\\]`, 'm').exec(textOf('test/architecture.test.ts'))?.[1] ?? '';
    const line = /^- \*\*May import\*\*: (.*)\.$/m.exec(textOf(`lib/${name}/README.md`))?.[1] ?? '';
    const isAlmostAll = rule.includes('...');
    const wanted = isAlmostAll ? [] : [...rule.matchAll(/'([^']+)'/g)].map(([, part]) => part);
    expect([...line.matchAll(/`([^`]+)`/g)].map(([, part]) => part).filter((part) => part !== 'lib')).toEqual(wanted);
  });

  test.each(folders)('lists the rooms of lib/%s in their order, and so does the architecture', (name) => {
    const order = new RegExp(`^ {2}${name}: \\[([^\\]]*)\\],$`, 'm').exec(textOf('test/architecture.test.ts'))?.[1] ?? '';
    const wanted = [...order.matchAll(/'([^']+)'/g)].map(([, room]) => (room === '.' ? 'the folder itself' : `\`${room}\``));
    const rooms = [...textOf(`lib/${name}/README.md`).matchAll(/^\| (`[^`]+`|the folder itself) \| /gm)].map(([, room]) => room);
    expect(rooms).toEqual(wanted);
    const drawn = new RegExp(`^\\| \`${name}\` \\| ([^|]* < [^|]*) \\|$`, 'm').exec(textOf('docs/architecture.md'))?.[1] ?? '';
    expect(drawn).toBe(wanted.map((room) => room.replaceAll('`', '')).join(' < '));
  });
});

interface Citation {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

function found(paths: readonly string[], pattern: RegExp): readonly Citation[] {
  return paths.flatMap((path) => {
    const text = textOf(path);
    return [...text.matchAll(pattern)].map(({ 0: cited, index }) => ({ path, line: text.slice(0, index).split('\n').length, text: cited }));
  });
}

/** Whether `docs/x.md`, `docs/x.md#heading` or `lib` is here. */
function leadsSomewhere(target: string): boolean {
  const [path = '', heading] = target.split('#');
  if (!known.has(posix.normalize(path).replace(/\/$/, ''))) return false;
  return heading === undefined || headingsOf(path).includes(heading);
}

/** As GitHub makes anchors of headings: lower case, no punctuation, a hyphen for a blank. */
function headingsOf(path: string): readonly string[] {
  const headings = [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** In code, as `name`, `"name"` or one of `{name, ...}`. */
function isNamed(text: string, name: string): boolean {
  return ['`', '"', '{', '{"', ', '].some((before) => ['`', '"', ',', '}'].some((after) => text.includes(`${before}${name}${after}`)));
}

/** The names of all members that a JSON Schema knows, at any depth. */
function membersOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const properties = 'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : [];
  return [...properties, ...Object.values(schema).flatMap(membersOf)];
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return MADE.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

function foldersOf(path: string): readonly string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}
